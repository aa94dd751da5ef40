"""The plan of one case (一案一策): aim, owner, steps with who and until when. A red case needs one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases import risk_clocks
from cases.acting import acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Case, CasePlan, Colour, PlanStep
from cases.notices import NoticeKind
from cases.people import colleagues_on, tell_of

ARTICLE: Final = "平台约定：红色案件一案一策"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A step of a plan: what, who, by when."""

    text: str
    owner: str
    due_on: dt.date


def make_plan(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, aim: str, owner: User, steps: Sequence[Measure]) -> CasePlan:
    """Lay down the plan of the case; one that was there is superseded.

    Raises:
        Refused: no step, or one whose day is past (`steps`); the owner has no part in the case (`owner`).
    """
    problems = [_("第 %(row)d 行：完成期限不能早于今天。") % {"row": row} for row, step in enumerate(steps, 1) if step.due_on < local_day(at)]
    if problems or not steps:
        raise Refused({"steps": problems or [_("至少写一项措施。")]})
    with acting(case, "cases.make_plan", by=by, at=at, version=version) as act:
        found = act.case
        if not colleagues_on(found, at).filter(pk=owner.pk).exists():
            raise Refused({"owner": _("牵头人应在承办单位或辖区综治中心任职。")})
        old = CasePlan.objects.filter(case_id=found.pk, superseded_at__isnull=True).update(superseded_at=at)
        plan = CasePlan.objects.create(case_id=found.pk, aim=aim.strip(), owner=owner, by=by.user, at=at)
        PlanStep.objects.bulk_create(
            PlanStep(plan=plan, seq=seq, text=step.text.strip(), owner=step.owner.strip(), due_on=step.due_on) for seq, step in enumerate(steps, 1)
        )
        risk_clocks.refresh_plan(found, at=at)
        text = (
            _("重新制定一案一策，%(owner)s牵头，措施 %(count)d 项：%(aim)s") if old else _("制定一案一策，%(owner)s牵头，措施 %(count)d 项：%(aim)s")
        )
        act.say(text % {"owner": owner, "count": len(steps), "aim": plan.aim}, article=ARTICLE, plan=plan.pk)
        title = _("请您牵头落实一案一策（%(number)s）") % {"number": found.number}
        tell_of(found, {owner.pk} - {by.user.pk}, kind=NoticeKind.PLAN, key=f"plan:{plan.pk}", title=title, at=at)
    return plan


def finish_step(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, step: PlanStep, done_on: dt.date, result: str) -> PlanStep:
    """Put on record that a step of the plan was done, when and with what result.

    Raises:
        Refused: it is no open step of the plan in force (`step`); the day is ahead, or before the plan (`done_on`).
    """
    with acting(case, "cases.finish_step", by=by, at=at, version=version) as act:
        open_steps = PlanStep.objects.filter(plan__case_id=act.case.pk, plan__superseded_at__isnull=True, done_on__isnull=True)
        row = open_steps.select_related("plan").filter(pk=step.pk).first()
        if row is None:
            raise Refused({"step": _("本案现行一案一策中没有这项未完成的措施。")})
        if not local_day(row.plan.at) <= done_on <= local_day(at):
            raise Refused({"done_on": _("完成日期应在制定之日与今天之间。")})
        row.done_on, row.done_by, row.result = done_on, by.user, result.strip()
        row.save(update_fields=["done_on", "done_by", "result"])
        facts = {"seq": row.seq, "text": row.text, "result": row.result}
        act.say(_("一案一策第 %(seq)d 项完成：%(text)s。%(result)s") % facts, article=ARTICLE, step=row.pk)
    return row


def lacks_plan(facts: Mapping[str, Any]) -> str:
    """Why a red case may not be concluded: it has no plan; empty otherwise. For every act by which the body ends a case."""
    if facts["colour"] == Colour.RED and not facts["plan"]:
        return _("红色案件须先制定一案一策，才能办结。")
    return ""


def refuse_without_plan(facts: Mapping[str, Any]) -> None:
    """Raise `Refused` where a red case has no plan."""
    if reason := lacks_plan(facts):
        raise Refused(reason)
