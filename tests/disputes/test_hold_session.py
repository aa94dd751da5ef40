"""A session and the seven elements of its record."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Outdated, Refused
from disputes.actions.assignment import reassign
from disputes.actions.session import Record, hold_session
from disputes.models import Assignment, MediationSession
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.disputes.way import DAY, assigned, leader, mediator_of, session_input, today, whole
from tests.factories.people import actor_for

pytestmark = pytest.mark.django_db


def test_it_is_put_on_file_and_mediation_has_begun():
    actor = center()
    case, lead = assigned(actor)
    given = session_input(case, helpers="村主任", helpers_consented=True)
    do("hold_session", case, actor_for(lead.user), version=case.version, **given)
    session = MediationSession.objects.get(dispute=case)
    assert (session.number, session.result, session.rights_told, session.signed, session.by) == (1, "agreed", True, True, lead.user)
    assert list(session.mediators.all()) == [lead] and session.parties.count() == 2
    for element in ("statements", "facts", "risk_notice", "record", "helpers", "place"):
        assert getattr(session, element) == given[element]
    after = fresh(case)
    assert (after.state, after.rights_told_on, after.due_at) == ("mediating", today(), case.due_at)
    assert running(case) == {"dispute.mediate"}
    event = last_event(case)
    assert (event.act, event.source, event.target) == ("disputes.hold_session", "assigned", "mediating")
    assert "第 1 次调解" in event.text and "王建国" not in event.text


def test_sessions_are_counted_and_the_state_stays():
    actor = center()
    case, _lead = assigned(actor)
    for result in ("continue", "failed", "agreed"):
        do("hold_session", fresh(case), actor, **session_input(case, result=result))
    assert list(case.sessions.order_by("number").values_list("number", "result")) == [(1, "continue"), (2, "failed"), (3, "agreed")]
    assert fresh(case).state == "mediating"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"rights_told": False}, "rights_told", "告知当事人权利义务"),
        ({"signed": False}, "signed", "签名"),
        ({"helpers": "村主任"}, "helpers_consented", "同意"),
        ({"held_at": timezone.now() + dt.timedelta(hours=2)}, "held_at", "不能晚于现在"),
        ({"held_at": timezone.now() - 90 * DAY}, "held_at", "不能早于纠纷发生日期"),
    ],
)
def test_what_the_law_wants_is_named_and_nothing_is_written(changes, field, words):
    actor = center()
    case, _lead = assigned(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("hold_session", case, actor, **session_input(case, **changes))
    assert set(error.value.reasons) == {field} and words in error.value.reasons[field][0]
    assert whole(case) == before


def test_every_element_of_the_record_is_needed():
    actor = center()
    case, _lead = assigned(actor)
    with pytest.raises(FormErrorsError) as error:
        do("hold_session", case, actor, **session_input(case, statements="", facts=" ", risk_notice="", record="", place=""))
    assert set(error.value.errors) == {"statements", "facts", "risk_notice", "record", "place"}


def test_at_a_distance_nobody_can_sign_at_once():
    actor = center()
    case, _lead = assigned(actor)
    do("hold_session", case, actor, **session_input(case, mode="phone", signed=False))
    assert fresh(case).state == "mediating"


def test_only_mediators_of_this_dispute_and_its_parties():
    actor = center()
    case, _lead = assigned(actor)
    other, elsewhere = mediator_of(case.committee), dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("hold_session", case, actor, **session_input(case, mediators=[other.pk], parties=[elsewhere.parties.first().pk]))
    assert set(error.value.errors) == {"mediators", "parties"}


def test_an_agreement_takes_two():
    actor = center()
    case, _lead = assigned(actor)
    one = [case.parties.first().pk]
    with pytest.raises(Refused) as error:
        do("hold_session", case, actor, **session_input(case, parties=one))
    assert "双方" in error.value.reasons["parties"][0]
    do("hold_session", case, actor, **session_input(case, parties=one, result="continue"))  # back to back


def test_somebody_must_lead():
    actor = center()
    case, lead = assigned(actor)
    other = mediator_of(case.committee)
    reassign(dispute=case, by=actor, at=timezone.now(), committee=case.committee, lead=lead, others=[other], reason="增加协办")
    Assignment.objects.filter(dispute=case, lead=True).update(until=timezone.now())
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("hold_session", case, actor, **session_input(case))
    assert "没有主办调解员" in error.value.message and whole(case) == before


def test_not_before_assignment_nor_by_others():
    actor = center()
    case, _lead = assigned(actor)
    accepted = dispute_of(actor)
    words = dict.fromkeys(("place", "statements", "facts", "risk_notice", "record"), "略")
    record = Record(held_at=timezone.now(), mediators=[], parties=[], result="continue", rights_told=True, **words)
    with pytest.raises(NotOpen):
        hold_session(dispute=accepted, by=actor, at=timezone.now(), record=record)
    with pytest.raises(NotGranted):
        do("hold_session", case, leader(), **session_input(case))


def test_the_second_of_two_is_told():
    actor = center()
    case, _lead = assigned(actor)
    do("hold_session", case, actor, version=case.version, **session_input(case))
    with pytest.raises(Outdated) as error:
        do("hold_session", case, actor, version=case.version, **session_input(case))
    assert [event.act for event in error.value.events] == ["disputes.hold_session"] and case.sessions.count() == 1
