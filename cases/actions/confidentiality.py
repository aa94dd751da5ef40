"""Confidential cases: only the officers to whom the case is handed and the named ones see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.acting import Step, acting
from cases.errors import Refused
from cases.models import Case, CaseOfficer
from cases.models.party import OfficerRole

C = TypeVar("C", bound=Case)


def set_confidential(
    *, case: C, by: Actor, at: dt.datetime, version: int | None = None, confidential: bool, reason: str, officers: Collection[User] = ()
) -> C:
    """Make a case confidential, name who may know, or lift it again. Naming anew replaces the former named ones.

    Raises:
        Refused: nobody would see the case who works on it (`officers`), it is on its way to another body, or it is not confidential
            (`confidential`).
    """
    with acting(case, "cases.set_confidential", by=by, at=at, version=version) as step:
        if not confidential and not step.case.confidential:
            raise Refused({"confidential": _("本案没有设为保密。")})
        if confidential:
            _someone_sees_it(step.case, by, officers)
        step.case.confidential = confidential
        count = _name(step, officers if confidential else ())
        step.searched_words_changed()
        text = _("设为保密，指定知情人 %(count)d 人：%(reason)s") if confidential else _("解除保密：%(reason)s")
        step.say(text % {"count": count, "reason": reason}, confidential=confidential)
    return step.case


def _someone_sees_it(case: Case, by: Actor, officers: Collection[User]) -> None:
    """The handler (who holds a live officer row) or the one who acts must see it afterwards; else nobody could lift it."""
    working = CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True).exclude(role=OfficerRole.NAMED)
    named = {user.pk for user in officers}
    if by.user.pk in named or case.handler_id in named or working.exists():
        return
    raise Refused({"officers": _("指定知情人须包括承办人或您本人，否则无人能办理本案。")})


def _name(step: Step[C], officers: Collection[User]) -> int:
    """Let exactly these be the named officers; returns how many."""
    wanted = {user.pk for user in officers}
    live = CaseOfficer.objects.filter(case_id=step.case.pk, role=OfficerRole.NAMED, until__isnull=True)
    live.exclude(user_id__in=wanted).update(until=step.at)
    present = set(live.values_list("user_id", flat=True))
    new = [CaseOfficer(case_id=step.case.pk, user_id=pk, role=OfficerRole.NAMED, since=step.at) for pk in sorted(wanted - present)]
    CaseOfficer.objects.bulk_create(new)
    return len(wanted)
