"""Visits after a result: planned, made, and what they find."""

import datetime as dt

import pytest

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from disputes.models import FollowUp
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.disputes.way import DAY, failed, leader, mediated, performed, today, visit_input, whole
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


def test_a_planned_visit_is_made_and_the_clock_goes_on_to_the_next():
    actor = center()
    case = performed(actor)
    first, second, _third = FollowUp.objects.filter(dispute=case).order_by("due_on")
    do("follow_up", case, actor, version=case.version, planned=first.pk, **visit_input(case, litigation="无"))
    first.refresh_from_db()
    assert (first.done_on, first.method, first.satisfaction, first.by, first.litigation) == (today(), "visit", "satisfied", actor.user, "无")
    assert first.parties.count() == 2 and FollowUp.objects.count() == 3
    after = fresh(case)
    assert after.clock_kind == "dispute.follow_up" and (after.due_at - dt.timedelta(hours=1)).date() <= second.due_on
    assert after.due_at == case.due_at + 23 * DAY
    event = last_event(case)
    assert event.act == "disputes.follow_up" and event.data["suggest_reopen"] is False and "满意" in event.text


def test_a_visit_beside_the_plan_leaves_the_plan():
    actor = center()
    case = performed(actor)
    do("follow_up", case, actor, **visit_input(case))
    assert FollowUp.objects.filter(done_on=None).count() == 3 and FollowUp.objects.filter(done_on=today()).count() == 1


def test_a_hidden_risk_suggests_taking_it_up_again():
    actor = center()
    case = performed(actor)
    do("follow_up", case, actor, **visit_input(case, hidden_risk="双方又起争执", measures="已劝离，网格员跟进"))
    assert last_event(case).data["suggest_reopen"] is True and "建议重新调解" in last_event(case).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hidden_risk": "又起争执"}, "measures"),
        ({"done_on": (today() + DAY).isoformat()}, "done_on"),
        ({"done_on": (today() - 5 * DAY).isoformat()}, "done_on"),
    ],
)
def test_refusals_name_the_field(changes, field):
    actor = center()
    case = performed(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("follow_up", case, actor, **visit_input(case, **changes))
    assert set(error.value.reasons) == {field} and whole(case) == before


def test_what_was_found_is_needed():
    actor = center()
    case, other = performed(actor), performed(actor)
    planned = FollowUp.objects.filter(dispute=other).first()
    with pytest.raises(FormErrorsError) as error:
        do("follow_up", case, actor, **visit_input(case, performance="", satisfaction="", method="", parties=[], planned=planned.pk))
    assert set(error.value.errors) == {"performance", "satisfaction", "method", "parties", "planned"}


def test_the_last_visit_stops_the_clock():
    actor = center()
    case = failed(actor)
    for planned in FollowUp.objects.filter(dispute=case):
        do("follow_up", case, actor, planned=planned.pk, **visit_input(case))
    assert running(case) == set() and fresh(case).due_at is None


def test_a_grid_worker_visits_for_his_own_body_only():
    actor = center()
    case = performed(actor)
    worker = posted(Role.GRID_WORKER, "611002001001", organisation=case.organisation)
    do("follow_up", case, worker, **visit_input(case))
    with pytest.raises(NotGranted):
        do("follow_up", case, posted(Role.GRID_WORKER, "611002001001"), **visit_input(case))
    with pytest.raises(NotGranted):
        do("follow_up", case, leader(), **visit_input(case))


def test_not_before_a_result():
    actor = center()
    for case in (mediated(actor), dispute_of(actor, State.REGISTERED)):
        with pytest.raises(NotOpen):
            do("follow_up", case, actor, **visit_input(case))
