"""Corrections: only what was sent changes, the timeline names fields and never a value."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.blind_index import id_index
from cases.errors import NotGranted, NotOpen, Outdated, Refused
from cases.models import Case, Category, Party
from disputes.acts import registry
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event
from tests.disputes.way import agreed, assigned, leader, mediated, session_input, today, whole
from tests.factories.areas import AreaFactory
from tests.factories.numbers import id_number
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.MEDIATING])
def test_only_what_was_sent_changes(state):
    actor = center()
    case = dispute_of(actor, state)
    do("amend", case, actor, version=case.version, title="王某与李某滴水纠纷", category="0902")
    after = fresh(case)
    assert (after.title, after.category_id, after.summary, after.place) == ("王某与李某滴水纠纷", "0902", case.summary, case.place)
    assert (after.state, after.due_at, after.version) == (state, case.due_at, case.version + 1)
    event = last_event(case)
    assert event.act == "disputes.amend" and event.data == {"fields": ["title", "category"]}
    assert "事件名称、事件类别" in event.text and "王某" not in event.text


def test_it_is_found_by_its_new_title():
    actor = center()
    case = dispute_of(actor)
    do("amend", case, actor, title="彩礼返还")
    found = Case.objects.get_queryset().extra(where=["search @@ %s::tsquery"], params=["'彩礼'"])
    assert found.filter(pk=case.pk).exists()


def test_a_party_is_corrected_without_showing_its_numbers():
    actor = center()
    case = dispute_of(actor)
    party = case.parties.get(role="respondent")
    phone = party.phone
    form = registry.act("dispute", "amend").form(case=case, actor=actor, now=timezone.now())
    assert party.id_number not in form.as_p() and phone not in form.as_p() and party.name not in form.as_p()
    row = {"party": party.pk, "name": "李秀瑛", "id_number": id_number(77)}
    do("amend", case, actor, changed_parties=[row])
    party = Party.objects.get(pk=party.pk)
    assert (party.name, party.id_number, bytes(party.id_index), party.phone) == ("李秀瑛", id_number(77), id_index(id_number(77)), phone)
    assert fresh(case).parties_masked.endswith("李**") and last_event(case).data == {"fields": ["parties"]}
    assert "李秀瑛" not in last_event(case).text


def test_the_title_names_no_person_in_full():
    actor = center()
    case = dispute_of(actor, title="赵铁柱拆墙纠纷")
    do("amend", case, actor, title="王建国与赵铁柱拆墙纠纷")
    assert fresh(case).title == "王**与赵铁柱拆墙纠纷"
    do("amend", fresh(case), actor, new_parties=[{"role": "other", "kind": "person", "name": "赵铁柱"}])
    assert fresh(case).title == "王**与赵**拆墙纠纷" and last_event(case).data == {"fields": ["title", "parties"]}
    with pytest.raises(Refused):
        do("amend", fresh(case), actor, title="王建国与赵铁柱拆墙纠纷")  # nothing would change


def test_numbers_of_a_person_are_refused_in_a_correction():
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("amend", case, actor, summary="请打 139 1234 5678", demand=f"{id_number(7)}赔偿")
    assert set(error.value.errors) == {"summary", "demand"}


def test_parties_come_and_go():
    actor = center()
    case = dispute_of(actor)
    gone = case.parties.get(role="respondent")
    new = {"role": "respondent", "kind": "organisation", "name": "商州某物业公司", "id_number": "91350100M000100Y43"}
    do("amend", case, actor, new_parties=[new], removed_parties=[gone.pk])
    assert sorted(case.parties.values_list("name", "id_kind")) == [("商州某物业公司", "uscc"), ("王建国", "111")]
    assert fresh(case).parties_masked == "王**、商州某物业公司"


def test_a_party_that_took_part_is_not_removed():
    actor = center()
    case, _lead = assigned(actor)
    do("hold_session", case, actor, **session_input(case, result="continue"))
    before = whole(fresh(case))
    third = {"role": "other", "kind": "person", "name": "赵六"}
    with pytest.raises(Refused) as error:
        do("amend", fresh(case), actor, new_parties=[third], removed_parties=[case.parties.first().pk])
    assert set(error.value.reasons) == {"removed_parties"} and whole(fresh(case)) == before


def test_two_parties_must_be_left():
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(Refused) as error:
        do("amend", case, actor, removed_parties=[case.parties.last().pk])
    assert "不足" in error.value.reasons["removed_parties"][0] and case.parties.count() == 2


def test_a_wrong_number_is_named_with_its_row():
    actor = center()
    case = dispute_of(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("amend", case, actor, title="新名称", changed_parties=[{"party": case.parties.first().pk, "id_number": "110105194912310021"}])
    assert "第 1 行“证件号码”" in error.value.reasons["changed_parties"][0] and whole(case) == before


def test_the_colour_has_acts_of_its_own():
    actor = center()
    case = dispute_of(actor, colour="yellow")
    with pytest.raises(Refused):
        do("amend", case, actor, colour="red")
    assert fresh(case).colour == "yellow"


def test_another_channel_before_acceptance_brings_its_own_rules():
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    with pytest.raises(Refused) as error:
        do("amend", case, actor, channel="police")
    assert set(error.value.reasons) == {"referral_number"}
    do("amend", case, actor, channel="police", referral_number="商公移字〔2026〕3号")
    assert (fresh(case).channel, fresh(case).start_mode) == ("police", "referred")


def test_once_the_limit_runs_its_grounds_are_fixed():
    actor = center()
    case = dispute_of(actor)
    form = registry.act("dispute", "amend").form(case=case, actor=actor, now=timezone.now())
    assert not {"channel", "court_material_signed_on", "court_procedure"} & set(form.fields)
    from disputes.actions.amendment import Corrections, amend

    with pytest.raises(Refused) as error:
        amend(dispute=case, by=actor, at=timezone.now(), corrections=Corrections(values={"channel": "phone"}))
    assert "期限已起算" in error.value.reasons["channel"][0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"occurred_on": (today() + dt.timedelta(days=1)).isoformat()}, "occurred_on"),
        ({"longitude": "109.9"}, "latitude"),
    ],
)
def test_the_rules_of_intake_hold(changes, field):
    actor = center()
    case = dispute_of(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("amend", case, actor, **changes)
    assert set(error.value.reasons) == {field} and whole(case) == before


def test_the_place_stays_where_the_actor_works():
    actor = center()
    case = dispute_of(actor)
    AreaFactory(code="611022101200")
    with pytest.raises(FormErrorsError) as error:
        do("amend", case, actor, area="611022101200")
    assert set(error.value.errors) == {"area"}
    do("amend", case, actor, area=AreaFactory(code="611002001002").pk)
    assert fresh(case).area_id == "611002001002"


def test_the_ministrys_type_falls_back_to_the_category():
    actor = center()
    case = dispute_of(actor)
    do("amend", case, actor, category="0503", moj_type="")
    assert fresh(case).moj_type_id == 16 == Category.objects.get(pk="0503").moj_type_id


def test_no_change_is_no_act():
    actor = center()
    case = dispute_of(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("amend", case, actor, title=case.title)
    assert "没有任何改动" in error.value.message and whole(case) == before


def test_a_required_field_is_not_emptied():
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("amend", dispute_of(actor), actor, title="", summary="")
    assert set(error.value.errors) == {"title", "summary"}


def test_not_after_a_result_and_not_by_others():
    actor = center()
    with pytest.raises(NotOpen):
        do("amend", agreed(actor), actor, title="新名称")
    case = mediated(actor)
    for other in (leader(), posted(Role.GRID_WORKER, "611002001001")):
        with pytest.raises(NotGranted):
            do("amend", case, other, title="新名称")


def test_the_second_of_two_is_told():
    actor = center()
    case = dispute_of(actor)
    do("amend", case, actor, version=case.version, title="甲")
    with pytest.raises(Outdated) as error:
        do("amend", case, actor, version=case.version, title="乙")
    assert [event.act for event in error.value.events] == ["disputes.amend"] and fresh(case).title == "甲"
