"""Handing over the duty of the first receiver (首问/首办责任): somebody has it at every moment."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.acting import acting
from cases.errors import Refused
from cases.models import Case
from cases.notices import NoticeKind
from cases.people import colleagues_on, tell_of


def change_first_receiver(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, receiver: User, reason: str) -> Case:
    """Hand the duty of the first receiver to somebody else, such as when a person leaves. 平台约定：首问（首办）负责制.

    Raises:
        Refused: it is that person's already, or the person has no part in the case (`receiver`).
    """
    with acting(case, "cases.change_first_receiver", by=by, at=at, version=version) as step:
        found = step.case
        if found.first_receiver_id == receiver.pk:
            raise Refused({"receiver": _("%(name)s已是首问责任人。") % {"name": receiver}})
        if not colleagues_on(found, at).filter(pk=receiver.pk).exists():
            raise Refused({"receiver": _("首问责任人应在承办单位或辖区综治中心任职。")})
        before = found.first_receiver
        found.first_receiver = receiver
        facts = {"before": str(before), "after": str(receiver), "reason": reason}
        step.say(_("首问责任人由%(before)s移交%(after)s：%(reason)s") % facts, before=before.pk, after=receiver.pk)
        title = _("您接任首问责任人（%(number)s）") % {"number": found.number}
        key = f"first_receiver:{found.pk}:{found.version + 1}"
        tell_of(found, {receiver.pk}, kind=NoticeKind.TRANSFER, key=key, title=title, at=at)
    return found
