"""Either party may object to a mediator; nothing is mediated until it is decided."""

import pytest

from cases.errors import NotGranted, NotOpen, Refused
from disputes.models import Objection
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, names_open
from tests.disputes.way import assigned, leader, mediator_of, session_input, whole
from tests.factories.people import actor_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["applicant", "respondent"])
def test_a_party_of_either_side_objects(role):
    actor = center()
    case, lead = assigned(actor)
    party = case.parties.get(role=role)
    do("object_to_mediator", case, actor_for(lead.user), version=case.version, party=party.pk, mediator=lead.pk, reason="系对方亲属")
    row = Objection.objects.get(dispute=case)
    assert (row.party, row.mediator, row.upheld, row.reason) == (party, lead, None, "系对方亲属")
    event = last_event(case)
    assert event.act == "disputes.object_to_mediator" and party.name not in event.text and lead.name in event.text
    assert fresh(case).state == "assigned" and "decide_objection" in names_open(case, actor)


def test_nothing_is_mediated_until_it_is_decided():
    actor = center()
    case, lead = assigned(actor)
    do("object_to_mediator", case, actor, party=case.parties.first().pk, mediator=lead.pk, reason="偏袒")
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("hold_session", case, actor, **session_input(case))
    assert "异议尚未处理" in error.value.message and whole(case) == before


def test_the_same_objection_is_not_entered_twice():
    actor = center()
    case, lead = assigned(actor)
    given = {"party": case.parties.first().pk, "mediator": lead.pk, "reason": "偏袒"}
    do("object_to_mediator", case, actor, **given)
    with pytest.raises(Refused) as error:
        do("object_to_mediator", case, actor, **given)
    assert set(error.value.reasons) == {"mediator"} and Objection.objects.count() == 1


def test_only_own_parties_and_mediators_can_be_named():
    actor = center()
    case, _lead = assigned(actor)
    elsewhere = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("object_to_mediator", case, actor, party=elsewhere.parties.first().pk, mediator=mediator_of(case.committee).pk, reason="")
    assert set(error.value.errors) == {"party", "mediator", "reason"}


def test_not_before_assignment_and_not_by_a_leader():
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(NotOpen):
        from disputes.actions.objection import object_to_mediator

        object_to_mediator(
            dispute=case, by=actor, at=case.received_at, party=case.parties.first(), mediator=mediator_of(assigned(actor)[0].committee), reason="偏袒"
        )
    case, lead = assigned(actor)
    with pytest.raises(NotGranted):
        do("object_to_mediator", case, leader(), party=case.parties.first().pk, mediator=lead.pk, reason="偏袒")
