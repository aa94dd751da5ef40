"""Standing still and going on: clocks stop and end as much later; meanwhile nothing else of the procedure is open."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import ClockPause
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, names_open, snapshot
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_clocks_stand_still_and_end_as_much_later() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    due, at = case.due_at, timezone.now()
    do("pause", case, actor, at=at, version=case.version, ground="appraisal", reason="等待伤残鉴定")
    paused = fresh(case)
    assert paused.paused and paused.due_at is None
    row = ClockPause.objects.get()
    assert (row.reason, row.approved_by) == ("等待伤残鉴定", actor.user) and "一百五十三" in row.article
    assert last_event(case).act == "disputes.pause" and "等待鉴定" in last_event(case).text
    do("resume", paused, actor, at=at + 20 * DAY, version=paused.version, reason="鉴定意见已出")
    after = fresh(case)
    assert not after.paused and due + 18 * DAY <= after.due_at <= due + 30 * DAY
    assert ClockPause.objects.get().ended_at == at + 20 * DAY
    assert last_event(case).act == "disputes.resume"


def test_while_it_stands_still_only_what_must_be_possible_is_open() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    do("pause", case, actor, ground="heir", reason="一方去世")
    open_now = names_open(case, actor)
    assert {"resume", "withdraw", "terminate", "note", "attach"} <= open_now
    assert not open_now & {"pause", "extend", "transfer", "hold_session", "agree"}


def test_it_cannot_go_on_when_it_does_not_stand_still() -> None:
    actor = center()
    case = dispute_of(actor)
    assert "resume" not in names_open(case, actor)
    with pytest.raises(NotOpen):
        do("resume", case, actor)


def test_before_acceptance_no_limit_may_stand_still() -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    before = snapshot(case)
    with pytest.raises(NotOpen):
        do("pause", case, actor, ground="heir", reason="一方去世")
    assert snapshot(case) == before


def test_a_limit_that_has_run_out_does_not_stand_still_any_more() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    with pytest.raises(Refused) as error:
        do("pause", case, actor, at=case.due_at + DAY, ground="heir", reason="一方去世")
    assert "没有可以中止的期限" in error.value.message
    assert not ClockPause.objects.exists() and not fresh(case).paused


@pytest.mark.parametrize("field", ["ground", "reason"])
def test_ground_and_reason_are_needed(field: Any) -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("pause", case, actor, **({"ground": "heir", "reason": "一方去世"} | {field: ""}))
    assert set(error.value.errors) == {field}


def test_a_city_leader_may_neither_stop_nor_start_it() -> None:
    actor, leader = center(), posted("city_leader", "6110")
    case = dispute_of(actor)
    with pytest.raises(NotGranted):
        do("pause", case, leader, ground="heir", reason="一方去世")
    do("pause", case, actor, ground="heir", reason="一方去世")
    with pytest.raises(NotGranted):
        do("resume", fresh(case), leader)


def test_a_case_that_stands_still_says_so_and_since_when() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    do("pause", case, actor, ground="heir", reason="一方去世")
    ClockPause.objects.update(started_at=dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC))
    with pytest.raises(NotOpen) as error:
        do("pause", fresh(case), actor, ground="heir", reason="再次中止")
    assert error.value.message.startswith("案件现为“调解中（自 2026-03-02 起已中止）”，不能“中止调解”") and "恢复调解" in error.value.message
