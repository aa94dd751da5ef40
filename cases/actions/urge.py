"""Urging (催办) the body that has a case, the answer, and the recall."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Case, Urge
from cases.notices import events


def urge(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, text: str, answer_by: dt.date | None = None) -> Urge:
    """Urge the body that has the case; the urge stays open until it is answered or recalled.

    Raises:
        Refused: the answer is wanted for a day in the past (`answer_by`), or one would urge oneself.
    """
    if answer_by is not None and answer_by < local_day(at):
        raise Refused({"answer_by": _("答复期限不能早于今天。")})
    with acting(case, "cases.urge", by=by, at=at, version=version) as step:
        if step.case.handler_id == by.user.pk:
            raise Refused(_("您就是本案承办人，不必催办自己。"))
        row = Urge.objects.create(case_id=step.case.pk, by=by.user, at=at, text=text, answer_by=answer_by)
        events.urged(step.case, row, by=by)
        step.say(text, urge=row.pk, answer_by=answer_by.isoformat() if answer_by else None)
    return row


def reply_urge(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, urge: Urge, answer: str) -> Urge:
    """Answer an urge.

    Raises:
        Refused: it is none of this case, or is answered or recalled already (`urge`).
    """
    with acting(case, "cases.reply_urge", by=by, at=at, version=version) as step:
        row = _open(step.case, urge)
        row.answered_at, row.answered_by, row.answer = at, by.user, answer
        row.save(update_fields=["answered_at", "answered_by", "answer"])
        events.urge_answered(step.case, row, by=by, at=at)
        step.say(answer, urge=row.pk)
    return row


def recall_urge(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, urge: Urge) -> Urge:
    """Take back one's own urge before it is answered.

    Raises:
        Refused: it is somebody else's, none of this case, or answered or recalled already (`urge`).
    """
    with acting(case, "cases.recall_urge", by=by, at=at, version=version) as step:
        row = _open(step.case, urge)
        if row.by_id != by.user.pk:
            raise Refused({"urge": _("只有催办人本人可以撤销催办。")})
        row.recalled_at = at
        row.save(update_fields=["recalled_at"])
        step.say(_("撤销催办"), urge=row.pk)
    return row


def _open(case: Case, urge: Urge) -> Urge:
    """The urge as it is now. The case is locked, so it does not change under our hands."""
    row = Urge.objects.filter(pk=urge.pk, case_id=case.pk, answered_at__isnull=True, recalled_at__isnull=True).first()
    if row is None:
        raise Refused({"urge": _("本案没有这项待答复的催办，可能已被答复或撤销。")})
    return row
