"""A parent does not close while a child is open: one rule for every act that ends a dispute, on the page and through the API."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from cases.acts import registry
from cases.errors import Refused
from disputes.models import AgreementItem
from disputes.states import ENDED, KIND, State, lawful_moves
from tests.acts import TOWN, center, dispute_of, do, fresh
from tests.disputes.way import DAY, agreed, items_of, mediated, terms_input, today, whole
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db
ALL = ["arbitration", "administrative", "court"]


def child_of(parent: Any, actor: Any, state: State = State.REGISTERED, **fields: Any) -> Any:
    child = dispute_of(actor, state, **fields)
    type(child).objects.get_queryset().filter(pk=child.pk).update(parent=parent.case_ptr)
    return fresh(child)


def applicants(case: Any) -> list[int]:
    return list(case.parties.filter(role="applicant").values_list("pk", flat=True))


def ends(actor: Any) -> dict[str, tuple[Any, dict[str, Any]]]:
    """For each act that ends mediation a parent on which it is due, and its input."""
    parent, refused, failing, spot = dispute_of(actor), dispute_of(actor, State.MEDIATING), mediated(actor, "failed"), mediated(actor)
    at_once = {key: value for key, value in terms_input(spot, performed_on_the_spot=True).items() if key != "copies"}
    return {
        "withdraw": (parent, {"parties": applicants(parent), "reason": "自行和解"}),
        "terminate": (refused, {"ground": "ended", "party": applicants(refused)[0], "reason": "不愿再调", "routes": ALL}),
        "fail": (failing, {"reason": "分歧过大", "routes": ALL}),
        "agree": (spot, {**at_once, "copies": 3}),
    }


@pytest.mark.parametrize("name", ["withdraw", "terminate", "fail", "agree"])
def test_mediation_of_a_parent_ends_after_that_of_its_children(name: str) -> None:
    actor = center()
    parent, given = ends(actor)[name]
    children = [child_of(parent, actor), child_of(parent, actor, State.MEDIATING)]
    before = whole(parent)
    with pytest.raises(Refused) as error:
        do(name, fresh(parent), actor, **given)
    assert all(child.number in error.value.message for child in children)
    assert whole(parent) == before
    for child in children:
        do("terminate", child, actor, ground="ended", party=applicants(child)[0], reason="一并终止", routes=ALL)
    do(name, fresh(parent), actor, **given)
    assert fresh(parent).state in {"withdrawn", "terminated", "failed", "performed"}


def test_every_act_that_closes_or_ends_is_held_by_the_rule_or_puts_a_fact_on_file() -> None:
    """Whoever adds an act that leads to an end must think of the children."""
    held, facts = {"decline", "merge", "archive", "withdraw", "terminate", "fail", "agree"}, {"perform_item", "record_breach"}
    ending = held | facts
    assert ending <= {act.name for act in registry.acts(KIND)}
    moves = {move.act for move in lawful_moves() if move.target in ENDED and move.source}
    acts = {"agree_and_perform": "agree", "complete_performance": "perform_item"}
    assert {acts.get(move, move) for move in moves} == ending


def test_what_was_paid_is_entered_to_the_end_meanwhile_and_only_the_file_waits() -> None:
    actor = center()
    parent = agreed(actor)
    child = child_of(parent, actor, State.MEDIATING)
    (item,) = items_of(parent)
    do("perform_item", parent, actor, item=item.pk, on=today().isoformat(), amount="200", complete=False)
    assert fresh(parent).state == State.AGREED
    do("perform_item", fresh(parent), actor, item=item.pk, on=today().isoformat(), amount="1000", complete=True)
    assert fresh(parent).state == State.PERFORMED
    with pytest.raises(Refused) as error:
        do("archive", fresh(parent), actor, retention="long", explanation="当事人未提供")
    assert child.number in error.value.message


def test_a_breach_is_entered_meanwhile() -> None:
    actor = center()
    parent = agreed(actor)
    AgreementItem.objects.filter(agreement__dispute=parent).update(due_on=today() - DAY)
    child_of(parent, actor, State.MEDIATING)
    do("urge_performance", parent, actor, text="电话督促，对方称月底付款。")
    do("record_breach", fresh(parent), actor, reason="到期未付", routes=["suit"])
    assert fresh(parent).state == State.BREACHED


def test_the_file_is_archived_after_those_of_its_children() -> None:
    actor = center()
    parent = dispute_of(actor)
    child = child_of(parent, actor)
    do("terminate", child, actor, ground="ended", party=applicants(child)[0], reason="不愿再调", routes=ALL)
    do("withdraw", fresh(parent), actor, parties=applicants(parent), reason="自行和解")
    with pytest.raises(Refused) as error:
        do("archive", fresh(parent), actor, retention="long", explanation="当事人未提供")
    assert child.number in error.value.message and fresh(parent).state == "withdrawn"


def test_a_number_outside_what_one_may_see_is_counted_and_not_told() -> None:
    actor = center()
    parent = dispute_of(actor)
    hidden, open_one = child_of(parent, actor, confidential=True), child_of(parent, actor)
    with pytest.raises(Refused) as error:
        do("withdraw", fresh(parent), actor, parties=applicants(parent), reason="自行和解")
    assert open_one.number in error.value.message and hidden.number not in error.value.message
    assert "另有 1 件" in error.value.message


def test_the_page_keeps_what_was_typed_and_the_api_names_the_numbers(client: Client) -> None:
    actor = posted(Role.TOWNSHIP_CENTER, TOWN)
    parent = dispute_of(actor)
    child = child_of(parent, actor)
    signed_in(client, actor)
    given = {"version": parent.version, "parties": applicants(parent), "reason": "双方自行和解。"}
    page = client.post(f"/cases/{parent.number}/acts/withdraw/", given)
    assert page.status_code == 422 and child.number in page.content.decode() and "双方自行和解。" in page.content.decode()
    answer = client.post(
        f"/api/v1/disputes/{parent.number}/acts/withdraw/",
        {"parties": applicants(parent), "reason": "双方自行和解。"},
        content_type="application/json",
        headers={"If-Match": f'"{parent.version}"'},
    )
    assert answer.status_code == 422 and child.number in answer.json()["detail"]
    assert fresh(parent).state == State.ACCEPTED
