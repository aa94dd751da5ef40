"""Sub-cases: a part of a dispute with a number of its own; the parent waits for it."""

from typing import Any

import pytest

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Case
from disputes.facts import facts_of
from disputes.models import Dispute
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, snapshot
from tests.factories.disputes import category
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


def given(case: Any, **changes: Any) -> Any:
    return {"title": "误工费部分", "summary": "误工费如何承担，双方另行协商", "parties": [party.pk for party in case.parties.all()]} | changes


def test_a_part_becomes_a_case_of_its_own() -> None:
    actor = center()
    parent = dispute_of(actor, State.MEDIATING)
    child = do("open_sub_case", parent, actor, version=parent.version, **given(parent, demand="赔偿误工费 800 元"))
    child = fresh(child)
    assert (child.parent_id, child.state, child.title, child.demand) == (parent.pk, "registered", "误工费部分", "赔偿误工费 800 元")
    assert (child.area_id, child.place, child.category_id, child.channel) == (parent.area_id, parent.place, parent.category_id, parent.channel)
    mine = [(p.name, p.id_number, p.phone, p.role) for p in parent.parties.all()]
    assert [(p.name, p.id_number, p.phone, p.role) for p in child.parties.all()] == mine
    assert last_event(parent).data["case"] == child.number and last_event(child).act == "disputes.register"
    assert facts_of(parent)["open_sub_cases"] == 1
    assert child.clock_kind == "dispute.accept"


def test_one_of_the_parties_and_another_category() -> None:
    actor = center()
    parent = dispute_of(actor)
    other = category("0701", "劳动报酬", 10, "拖欠农民工工资纠纷")
    child = do("open_sub_case", parent, actor, **given(parent, parties=[parent.parties.first().pk], category=other.pk))
    assert child.parties.count() == 1 and child.category == other and child.moj_type_id == other.moj_type_id


def test_the_colour_is_never_lower_than_that_of_the_parent() -> None:
    actor = center()
    calm, red = dispute_of(actor), dispute_of(actor, colour="red")
    assert do("open_sub_case", red, actor, **given(red)).colour == "red"
    assert do("open_sub_case", calm, actor, **given(calm, summary="被申请人持刀威胁")).colour == "red"


def test_the_part_of_a_confidential_dispute_is_confidential_for_the_same_people() -> None:
    actor = center()
    colleague = posted(Role.TOWNSHIP_CENTER, "611002001", organisation=actor.postings[0].organisation)
    parent = dispute_of(actor)
    do("set_confidential", parent, actor, confidential="yes", officers=[actor.user.pk], reason="涉及未成年人")
    child = do("open_sub_case", fresh(parent), actor, **given(parent))
    assert Case.objects.visible_to(actor).filter(pk=child.pk).exists()
    assert not Case.objects.visible_to(colleague).filter(pk=child.pk).exists()


def test_a_part_has_no_parts() -> None:
    actor = center()
    parent = dispute_of(actor)
    child = fresh(do("open_sub_case", parent, actor, **given(parent)))
    with pytest.raises(Refused) as error:
        do("open_sub_case", child, actor, **given(child))
    assert "已是子案" in error.value.message


@pytest.mark.parametrize("field", ["title", "summary", "demand"])
@pytest.mark.parametrize("number", ["11010519491231002X", "13800138000"])
def test_numbers_of_a_person_are_refused_in_its_texts(field: str, number: str) -> None:
    actor = center()
    parent = dispute_of(actor)
    count = Dispute.objects.get_queryset().count()
    with pytest.raises(FormErrorsError) as error:
        do("open_sub_case", parent, actor, **given(parent, **{field: f"王建国 {number} 的误工费"}))
    assert set(error.value.errors) == {field} and "证件号码" in error.value.errors[field][0]
    assert Dispute.objects.get_queryset().count() == count


@pytest.mark.parametrize("field", ["title", "summary", "parties"])
def test_each_field_is_needed_and_nothing_is_half_done(field: Any) -> None:
    actor = center()
    parent = dispute_of(actor)
    before, count = snapshot(parent), Dispute.objects.get_queryset().count()
    with pytest.raises(FormErrorsError) as error:
        do("open_sub_case", parent, actor, **given(parent, **{field: [] if field == "parties" else ""}))
    assert set(error.value.errors) == {field}
    assert snapshot(parent) == before and Dispute.objects.get_queryset().count() == count


def test_a_party_of_another_dispute_is_none_of_this() -> None:
    actor = center()
    parent, other = dispute_of(actor), dispute_of(actor)
    with pytest.raises(FormErrorsError):
        do("open_sub_case", parent, actor, **given(parent, parties=[other.parties.first().pk]))


def test_after_a_result_it_is_not_open_and_a_grid_worker_may_not() -> None:
    actor = center()
    ended, case = dispute_of(actor, State.PERFORMED), dispute_of(actor)
    with pytest.raises(NotOpen):
        do("open_sub_case", ended, actor, **given(ended))
    with pytest.raises(NotGranted):
        do("open_sub_case", case, posted(Role.GRID_WORKER, "611002001"), **given(case))
