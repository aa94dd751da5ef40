"""How heavy pages are: HTML as it leaves the server, before it is compressed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from cases.models import Category
from disputes.states import State
from tests.acts import center, dispute_of
from tests.factories import AreaFactory, signed_in

pytestmark = pytest.mark.django_db
MOST = 60_000
PAGE = 50
TITLE = "城关街道东店子社区三组王某某与李某某院墙滴水损坏墙体纠纷"


@pytest.fixture
def actor() -> Actor:
    return center()


@pytest.fixture
def full_house(actor: Actor) -> str:
    """More disputes than a page holds, with long titles and three parties, in a township with many villages; the number of one."""
    villages = [AreaFactory(code=f"611002001{number:03d}") for number in range(1, 25)]
    for number in range(PAGE + 6):
        state = (State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.MEDIATING)[number % 4]
        colour = ("red", "yellow", "blue")[number % 3]
        dispute = dispute_of(actor, state, title=TITLE, area=villages[number % 24], colour=colour, clocks=number % 8 < 7)
    return str(dispute.number)


def test_no_page_is_heavier_than_60_kilobytes(client: Client, actor: Actor, full_house: str) -> None:
    assert Category.objects.count() > 90  # the whole list of categories is offered
    signed_in(client, actor)
    weights = {}
    for name in ("desk", "disputes:list", "disputes:board", "disputes:calendar", "disputes:intake", "disputes:transfers", "cases:supervision"):
        weights[name] = len(client.get(reverse(name)).content)
    weights["case"] = len(client.get(reverse("cases:detail", args=[full_house])).content)
    weights["act"] = len(client.get(reverse("cases:act", args=[full_house, "agree"])).content)
    assert client.get(reverse("disputes:list")).content.count(b"data-choose ") == PAGE
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}
