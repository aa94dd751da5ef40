"""Asking for the monthly report by mail, and asking no more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Area, User
from cases.errors import Refused
from reports.models import ReportSubscription

MOST = 20
"""Reports that one person may have mailed."""


@transaction.atomic
def subscribe(*, by: Actor, at: dt.datetime, area: Area, file_format: str, day: int, email: str) -> ReportSubscription:
    """Have the report of an area mailed each month from now on. Asking again for the same changes day and address.

    Raises:
        Refused: the area is not in the actor's scope, or he has too many already.
    """
    if not by.scope.covers_area(area.pk):
        raise Refused({"area": _("没有这个区划，或不在您的辖区内。")})
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)  # two requests at once wait for each other here
    live = live_subscriptions(by.user)
    known = live.filter(area=area, file_format=file_format).first()
    if known is None and live.count() >= MOST:
        raise Refused(_("最多订阅 %(count)d 份，请先停止不用的。") % {"count": MOST})
    if known is None:
        return ReportSubscription.objects.create(user=by.user, area=area, file_format=file_format, day=day, email=email, asked_at=at)
    if (known.day, known.email) != (day, email):
        known.day, known.email, known.asked_at = day, email, at
        known.save(update_fields=["day", "email", "asked_at"])
    return known


def unsubscribe(*, subscription: ReportSubscription, at: dt.datetime, reason: str = "") -> bool:
    """Mail it no more; whether it was still in force."""
    return bool(ReportSubscription.objects.filter(pk=subscription.pk, ended_at__isnull=True).update(ended_at=at, end_reason=reason))


def live_subscriptions(user: User) -> QuerySet[ReportSubscription]:
    """What the user has mailed to him now."""
    return ReportSubscription.objects.filter(user=user, ended_at__isnull=True)
