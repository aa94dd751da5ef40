"""Declining: with a reason and the other ways, and the dispute is closed."""

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.disputes.way import leader, whole

pytestmark = pytest.mark.django_db
ALL = ["arbitration", "administrative", "court"]


def test_it_is_closed_with_reason_and_ways_told():
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    at = timezone.now()
    do("decline", case, actor, at=at, reason="handled", detail="法院已立案", routes=[*ALL, "legal_aid"])
    after = fresh(case)
    assert (after.state, after.outcome, after.concluded_at, after.closed_at) == ("declined", "declined", at, at)
    assert after.decline_reason.endswith("：法院已立案") and running(case) == set() and after.due_at is None
    event = last_event(case)
    assert event.data == {"reason": "handled", "routes": sorted([*ALL, "legal_aid"])}
    assert "向人民法院起诉" in event.text and "法律援助" in event.text


def test_another_way_must_have_been_told():
    with pytest.raises(FormErrorsError) as error:
        do("decline", dispute_of(center(), State.REGISTERED), center(), reason="not_civil", routes=[])
    assert set(error.value.errors) == {"routes"}


@pytest.mark.parametrize(
    ("fields", "input_", "field"),
    [
        ({}, {"reason": "other"}, "detail"),
        ({"channel": "court_delegated"}, {"reason": "handled"}, "reason"),
    ],
)
def test_refusals_name_field_and_reason(fields, input_, field):
    actor = center()
    case = dispute_of(actor, State.REGISTERED, **fields)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("decline", case, actor, routes=ALL, **input_)
    assert set(error.value.reasons) == {field} and whole(case) == before


def test_an_accepted_dispute_is_not_declined():
    actor = center()
    with pytest.raises(NotOpen):
        do("decline", dispute_of(actor), actor, reason="not_civil", routes=ALL)


def test_a_city_leader_may_not():
    with pytest.raises(NotGranted):
        do("decline", dispute_of(center(), State.REGISTERED), leader(), reason="not_civil", routes=ALL)


def test_a_parent_is_not_closed_while_a_sub_case_is_open():
    actor = center()
    parent = dispute_of(actor, State.REGISTERED)
    child = dispute_of(actor, State.REGISTERED)
    type(child).objects.get_queryset().filter(pk=child.pk).update(parent=parent.case_ptr)
    with pytest.raises(Refused) as error:
        do("decline", fresh(parent), actor, reason="not_civil", routes=ALL)
    assert f"{child.number} 尚未结案" in error.value.message and fresh(parent).state == "registered"
