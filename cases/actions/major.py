"""Major cases (重大案件): marked with a ground; their closing asks for an analysis (一案一剖析) and a rectification (一案一整改)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from cases.acting import acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Case, CaseAnalysis, MajorMark, Rectification
from cases.notices import NoticeKind
from cases.people import tell_of, those_in_charge, workers_of

ARTICLE: Final = "平台约定：重大案件一案一剖析、一案一整改"


def mark_major(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, ground: str) -> MajorMark:
    """Mark the case as major, with the ground."""
    with acting(case, "cases.mark_major", by=by, at=at, version=version) as step:
        row = MajorMark.objects.create(case_id=step.case.pk, ground=ground.strip(), by=by.user, at=at)
        step.say(_("认定为重大案件：%(ground)s") % {"ground": row.ground}, article=ARTICLE, mark=row.pk)
        title = _("认定为重大案件（%(number)s）") % {"number": step.case.number}
        tell_of(step.case, those_in_charge(step.case, at) - {by.user.pk}, kind=NoticeKind.COLOUR, key=f"major:{row.pk}", title=title, at=at)
    return row


def lift_major(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, reason: str) -> Case:
    """Take the mark back, with the reason. A case that is major by its scale stays so."""
    with acting(case, "cases.lift_major", by=by, at=at, version=version) as step:
        live = MajorMark.objects.filter(case_id=step.case.pk, lifted_at__isnull=True)
        live.update(lifted_at=at, lifted_by=by.user, lift_reason=reason.strip())
        step.say(_("撤销重大案件认定：%(reason)s") % {"reason": reason}, article=ARTICLE)
    return step.case


def analyse(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, causes: str, handling: str, lessons: str) -> CaseAnalysis:
    """Put the analysis of a major case on record (一案一剖析): causes, how it was handled, lessons. A later one stands beside it."""
    with acting(case, "cases.analyse", by=by, at=at, version=version) as step:
        row = CaseAnalysis.objects.create(
            case_id=step.case.pk, causes=causes.strip(), handling=handling.strip(), lessons=lessons.strip(), by=by.user, at=at
        )
        step.say(_("完成一案一剖析"), article=ARTICLE, analysis=row.pk)
    return row


def add_rectification(
    *,
    case: Case,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    problem: str,
    measure: str,
    organisation: Organisation,
    due_on: dt.date,
) -> Rectification:
    """Say what is to be put right after a major case (一案一整改), by whom and by when.

    Raises:
        Refused: the day is past (`due_on`); the body is not in use (`organisation`).
    """
    with acting(case, "cases.add_rectification", by=by, at=at, version=version) as step:
        if due_on < local_day(at):
            raise Refused({"due_on": _("整改期限不能早于今天。")})
        if not organisation.active:
            raise Refused({"organisation": _("%(name)s已停用。") % {"name": organisation.name}})
        row = Rectification.objects.create(
            case_id=step.case.pk, problem=problem.strip(), measure=measure.strip(), organisation=organisation, due_on=due_on, by=by.user, at=at
        )
        facts = {"name": organisation.name, "day": due_on.isoformat(), "problem": row.problem}
        step.say(_("提出整改：%(problem)s。由%(name)s于 %(day)s 前完成。") % facts, article=ARTICLE, rectification=row.pk)
        users = set(workers_of([organisation.pk], at).values_list("pk", flat=True)) - {by.user.pk}
        title = _("有一项整改待完成（%(number)s）") % {"number": step.case.number}
        tell_of(step.case, users, kind=NoticeKind.PLAN, key=f"rectification:{row.pk}", title=title, at=at)
    return row


def finish_rectification(
    *, case: Case, by: Actor, at: dt.datetime, version: int | None = None, rectification: Rectification, done_on: dt.date, result: str
) -> Rectification:
    """Put on record that something was put right, when and with what result.

    Raises:
        Refused: it is no open one of this case (`rectification`); the day is ahead, or before it was asked for (`done_on`).
    """
    with acting(case, "cases.finish_rectification", by=by, at=at, version=version) as step:
        row = Rectification.objects.filter(pk=rectification.pk, case_id=step.case.pk, done_on__isnull=True).first()
        if row is None:
            raise Refused({"rectification": _("本案没有这项未完成的整改。")})
        if not local_day(row.at) <= done_on <= local_day(at):
            raise Refused({"done_on": _("完成日期应在提出之日与今天之间。")})
        row.done_on, row.done_by, row.result = done_on, by.user, result.strip()
        row.save(update_fields=["done_on", "done_by", "result"])
        step.say(_("整改完成：%(problem)s。%(result)s") % {"problem": row.problem, "result": row.result}, article=ARTICLE, rectification=row.pk)
    return row
