"""Nobody gets past the sign-in, and what lies outside one's scope does not exist."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from disputes.states import State
from tests.acts import FAR_TOWN, center, dispute_of
from tests.factories import signed_in
from tests.html import get

pytestmark = pytest.mark.django_db
OF_A_CASE = ["cases:detail", "cases:connections", "disputes:agreement_paper"]
PLAIN = ["desk", "search", "disputes:list", "disputes:board", "disputes:calendar", "disputes:transfers", "disputes:intake"]


def test_every_page_asks_to_sign_in(client: Client) -> None:
    case = dispute_of(center(), State.AGREED)
    addresses = [reverse(name) for name in PLAIN] + [reverse(name, args=[case.number]) for name in OF_A_CASE]
    addresses += [reverse("cases:act", args=[case.number, "note"]), reverse("disputes:session_paper", args=[case.number, 1])]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_case_of_another_county_does_not_exist(client: Client) -> None:
    case = dispute_of(center(), State.AGREED)
    signed_in(client, center(FAR_TOWN))
    for name in OF_A_CASE:
        assert client.get(reverse(name, args=[case.number])).status_code == 404
    assert client.get(reverse("cases:act", args=[case.number, "note"])).status_code == 404
    assert client.post(reverse("cases:act", args=[case.number, "note"]), {"text": "越权"}).status_code == 404
    assert client.get(reverse("disputes:session_paper", args=[case.number, 1])).status_code == 404


def test_lists_search_and_similar_cases_hold_nothing_from_outside(client: Client) -> None:
    theirs = dispute_of(center(), State.ACCEPTED, title="只有商州看得到的院墙纠纷")
    mine = center(FAR_TOWN)
    own = dispute_of(mine, State.ACCEPTED, title="只有商州看得到的院墙纠纷")
    signed_in(client, mine)
    for address in ("/", reverse("disputes:list"), reverse("disputes:board"), reverse("disputes:calendar"), reverse("search") + "?q=院墙"):
        assert theirs.number not in client.get(address).content.decode()
    assert theirs.number not in get(client, reverse("cases:connections", args=[own.number])).text


def test_similar_cases_at_intake_hold_nothing_from_outside(client: Client) -> None:
    theirs = dispute_of(center(), State.ACCEPTED, title="院墙滴水纠纷", parties=["王建国", "李秀英"])
    mine = center(FAR_TOWN)
    signed_in(client, mine)
    typed = {"title": "院墙滴水纠纷", "area": "611002001001", "place": "村口", "parties-0-name": "王建国", "occurred_on": str(theirs.occurred_on)}
    response = client.post(reverse("disputes:intake_hints"), typed)
    assert response.status_code == 200
    assert theirs.number not in response.content.decode()


def test_typing_for_long_keeps_the_session_and_only_ones_own(client: Client) -> None:
    address = reverse("cases:still_here")
    assert client.post(address).status_code == 302
    signed_in(client, center())
    response = client.post(address)
    assert response.status_code == 204
    assert "sessionid" in response.cookies
    assert client.get(address).status_code == 405
