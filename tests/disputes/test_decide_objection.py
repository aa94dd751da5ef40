"""Deciding an objection: upheld, the mediator leaves and another takes the place."""

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import CaseOfficer
from disputes.models import Assignment, Objection
from mediators.models import Conflict
from tests.acts import FormErrorsError, center, do, fresh, last_event, names_open
from tests.disputes.way import assigned, mediator_of, session_input, whole
from tests.factories.people import PostingFactory, actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def objected():
    actor = center()
    case, lead = assigned(actor)
    do("object_to_mediator", case, actor, party=case.parties.first().pk, mediator=lead.pk, reason="偏袒")
    return actor, fresh(case), lead, Objection.objects.get()


def test_upheld_the_mediator_leaves_and_mediation_waits_for_another(objected):
    actor, case, lead, objection = objected
    at = timezone.now()
    do("decide_objection", case, actor, at=at, objection=objection.pk, upheld="yes", decision="确有亲属关系")
    objection.refresh_from_db()
    assert (objection.upheld, objection.decision, objection.decided_at, objection.decided_by) == (True, "确有亲属关系", at, actor.user)
    after = fresh(case)
    assert after.handler is None and after.state == "assigned"
    assert Assignment.objects.get(dispute=case).until == at
    assert not CaseOfficer.objects.filter(case_id=case.pk, until=None).exists()
    with pytest.raises(FormErrorsError) as error:
        do("hold_session", after, actor, **session_input(case, mediators=[lead.pk]))
    assert set(error.value.errors) == {"mediators"}
    assert {"reassign"} <= names_open(case, actor)
    event = last_event(case)
    assert event.act == "disputes.decide_objection" and event.data["upheld"] is True


def test_a_replacement_takes_the_place_at_once(objected):
    actor, case, lead, objection = objected
    new = mediator_of(case.committee)
    do("decide_objection", case, actor, objection=objection.pk, upheld="yes", decision="更换", replacement=new.pk)
    after = fresh(case)
    assert after.handler == new.user
    assert list(Assignment.objects.filter(dispute=case, until=None).values_list("mediator_id", "lead")) == [(new.pk, True)]
    do("hold_session", after, actor, **session_input(after))
    assert fresh(case).state == "mediating" and lead != new


def test_not_upheld_all_stays_and_mediation_goes_on(objected):
    actor, case, _lead, objection = objected
    do("decide_objection", case, actor, objection=objection.pk, upheld="no", decision="查无利害关系")
    assert Assignment.objects.get(dispute=case).until is None
    do("hold_session", fresh(case), actor, **session_input(case))
    assert fresh(case).state == "mediating"


def test_a_replacement_in_conflict_is_refused_and_nothing_changes(objected):
    actor, case, _lead, objection = objected
    new = mediator_of(case.committee)
    Conflict.objects.create(mediator=new, name="李秀英", relation="同事")
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("decide_objection", case, actor, objection=objection.pk, upheld="yes", decision="更换", replacement=new.pk)
    assert "同事" in error.value.reasons["replacement"][0] and whole(case) == before


def test_not_upheld_nobody_is_replaced(objected):
    actor, case, _lead, objection = objected
    with pytest.raises(Refused) as error:
        do("decide_objection", case, actor, objection=objection.pk, upheld="no", decision="不成立", replacement=mediator_of(case.committee).pk)
    assert set(error.value.reasons) == {"replacement"}


def test_nobody_decides_on_himself(objected):
    _actor, case, lead, objection = objected
    PostingFactory(user=lead.user, organisation=case.organisation, area=case.area)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("decide_objection", case, actor_for(lead.user), objection=objection.pk, upheld="no", decision="不成立")
    assert "不能处理对自己的异议" in error.value.reasons["objection"][0] and whole(case) == before


def test_result_and_grounds_are_needed(objected):
    actor, case, _lead, objection = objected
    with pytest.raises(FormErrorsError) as error:
        do("decide_objection", case, actor, objection=objection.pk)
    assert set(error.value.errors) == {"upheld", "decision"}


def test_it_is_decided_once_and_by_the_centre(objected):
    actor, case, lead, objection = objected
    with pytest.raises(NotGranted):
        do("decide_objection", case, actor_for(lead.user), objection=objection.pk, upheld="no", decision="不成立")
    do("decide_objection", case, actor, objection=objection.pk, upheld="no", decision="不成立")
    from disputes.actions.objection import decide_objection

    with pytest.raises(NotOpen):
        decide_objection(dispute=case, by=actor, at=timezone.now(), objection=objection, upheld=False, decision="再次")
