"""Changing who mediates: the old ones leave, another committee gives its own file number."""

import pytest

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Case, CaseOfficer
from disputes.models import Assignment
from disputes.states import State
from mediators.models import Conflict
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event
from tests.disputes.way import assigned, committee_of, leader, mediated, mediator_of, whole
from tests.factories.people import actor_for

pytestmark = pytest.mark.django_db


def test_the_old_mediator_leaves_and_the_new_one_has_it():
    actor = center()
    case, old = assigned(actor)
    new = mediator_of(case.committee)
    do("reassign", case, actor, committee=case.committee_id, lead=new.pk, reason="原调解员住院")
    after = fresh(case)
    assert (after.state, after.handler, after.file_number) == ("assigned", new.user, case.file_number)
    ended = Assignment.objects.get(dispute=case, mediator=old)
    assert ended.until is not None and ended.end_reason == "原调解员住院"
    live = CaseOfficer.objects.filter(case_id=case.pk, until=None).values_list("user_id", flat=True)
    assert list(live) == [new.user_id]
    assert last_event(case).act == "disputes.reassign" and "原调解员住院" in last_event(case).text
    assert not Case.objects.get_queryset().extra(where=["search @@ %s::tsquery"], params=[f"'u:{old.user_id}'"]).filter(pk=case.pk).exists()


def test_in_mediation_the_same_committee_goes_on_mediating():
    actor = center()
    case = mediated(actor, "continue")
    do("reassign", case, actor, committee=case.committee_id, lead=mediator_of(case.committee).pk, reason="更换")
    assert fresh(case).state == "mediating"


def test_another_committee_begins_anew_under_its_own_number():
    actor = center()
    case = mediated(actor, "continue")
    other = committee_of(actor)
    do("reassign", case, actor, committee=other.pk, lead=mediator_of(other).pk, reason="由行业调委会调解")
    after = fresh(case)
    assert (after.state, after.organisation) == ("assigned", other.organisation)
    assert other.file_label in after.file_number and after.file_number != case.file_number


def test_the_lead_may_change_within_the_team():
    actor = center()
    case, lead = assigned(actor)
    other = mediator_of(case.committee)
    do("reassign", case, actor, committee=case.committee_id, lead=other.pk, others=[lead.pk], reason="调换主办")
    live = Assignment.objects.filter(dispute=case, until=None).values_list("mediator_id", "lead")
    assert set(live) == {(other.pk, True), (lead.pk, False)}
    roles = CaseOfficer.objects.filter(case_id=case.pk, until=None).values_list("user_id", "role")
    assert set(roles) == {(other.user_id, "handler"), (lead.user_id, "co_handler")}


def test_nothing_to_change_is_refused():
    actor = center()
    case, lead = assigned(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("reassign", case, actor, committee=case.committee_id, lead=lead.pk, reason="更换")
    assert "没有变化" in error.value.message
    assert whole(case) == before


def test_conflicts_are_refused_as_at_first():
    actor = center()
    case, _lead = assigned(actor)
    new = mediator_of(case.committee)
    Conflict.objects.create(mediator=new, name="王建国", relation="近亲属")
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("reassign", case, actor, committee=case.committee_id, lead=new.pk, reason="更换")
    assert "近亲属" in error.value.reasons["lead"][0] and whole(case) == before


def test_a_reason_is_needed():
    actor = center()
    case, _lead = assigned(actor)
    with pytest.raises(FormErrorsError) as error:
        do("reassign", case, actor, committee=case.committee_id, lead=mediator_of(case.committee).pk)
    assert set(error.value.errors) == {"reason"}


def test_it_is_not_open_before_assignment_and_not_granted_to_mediators():
    actor = center()
    with pytest.raises(NotOpen):
        do("reassign", dispute_of(actor), actor, committee=(committee := committee_of(actor)).pk, lead=mediator_of(committee).pk, reason="更换")
    case, lead = assigned(actor)
    for other in (actor_for(lead.user), leader()):
        with pytest.raises(NotGranted):
            do("reassign", case, other, committee=case.committee_id, lead=mediator_of(case.committee).pk, reason="更换")
    assert fresh(case).state == State.ASSIGNED
