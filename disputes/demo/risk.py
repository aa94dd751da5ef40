"""Disputes of the demo data under supervision, in a leader's charge, red and major: made by the acts themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.actions.colour import raise_colour
from cases.actions.leader import FivePoints, appoint_leader
from cases.actions.major import add_rectification, mark_major
from cases.actions.plan import Measure, finish_step, make_plan
from cases.actions.review import review
from cases.actions.supervision import answer_supervision, supervise
from cases.calendar import calendar
from cases.daycount import ONE_DAY, add_working_days, local_day
from cases.models import CasePlan, Colour, PlanStep, SupervisionGround, SupervisionItem
from disputes.models import Dispute

if TYPE_CHECKING:
    from disputes.demo.open_cases import Stage


def plan_if_red(stage: Stage, dispute: Dispute, days: int) -> None:
    """A red dispute has its plan on the day it came in."""
    if dispute.colour != Colour.RED or CasePlan.objects.filter(case_id=dispute.pk, superseded_at__isnull=True).exists():
        return
    at = stage.moment(days, 11)
    day = local_day(at)
    steps = [
        Measure(text="入户走访双方，稳定情绪", owner="驻村干部", due_on=day + ONE_DAY),
        Measure(text="会同派出所、司法所会商", owner="综治中心主任", due_on=day + 3 * ONE_DAY),
        Measure(text="组织调解，促成协议", owner="主办调解员", due_on=day + 10 * ONE_DAY),
    ]
    plan = make_plan(case=dispute, by=stage.clerk, at=at, aim="双方停止冲突，签订协议并履行", owner=stage.clerk.user, steps=steps)
    first = PlanStep.objects.filter(plan=plan).order_by("seq")[0]
    done = stage.moment(max(days - 1, 0), 17)
    finish_step(case=dispute, by=stage.clerk, at=done, step=first, done_on=local_day(done), result="已走访")


def supervised(stage: Stage, dispute: Dispute, ago: int) -> SupervisionItem:
    """The county's centre supervises; so many days ago."""
    at = stage.moment(ago, 9)
    day = add_working_days(local_day(at), 4, calendar())
    ground = SupervisionGround.objects.get(pk="art40_2")
    return supervise(case=dispute, by=stage.county, at=at, ground=ground, text="请组织专题会商，明确化解措施并按期答复。", answer_by=day)


def answered(stage: Stage, dispute: Dispute) -> Dispute:
    """Supervised last week, answered yesterday; the county has to judge."""
    item = supervised(stage, dispute, 6)
    at = stage.moment(1, 15)
    answer_supervision(case=dispute, by=stage.clerk, at=at, item=item, answer="已组织三方会商，定于本周调解。", measures="驻村干部每日走访")
    return dispute


def led(stage: Stage, dispute: Dispute) -> Dispute:
    """Red, in the charge of somebody of the county, with a plan and a review of yesterday."""
    if dispute.colour != Colour.RED:
        raise_colour(case=dispute, by=stage.clerk, at=stage.moment(4, 9), colour=Colour.RED, reason="一方扬言采取过激行为")
        dispute.refresh_from_db()
    plan_if_red(stage, dispute, 4)
    points = FivePoints(
        leader=stage.county.user,
        people="县综治中心、派出所、司法所",
        target_on=local_day(stage.now) + 10 * ONE_DAY,
        task="稳控双方情绪，限期化解",
        duty="包掌握情况、包化解、包稳控",
    )
    appoint_leader(case=dispute, by=stage.county, at=stage.moment(3, 10), points=points)
    review(case=dispute, by=stage.clerk, at=stage.moment(1, 17), text="双方情绪趋稳，同意坐下来谈；继续落实每日走访。")
    return dispute


def major(stage: Stage, dispute: Dispute) -> Dispute:
    """Marked as major; something has to be put right."""
    mark_major(case=dispute, by=stage.county, at=stage.moment(2, 9), ground="涉及人数较多，曾引发聚集")
    add_rectification(
        case=dispute,
        by=stage.county,
        at=stage.moment(1, 9),
        problem="苗头期排查不到位",
        measure="对同类纠纷开展一次全面排查",
        organisation=dispute.organisation,
        due_on=local_day(stage.now) + 14 * ONE_DAY,
    )
    return dispute
