"""The intake page as a browser without script posts it, and the hints that come while somebody types."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from cases.models import Party, PersonRead
from disputes.actions.draft import MOST, read_draft, remove_old_drafts, save_draft
from disputes.models import Dispute, IntakeDraft
from disputes.states import State
from tests.acts import FAR_TOWN, center, dispute_of
from tests.factories import id_number, signed_in
from tests.html import Page, faults, get, read

pytestmark = pytest.mark.django_db
INTAKE = "/disputes/new/"


def typed(**more: Any) -> dict[str, Any]:
    """Everything that must be filled in."""
    return {
        "title": "王家与李家院墙滴水纠纷",
        "summary": "屋檐排水到邻居院内，双方争执。",
        "channel": "visit",
        "area": "611002001",
        "place": "东店子社区三组",
        "occurred_on": str(timezone.localdate()),
        "category": "0201",
        "colour": "blue",
        "people_count": "2",
        "scale": "01",
        "difficulty": "general",
        "mediation_kind": "people",
        "parties-0-role": "applicant",
        "parties-0-kind": "person",
        "parties-0-name": "王建国",
        "parties-1-role": "respondent",
        "parties-1-kind": "person",
        "parties-1-name": "李秀英",
    } | more


@pytest.fixture
def actor(client: Client) -> Actor:
    found = center()
    signed_in(client, found)
    return found


def post(client: Client, data: dict[str, Any], *, status: int = 200) -> Page:
    response = client.post(INTAKE, data)
    assert response.status_code == status
    page = read(response)
    assert faults(page) == []
    return page


def test_a_dispute_is_registered_and_its_page_opens(client: Client, actor: Actor) -> None:
    response = client.post(INTAKE, typed(), follow=True)
    dispute = Dispute.objects.get_queryset().get()
    assert response.redirect_chain[0][0] == reverse("cases:detail", args=[dispute.number])
    assert f"已登记，编号 {dispute.number}" in response.content.decode()
    assert sorted(dispute.parties.values_list("name", flat=True)) == ["李秀英", "王建国"]


def test_a_blank_second_party_is_no_party(client: Client, actor: Actor) -> None:
    client.post(INTAKE, typed(**{"parties-1-name": ""}))
    assert Party.objects.count() == 1


def test_an_error_is_told_at_its_field_and_nothing_typed_is_lost(client: Client, actor: Actor) -> None:
    page = post(client, typed(**{"parties-0-id_number": "611002199001010000", "summary": ""}), status=422)
    assert not Dispute.objects.get_queryset().exists()
    assert page.value("title") == "王家与李家院墙滴水纠纷"
    assert page.value("parties-0-id_number") == "611002199001010000"
    assert page.value("parties-1-name") == "李秀英"
    assert "证件号码" in page.text
    assert "#id_summary" in page.links()


def test_pressing_the_button_twice_registers_once(client: Client, actor: Actor) -> None:
    once = get(client, INTAKE).value("once")
    first = client.post(INTAKE, typed(once=once))
    second = client.post(INTAKE, typed(once=once))
    assert first.headers["Location"] == second.headers["Location"]
    assert Dispute.objects.get_queryset().count() == 1


def test_a_draft_is_kept_encrypted_and_goes_on_where_it_was(client: Client, actor: Actor) -> None:
    response = client.post(INTAKE, typed(_save="1", **{"parties-0-id_number": "6110"}))
    draft = IntakeDraft.objects.get()
    assert response.headers["Location"].endswith(str(draft.token))
    assert "李秀英".encode() not in bytes(draft.data)
    page = get(client, response.headers["Location"])
    assert page.value("parties-1-name") == "李秀英"
    assert page.value("parties-0-id_number") == "6110"
    assert not page.all("div", class_="field-error")
    assert str(draft.token) in " ".join(get(client, "/").links())


def test_a_new_form_offers_the_own_drafts(client: Client, actor: Actor) -> None:
    save_draft(by=center(), at=timezone.now(), token="", typed=[("title", ["别人的"])])
    assert "继续草稿" not in get(client, INTAKE).text
    client.post(INTAKE, typed(_save="1"))
    page = get(client, INTAKE)
    link = f"?draft={IntakeDraft.objects.get(user=actor.user).token}"
    assert "继续草稿" in page.text and "王家与李家院墙滴水纠纷" in page.text and "别人的" not in page.text
    assert faults(page) == [] and link in page.links()
    assert "继续草稿" not in get(client, INTAKE + link).text


def test_registering_removes_the_draft(client: Client, actor: Actor) -> None:
    client.post(INTAKE, typed(_save="1"))
    token = str(IntakeDraft.objects.get().token)
    client.post(INTAKE, typed(draft=token))
    assert not IntakeDraft.objects.exists()


def test_a_draft_is_its_owners_alone(client: Client, actor: Actor) -> None:
    draft = save_draft(by=center(), at=timezone.now(), token="", typed=[("title", ["别人的"])])
    response = client.get(INTAKE, {"draft": str(draft.token)}, follow=True)
    assert "别人的" not in response.content.decode()
    client.post(reverse("disputes:discard_draft"), {"draft": str(draft.token)})
    assert IntakeDraft.objects.filter(pk=draft.pk).exists()


def test_a_draft_can_be_thrown_away(client: Client, actor: Actor) -> None:
    client.post(INTAKE, typed(_save="1"))
    client.post(reverse("disputes:discard_draft"), {"draft": str(IntakeDraft.objects.get().token)})
    assert not IntakeDraft.objects.exists()


def test_drafts_do_not_pile_up(actor: Actor) -> None:
    now = timezone.now()
    for number in range(MOST + 3):
        save_draft(by=actor, at=now + dt.timedelta(seconds=number), token="", typed=[("title", [str(number)])])
    assert IntakeDraft.objects.count() == MOST
    assert not IntakeDraft.objects.filter(title="0").exists()
    assert remove_old_drafts(now=now + dt.timedelta(days=31)) == MOST


def test_a_draft_holds_only_fields_of_the_page(actor: Actor) -> None:
    fields = [("title", ["有"]), ("csrfmiddlewaretoken", ["秘密"]), ("x" * 99, ["无"]), ("parties-0-name", ["王建国"])]
    draft = save_draft(by=actor, at=timezone.now(), token="", typed=fields)
    kept = read_draft(by=actor, token=str(draft.token))
    assert kept is not None
    assert sorted(kept) == ["parties-0-name", "title"]


def test_while_typing_the_draft_is_kept_and_doubles_category_colour_and_limits_are_told(client: Client, actor: Actor) -> None:
    double = dispute_of(actor, State.ACCEPTED, title="王家李家院墙滴水纠纷", parties=["王建国", "李秀英"])
    data = typed(summary="邻居扬言报复，屋檐滴水多年。", category="")
    response = client.post(reverse("disputes:intake_hints"), data)
    page = read(response)
    assert double.number in page.text
    assert "用水排水通行通风采光" in page.text
    assert "扬言" in page.text
    assert "人民调解" in page.text
    draft = IntakeDraft.objects.get()
    assert page.value("draft") == str(draft.token)
    client.post(reverse("disputes:intake_hints"), data | {"draft": str(draft.token), "title": "改过的名称"})
    assert IntakeDraft.objects.get().title == "改过的名称"


@pytest.mark.parametrize("broken", [{"occurred_on": "不是日期"}, {"people_count": "九"}, {"amount": "1e999"}, {"area": "6110'"}, {"channel": "x"}])
def test_half_typed_values_are_no_error_for_the_hints(client: Client, actor: Actor, broken: dict[str, str]) -> None:
    assert client.post(reverse("disputes:intake_hints"), typed(**broken)).status_code == 200


def test_the_limits_are_those_of_the_channel(client: Client, actor: Actor) -> None:
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False):
        page = read(client.post(reverse("disputes:intake_hints"), typed(channel="court_delegated", court_material_signed_on="2026-11-20")))
    assert "法院委派调解" in page.text
    assert "2026-12-21 前" in " ".join(page.text.split())  # 30 days end on Sunday 20 December


def test_without_script_a_button_shows_the_hints(client: Client, actor: Actor) -> None:
    double = dispute_of(actor, State.ACCEPTED, title="王家李家院墙滴水纠纷", parties=["王建国"])
    page = post(client, typed(_look="1"))
    assert double.number in page.text
    assert page.value("title") == "王家与李家院墙滴水纠纷"
    assert not page.all("div", class_="field-error")


def test_a_suggestion_is_taken_over_by_a_button(client: Client, actor: Actor) -> None:
    page = post(client, typed(_set="category:0202", category=""))
    assert [tag for tag in page.all("option", value="0202") if "selected" in tag.attributes]
    page = post(client, typed(_set="colour:red"))
    assert [tag for tag in page.all("input", type="radio", value="red") if "checked" in tag.attributes]


def test_more_parties_without_script(client: Client, actor: Actor) -> None:
    page = post(client, typed(_more="parties"))
    names = {tag.attributes.get("name") for tag in page.tags if "template" not in tag.inside}
    assert {"parties-0-name", "parties-1-name", "parties-2-name", "parties-3-name"} <= names


def test_a_lower_colour_than_suggested_wants_a_reason(client: Client, actor: Actor) -> None:
    page = post(client, typed(summary="对方持刀威胁，多次报警。"), status=422)
    assert "请说明理由" in page.text
    client.post(INTAKE, typed(summary="对方持刀威胁，多次报警。", colour_reason="经派出所核实并无持刀"))
    assert Dispute.objects.get_queryset().get().colour == "blue"


def test_somebody_on_file_is_offered_by_name_and_number_and_taken_over_on_record(client: Client, actor: Actor) -> None:
    number = id_number(77)
    on_file = {"name": "王建国", "id_number": number, "phone": "13900001111", "address": "商州区城关街道东店子社区三组"}
    case = dispute_of(actor, State.ACCEPTED, parties=[on_file])
    assert "登记过的当事人" not in read(client.post(reverse("disputes:intake_hints"), typed())).text
    data = typed(**{"parties-0-phone": "13900001111"})
    page = read(client.post(reverse("disputes:intake_hints"), data))
    assert "登记过的当事人" in page.text
    assert number not in page.text
    offer = page.all("button", name_="_known")[0].attributes["value"]
    filled = post(client, data | {"_known": offer})
    assert filled.value("parties-0-id_number") == number
    assert filled.value("parties-0-address") == "商州区城关街道东店子社区三组"
    read_by = PersonRead.objects.get(case_id=case.pk)
    assert read_by.user_id == actor.user.pk


def test_nobody_is_taken_over_whose_name_and_number_were_not_typed(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.ACCEPTED, parties=[{"name": "王建国", "phone": "13900001111"}])
    elsewhere = dispute_of(center(FAR_TOWN), State.ACCEPTED, parties=[{"name": "王建国", "phone": "13900001111"}])
    for party in (case.parties.get(), elsewhere.parties.get()):
        page = post(client, typed(_known=f"0:{party.pk}", **{"parties-0-phone": "13900002222"}))
        assert "没有找到这位已登记的当事人" in page.text
    assert not PersonRead.objects.exists()
