"""Terminating: a party refuses or wants it ended; the parties are told of the other ways (人民调解法 17, 23, 26)."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running, snapshot
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
ALL = ["arbitration", "administrative", "court"]


def given(case: Any, **changes: Any) -> Any:
    party = case.parties.get(role="respondent").pk
    return {
        "ground": "refused",
        "party": party,
        "reason": "电话中明确表示不接受调解",
        "routes": ALL,
    } | changes


@pytest.mark.parametrize(("state", "ground"), [(State.REGISTERED, "refused"), (State.ASSIGNED, "refused"), (State.MEDIATING, "ended")])
def test_a_refusal_ends_it_with_the_routes_told(state: Any, ground: Any) -> None:
    actor = center()
    case = dispute_of(actor, state)
    at = timezone.now()
    do("terminate", case, actor, at=at, **given(case, ground=ground))
    after = fresh(case)
    assert (after.state, after.outcome, after.concluded_at, after.closed_at) == ("terminated", "terminated", at, None)
    assert running(case) == set()
    event = last_event(case)
    assert event.act == "disputes.terminate" and event.data["routes"] == sorted(ALL)
    assert "仲裁、行政途径、向人民法院起诉" in event.text
    assert ("二十六" in event.article) == (ground == "ended")


@pytest.mark.parametrize("missing", ALL)
def test_each_of_the_three_ways_must_have_been_told(missing: str) -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        do("terminate", case, actor, **given(case, routes=[way for way in ALL if way != missing]))
    assert "第二十六条" in error.value.reasons["routes"][0]
    assert snapshot(case) == before


@pytest.mark.parametrize("field", ["ground", "party", "reason", "routes"])
def test_each_field_is_needed(field: Any) -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("terminate", case, actor, **given(case, **{field: [] if field == "routes" else ""}))
    assert set(error.value.errors) == {field}


def test_a_party_of_another_case_is_none_of_this() -> None:
    actor = center()
    case, other = dispute_of(actor), dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("terminate", case, actor, **given(case, party=other.parties.first().pk))
    assert set(error.value.errors) == {"party"}


def test_after_a_result_it_is_not_open() -> None:
    actor = center()
    case = dispute_of(actor, State.FAILED)
    with pytest.raises(NotOpen):
        do("terminate", case, actor, **given(case))


def test_a_grid_worker_may_not() -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(NotGranted):
        do("terminate", case, posted(Role.GRID_WORKER, "611002001"), **given(case))


def test_it_is_open_while_the_dispute_stands_still() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    do("pause", case, actor, ground="appraisal", reason="等待伤残鉴定")
    do("terminate", fresh(case), actor, **given(case))
    after = fresh(case)
    assert after.state == "terminated" and not after.paused
