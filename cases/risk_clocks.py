"""The clocks that risk and supervision set running: they end with a day and are the platform's own, so the case's limit stays the law's.

* `case.supervision`: the earliest day by which an order of supervision must be answered;
* `case.plan`: a red case has its plan (一案一策) by the next day;
* `case.review`: a red case is reviewed daily, a yellow one weekly, until the matter has ended.

Callers hold the lock on the case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Min

from cases import clocks
from cases.clock import end_of_day
from cases.colours import REVIEW_DAYS
from cases.daycount import local_day
from cases.escalation.changing import forget_ladders
from cases.models import Case, CasePlan, ChangeState, Clock, Colour, ColourChange, LeaderInCharge, SupervisionItem, SupervisionState

SUPERVISION: Final = "case.supervision"
PLAN: Final = "case.plan"
REVIEW: Final = "case.review"
PLAN_DAYS: Final = 1
"""Calendar days from becoming red to the plan."""


def born(colour: str, at: dt.datetime) -> list[dict[str, Any]]:
    """The columns of the clocks that a case of this colour starts with."""
    day = local_day(at)
    ends = {PLAN: day + dt.timedelta(days=PLAN_DAYS)} if colour == Colour.RED else {}
    if colour in REVIEW_DAYS:
        ends[REVIEW] = day + dt.timedelta(days=REVIEW_DAYS[colour])
    return [
        {"kind": kind, "amount": 0, "unit": clocks.FIXED, "started_at": at, "nominal_on": last, "due_at": end_of_day(last)}
        for kind, last in ends.items()
    ]


def follow(case: Case, before: Mapping[str, Any], facts: Mapping[str, Any], *, at: dt.datetime) -> None:
    """After an act changed the case's columns: clocks, ladders, leader and a pending request follow its colour, area and end."""
    recoloured = case.colour != before["colour"]
    if recoloured or case.area_id != before["area"]:
        forget_ladders([case.pk])
    ended = _ended(case) and not (before["closed_at"] or before["concluded_at"])
    again = not _ended(case) and bool(before["closed_at"] or before["concluded_at"])
    if recoloured or again:
        refresh_plan(case, at=at)
        refresh_review(case, at=at)
    elif ended and case.colour in REVIEW_DAYS:
        clocks.stop(case, PLAN, REVIEW, at=at, reason="ended")
    if case.closed_at is not None and before["closed_at"] is None:
        _close(case, facts, at=at)


def refresh_supervision(case: Case, *, at: dt.datetime) -> None:
    """Let the clock end with the earliest order that waits for an answer, or stop it."""
    waiting = SupervisionItem.objects.filter(case_id=case.pk, state=SupervisionState.OPEN)
    clocks.set_day(case, SUPERVISION, day=waiting.aggregate(first=Min("order__answer_by"))["first"], at=at)


def refresh_plan(case: Case, *, at: dt.datetime) -> None:
    """A red case without a plan has one day for it; a clock that runs already runs on."""
    wanted = case.colour == Colour.RED and not _ended(case) and not CasePlan.objects.filter(case_id=case.pk, superseded_at__isnull=True).exists()
    running = Clock.objects.filter(case_id=case.pk, kind=PLAN, stopped_at__isnull=True).exists()
    if wanted and not running:
        clocks.set_day(case, PLAN, day=local_day(at) + dt.timedelta(days=PLAN_DAYS), at=at)
    elif running and not wanted:
        clocks.stop(case, PLAN, at=at, reason="done")


def refresh_review(case: Case, *, at: dt.datetime) -> dt.date | None:
    """Let the next review fall due by the rhythm of the colour, counted from today; returns the day."""
    days = None if _ended(case) else REVIEW_DAYS.get(case.colour)
    day = None if days is None else local_day(at) + dt.timedelta(days=days)
    clocks.set_day(case, REVIEW, day=day, at=at)
    return day


def _ended(case: Case) -> bool:
    return case.closed_at is not None or case.concluded_at is not None


def _close(case: Case, facts: Mapping[str, Any], *, at: dt.datetime) -> None:
    """Nothing is left to do: the leader is released, a request to lower the colour lapses."""
    if facts.get("leader"):
        LeaderInCharge.objects.filter(case_id=case.pk, until__isnull=True).update(until=at, end_reason="结案")
    if facts.get("lowering_by"):
        ColourChange.objects.filter(case_id=case.pk, state=ChangeState.PENDING).update(state=ChangeState.WITHDRAWN, decided_at=at, decision="结案")
