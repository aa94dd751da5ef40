"""What people do with their own notices: read them, and choose how to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.errors import Refused
from cases.models.notices import Manner, Notice, NoticeChoice, NoticeHours
from cases.notices.choices import DEFAULTS, Choice
from cases.notices.hours import DEFAULT, Hours, is_quiet


def mark_read(*, by: Actor, at: dt.datetime, pks: Sequence[int]) -> int:
    """Mark own notices as read; returns how many were not. Those of others are not touched."""
    return Notice.objects.filter(user=by.user, pk__in=pks, read_at__isnull=True).update(read_at=at)


def mark_all_read(*, by: Actor, at: dt.datetime, upto: int, kind: str = "") -> int:
    """Mark own notices as read that are not newer than `upto`, the newest that the person has seen; returns how many were not."""
    mine = Notice.objects.filter(user=by.user, pk__lte=upto, read_at__isnull=True)
    return (mine.filter(kind=kind) if kind else mine).update(read_at=at)


@transaction.atomic
def choose(*, by: Actor, manners: Mapping[Choice, Manner], hours: Hours, email: str) -> None:
    """Keep how a person wants to be told: kind by channel, quiet hours, time of the digest, address for mail (empty: no mail).

    What equals the default is not kept, so that a later default holds for whoever never chose otherwise.

    Raises:
        Refused: the quiet hours have only one end or none in between (`quiet_from`), or the digest lies in them (`digest_at`).
    """
    _check(hours)
    User.objects.filter(pk=by.user.pk).update(email=email)
    NoticeHours.objects.filter(user=by.user).delete()
    if hours != DEFAULT:
        NoticeHours.objects.create(user=by.user, quiet_from=hours.quiet_from, quiet_to=hours.quiet_to, digest_at=hours.digest_at)
    NoticeChoice.objects.filter(user=by.user).delete()
    NoticeChoice.objects.bulk_create(
        NoticeChoice(user=by.user, kind=kind, channel=channel, manner=manner)
        for (kind, channel), manner in manners.items()
        if manner != DEFAULTS[kind, channel]
    )


def _check(hours: Hours) -> None:
    if (hours.quiet_from is None) != (hours.quiet_to is None):
        raise Refused({"quiet_to" if hours.quiet_to is None else "quiet_from": _("免打扰时段的起止要么都填，要么都不填。")})
    if hours.quiet_from is not None and hours.quiet_from == hours.quiet_to:
        raise Refused({"quiet_to": _("免打扰时段的起止不能相同。")})
    if is_quiet(hours.digest_at, hours):
        raise Refused({"digest_at": _("汇总时间不能在免打扰时段内。")})
