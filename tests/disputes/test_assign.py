"""Assigning: committee and mediators, conflicts named, file number, officers, organisation."""

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.blind_index import id_index
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Case, CaseOfficer
from disputes.models import Assignment, Objection
from disputes.states import State
from mediators.models import Conflict
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event
from tests.disputes.way import committee_of, leader, mediator_of, today, whole
from tests.factories.areas import AreaFactory
from tests.factories.mediators import CommitteeFactory, MediatorFactory
from tests.factories.numbers import id_number
from tests.factories.people import PostingFactory, actor_for, posted

pytestmark = pytest.mark.django_db


def test_it_is_handed_to_the_committee_and_its_mediators():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    lead, other = mediator_of(committee), mediator_of(committee)
    at = timezone.now()
    do("assign", case, actor, at=at, committee=committee.pk, lead=lead.pk, others=[other.pk], chosen_by_parties=True)
    after = fresh(case)
    assert (after.state, after.committee, after.organisation, after.handler) == ("assigned", committee, committee.organisation, lead.user)
    assert after.file_number == f"（{today(at).year}）{committee.file_label}人调字第0001号"
    rows = Assignment.objects.filter(dispute=after).values_list("mediator_id", "lead", "chosen_by_parties", "since", "until")
    assert set(rows) == {(lead.pk, True, True, at, None), (other.pk, False, True, at, None)}
    officers = CaseOfficer.objects.filter(case_id=case.pk, until=None).values_list("user_id", "role")
    assert set(officers) == {(lead.user_id, "handler"), (other.user_id, "co_handler")}
    event = last_event(case)
    assert (event.act, event.data) == ("disputes.assign", {"committee": committee.pk, "mediators": [lead.pk, other.pk]})
    assert after.file_number in event.text


def test_the_mediators_see_it_and_search_finds_it_for_them():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    mediator = MediatorFactory(committee=committee, area=AreaFactory(code="611002002"))
    mediator.user.postings.all().delete()
    do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    PostingFactory(user=mediator.user, area=AreaFactory(code="611022101"), role=Role.MEDIATOR)
    eyes = actor_for(mediator.user)
    assert Case.objects.visible_to(eyes).filter(pk=case.pk).exists()
    assert Case.objects.get_queryset().extra(where=["search @@ %s::tsquery"], params=[f"'u:{mediator.user_id}'"]).filter(pk=case.pk).exists()


def test_a_standing_conflict_is_refused_and_named():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    mediator = mediator_of(committee)
    Conflict.objects.create(mediator=mediator, name="李秀英", relation="姻亲")
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    (text,) = error.value.reasons["lead"]
    assert mediator.name in text and "姻亲" in text and "李**" in text and "李秀英" not in text
    assert whole(case) == before


def test_a_conflict_of_a_second_mediator_is_named_at_his_field():
    actor = center()
    committee = committee_of(actor)
    case = dispute_of(actor, parties=({"name": "王建国", "id_number": id_number(5), "id_index": id_index(id_number(5))}, "李秀英"))
    lead, other = mediator_of(committee), mediator_of(committee)
    Conflict.objects.create(mediator=other, name="曾用名", id_index=id_index(id_number(5)), relation="债务关系")
    with pytest.raises(Refused) as error:
        do("assign", case, actor, committee=committee.pk, lead=lead.pk, others=[other.pk])
    assert set(error.value.reasons) == {"others"}


def test_who_may_be_a_party_himself_is_refused():
    actor = center()
    committee = committee_of(actor)
    mediator = mediator_of(committee)
    case = dispute_of(actor, parties=({"name": mediator.name, "id_number": None, "id_index": None}, "李秀英"))
    with pytest.raises(Refused) as error:
        do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    assert f"{mediator.name}与当事人{mediator.name}同名" in error.value.reasons["lead"][0]


def test_a_conflict_that_is_over_is_none():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    mediator = mediator_of(committee)
    Conflict.objects.create(mediator=mediator, name="李秀英", relation="姻亲", until="2020-01-01")
    do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    assert fresh(case).state == "assigned"


def test_a_mediator_objected_to_with_success_does_not_come_back():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    mediator = mediator_of(committee)
    Objection.objects.create(
        dispute=case,
        party=case.parties.first(),
        mediator=mediator,
        reason="偏袒",
        at=timezone.now(),
        by=actor.user,
        upheld=True,
        decided_at=timezone.now(),
    )
    with pytest.raises(Refused) as error:
        do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    assert "异议已成立" in error.value.reasons["lead"][0]


def test_only_serving_members_of_the_committee():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    stranger, gone, left = mediator_of(committee_of(actor)), mediator_of(committee, active=False), mediator_of(committee)
    left.memberships.update(valid_to="2025-06-30")
    for mediator in (stranger, left):
        with pytest.raises(Refused) as error:
            do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
        assert "不是" in error.value.reasons["lead"][0]
    with pytest.raises(FormErrorsError):
        do("assign", case, actor, committee=committee.pk, lead=gone.pk)
    assert fresh(case).state == "accepted"


def test_a_committee_elsewhere_is_out_of_reach():
    actor = center()
    case = dispute_of(actor)
    elsewhere = CommitteeFactory(organisation__area=AreaFactory(code="611022101"))
    with pytest.raises(FormErrorsError) as error:
        do("assign", case, actor, committee=elsewhere.pk, lead=mediator_of(elsewhere).pk)
    assert "committee" in error.value.errors


def test_a_trade_committee_of_the_county_may_take_it():
    actor = center()
    case = dispute_of(actor)
    committee = CommitteeFactory(organisation__area=AreaFactory(code="611002"), trade="medical")
    do("assign", case, actor, committee=committee.pk, lead=mediator_of(committee).pk)
    assert (fresh(case).committee, fresh(case).mediation_kind) == (committee, "trade")


def test_the_lead_is_not_listed_twice():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    mediator = mediator_of(committee)
    with pytest.raises(Refused) as error:
        do("assign", case, actor, committee=committee.pk, lead=mediator.pk, others=[mediator.pk])
    assert set(error.value.reasons) == {"others"}


def test_a_mediator_without_an_account_may_lead():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    mediator = mediator_of(committee, user=None, name="老张")
    do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    assert fresh(case).handler is None and fresh(case).state == "assigned"


def test_the_mediation_limit_goes_on():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    do("assign", case, actor, committee=committee.pk, lead=mediator_of(committee).pk)
    assert (fresh(case).due_at, fresh(case).clock_kind) == (case.due_at, "dispute.mediate")


def test_file_numbers_of_a_committee_follow_each_other():
    actor = center()
    committee = committee_of(actor)
    mediator = mediator_of(committee)
    cases = [dispute_of(actor) for _ in range(3)]
    for case in cases:
        do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    assert [fresh(case).file_number[-5:-1] for case in cases] == ["0001", "0002", "0003"]


def test_it_is_open_only_for_an_accepted_dispute():
    actor = center()
    committee = committee_of(actor)
    with pytest.raises(NotOpen):
        do("assign", dispute_of(actor, State.REGISTERED), actor, committee=committee.pk, lead=mediator_of(committee).pk)


def test_mediators_and_leaders_do_not_assign():
    actor = center()
    case, committee = dispute_of(actor), committee_of(actor)
    mediator = mediator_of(committee)
    for other in (actor_for(mediator.user), leader()):
        with pytest.raises(NotGranted):
            do("assign", case, other, committee=committee.pk, lead=mediator.pk)
    do("assign", case, posted(Role.COUNTY_CENTER, "611002"), committee=committee.pk, lead=mediator.pk)
    assert fresh(case).state == "assigned"
