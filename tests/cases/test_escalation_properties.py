"""Whatever pauses, extensions and stops come between runs of the job at any times: steps come in order, once each, none too early, none too late."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from cases import clocks
from cases.calendar import calendar
from cases.errors import Refused
from cases.escalation.climb import escalate
from cases.escalation.stopping import WAITING
from cases.escalation.timing import moment_of
from cases.models import Case, Clock, Escalation, LadderStep
from disputes.states import State
from tests.acts import center, dispute_of
from tests.cases.escalations import at

pytestmark = pytest.mark.django_db

START = at(11, 2)
STEP = dict[int, LadderStep]
ACTS = st.lists(
    st.tuples(st.sampled_from(["run", "run", "run", "pause", "resume", "extend", "stop"]), st.integers(0, 10 * 24)), min_size=1, max_size=14
)


def do(act: str, case: Case, now: dt.datetime, user: User) -> None:
    """One act, as far as it is allowed now."""
    clock = Clock.objects.get(case_id=case.pk)
    if act == "run":
        escalate(now)
    elif act == "pause" and clock.due_at:
        clocks.pause(case, at=now, reason="鉴定", article="", approved_by=user)
    elif act == "resume" and clock.due_at is None and clock.stopped_at is None:
        clocks.resume(case, at=now)
    elif act == "extend":
        clocks.extend(case, clock.kind, amount=3, at=now, reason="案情复杂", approved_by=user)
    elif act == "stop":
        clocks.stop(case, clock.kind, at=now, reason="accepted")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, kind=st.sampled_from(["dispute.mediate_entrusted_summary", "dispute.mediate_entrusted"]))
def test_steps_come_in_order_once_each_and_in_time(acts: list[tuple[str, int]], kind: str) -> None:
    actor = center()
    case = dispute_of(actor, State.ACCEPTED, clocks=False, received_at=START)
    clocks.start(case, kind, at=START)
    now, stopped_at = START, None
    for act, hours in acts:
        now += dt.timedelta(hours=hours)
        before = Escalation.objects.filter(case_id=case.pk).count()
        try:
            do(act, case, now, actor.user)
        except Refused:
            continue
        clock = Clock.objects.get(case_id=case.pk)
        stopped_at = clock.stopped_at
        if stopped_at or clock.due_at is None:
            assert not Escalation.objects.filter(case_id=case.pk, state__in=WAITING).exists()
        if act != "run" or stopped_at or clock.due_at is None:
            assert Escalation.objects.filter(case_id=case.pk).count() == before
    _check(case, now)


def _check(case: Case, now: dt.datetime) -> None:
    clock = Clock.objects.get(case_id=case.pk)
    escalate(now)
    clock.refresh_from_db()
    steps: STEP = {step.step: step for step in LadderStep.objects.filter(ladder__clocks=clock)}
    days, rows = calendar(), list(Escalation.objects.filter(case_id=case.pk).order_by("id"))
    assert len({(row.step, row.due_at) for row in rows}) == len(rows)
    for due_at, group in groupby(sorted(rows, key=lambda row: (row.due_at, row.pk)), key=lambda row: row.due_at):
        found = list(group)
        assert [row.step for row in found] == list(range(1, len(found) + 1))
        assert due_at is not None
        assert all(row.at >= moment_of(due_at, steps[row.step].offset, steps[row.step].unit, days) for row in found)
    if clock.due_at is not None and clock.stopped_at is None:
        reached = [step.step for step in steps.values() if moment_of(clock.due_at, step.offset, step.unit, days) <= now]
        assert clock.level == max(reached, default=0) == len([row for row in rows if row.due_at == clock.due_at])
