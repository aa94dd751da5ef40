"""Every page opens for those who have it, in every state of a dispute, and keeps the rules of markup."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from cases.acts import open_acts
from disputes.states import State
from tests.acts import center, dispute_of, do
from tests.factories import DisputeFactory, signed_in
from tests.factories.people import posted
from tests.html import get

pytestmark = pytest.mark.django_db
WORKING = [role for role in Role if role not in (Role.SYSTEM_ADMIN, Role.AUDITOR)]
PAGES = ["desk", "search", "disputes:list", "disputes:board", "disputes:calendar", "disputes:transfers"]
AREA_OF = {Role.CITY_LEADER: "6110", Role.COUNTY_CENTER: "611002", Role.GRID_WORKER: "611002001001"}


@pytest.mark.parametrize("role", WORKING)
def test_every_main_page_opens_for_every_working_role(client: Client, role: Role) -> None:
    actor = posted(role, AREA_OF.get(role, "611002001"))
    dispute_of(actor, State.MEDIATING, colour="red")
    dispute_of(actor, State.REGISTERED, colour="yellow")
    signed_in(client, actor)
    for name in PAGES:
        get(client, reverse(name))


@pytest.mark.parametrize("state", State)
def test_the_page_of_a_dispute_opens_in_every_state(client: Client, state: State) -> None:
    actor = center()
    dispute = dispute_of(actor, state)
    page = get(signed_in(client, actor), reverse("cases:detail", args=[dispute.number]))
    assert dispute.number in page.text
    assert str(state.label) in page.text
    assert len([tag for tag in page.tags if tag.attributes.get("aria-current") == "step"]) == 1


@pytest.mark.parametrize("state", State)
def test_every_act_that_is_open_has_a_form_that_opens(client: Client, state: State) -> None:
    actor = center()
    dispute = dispute_of(actor, state)
    signed_in(client, actor)
    acts = open_acts(dispute, actor)
    assert acts, state
    for act in acts:
        page = get(client, reverse("cases:act", args=[dispute.number, act.name]))
        assert str(act.label) in page.text
        assert page.value("version") == str(dispute.version)


def test_the_page_of_a_dispute_names_no_person_in_full(client: Client) -> None:
    actor = center()
    dispute = dispute_of(actor, State.AGREED, summary="王建国与李秀英争执。", demand="李秀英赔偿。")
    do("note", dispute, actor, text="王建国来电。")
    dispute.sessions.update(record="李秀英同意让步。")
    page = get(signed_in(client, actor), reverse("cases:detail", args=[dispute.number]))
    for text in ("王**与李**争执。", "李**赔偿。", "王**来电。", "李**同意让步。"):
        assert text in page.text
    assert "王建国" not in page.text and "李秀英" not in page.text


def test_the_connections_open_as_a_page_of_their_own(client: Client) -> None:
    actor = center()
    dispute = dispute_of(actor, State.ACCEPTED, title="王家院墙滴水纠纷")
    dispute_of(actor, State.ACCEPTED, title="王家院墙滴水纠纷")
    page = get(signed_in(client, actor), reverse("cases:connections", args=[dispute.number]))
    assert "相似" in page.text


def test_intake_opens_for_those_who_register_and_for_nobody_else(client: Client) -> None:
    get(signed_in(client, center()), reverse("disputes:intake"))
    leader = posted(Role.CITY_LEADER, "6110")
    assert signed_in(client, leader).get(reverse("disputes:intake")).status_code == 403
    assert reverse("disputes:intake") not in get(client, reverse("desk")).links()


def test_the_papers_open(client: Client) -> None:
    actor = center()
    dispute = dispute_of(actor, State.AGREED)
    signed_in(client, actor)
    get(client, reverse("disputes:agreement_paper", args=[dispute.number]))
    get(client, reverse("disputes:session_paper", args=[dispute.number, 1]))


def test_a_confidential_case_says_who_may_see_it(client: Client) -> None:
    actor = center()
    dispute = dispute_of(actor, State.ACCEPTED, confidential=True)
    dispute.officers.create(user=actor.user, role="named", since=dispute.received_at)
    page = get(signed_in(client, actor), reverse("cases:detail", args=[dispute.number]))
    assert "保密" in page.text
    assert actor.user.name in page.text


def test_administrators_see_the_system_and_no_cases(client: Client) -> None:
    admin = posted(Role.SYSTEM_ADMIN, "6110")
    dispute = DisputeFactory()
    signed_in(client, admin)
    assert client.get("/").headers["Location"] == reverse("system")
    assert client.get(reverse("cases:detail", args=[dispute.number])).status_code == 404


def test_larger_text_is_one_switch_on_every_page(client: Client) -> None:
    signed_in(client, center())
    assert get(client, "/").all("html", class_="text-normal")
    response = client.post(reverse("accounts:text_size"), {"size": "larger", "next": "/"})
    assert response.status_code == 302
    assert get(client, "/").all("html", class_="text-larger")
