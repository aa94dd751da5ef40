"""Inquiries (调查记录; 人民调解工作若干规定 27)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import acting
from cases.errors import Refused
from disputes.models import Dispute, Investigation


def investigate(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    asked_at: dt.datetime,
    place: str,
    person: str,
    participants: str = "",
    record: str,
) -> Dispute:
    """Write down an inquiry: who was asked, when and where, what was said. 人民调解工作若干规定 27.

    Raises:
        Refused: the time lies in the future, or place, person or record is empty.
    """
    with acting(dispute, "disputes.investigate", by=by, at=at, version=version) as step:
        if asked_at > at:
            raise Refused({"asked_at": _("调查时间不能晚于现在。")})
        for field, value in (("place", place), ("person", person), ("record", record)):
            if not value.strip():
                raise Refused({field: _("请填写此项。")})
        Investigation.objects.create(
            dispute=step.case,
            at=asked_at,
            place=place.strip(),
            person=person.strip(),
            participants=participants.strip(),
            record=record.strip(),
            by=by.user,
        )
        step.say(_("登记调查记录。"), article="人民调解工作若干规定第二十七条")
    return step.case
