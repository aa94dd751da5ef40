"""Numbers of persons that are searched for stay out of addresses, pages and logs; all of it works without JavaScript."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory

from cases.held import hold, looks_like_number
from cases.models import Party
from disputes.models import LedgerExport
from fengqiao.request_log import RequestLog
from tests.acts import center, dispute_of
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Any:
    return center()


@pytest.fixture
def case(actor: Any) -> Any:
    return dispute_of(actor)


def numbers(case: Any) -> list[str]:
    party = Party.objects.filter(case_id=case.pk).order_by("id")[0]
    assert party.id_number and party.phone
    return [party.id_number, party.phone]


@pytest.mark.parametrize("place", [0, 1])
def test_the_bar_finds_a_person_and_no_address_holds_the_number(client: Client, actor: Any, case: Any, place: int) -> None:
    number = numbers(case)[place]
    signed_in(client, actor)
    answer = client.post("/search/", {"q": number})
    assert answer.status_code == 302 and number not in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert case.number in page and number not in page and number[:3] in page and "****" in page
    (token,) = parse_qs(urlsplit(answer["Location"]).query)["q"]
    listed = client.get("/disputes/", {"person": token, "open": "all"})
    assert listed.status_code == 200
    assert case.number in listed.content.decode() and number not in listed.content.decode()


def test_words_keep_an_address_that_can_be_sent_on(client: Client, actor: Any, case: Any) -> None:
    signed_in(client, actor)
    answer = client.post("/search/", {"q": case.title})
    assert parse_qs(urlsplit(answer["Location"]).query) == {"q": [case.title]}
    assert case.number in client.get(answer["Location"]).content.decode()


LISTS = ("/disputes/", "/disputes/board/", "/disputes/calendar/", "/disputes/export/")


@pytest.mark.parametrize(("address", "name"), [("/search/", "q"), *((address, name) for address in LISTS for name in ("q", "person"))])
def test_a_number_that_came_in_an_address_is_taken_out_of_it(client: Client, actor: Any, case: Any, address: str, name: str) -> None:
    number = numbers(case)[0]
    signed_in(client, actor)
    answer = client.get(address, {name: number})
    assert answer.status_code == 302 and number not in answer["Location"]
    page: Any = client.get(answer["Location"])
    content = b"".join(page.streaming_content) if page.streaming else page.content
    assert page.status_code == 200 and number.encode() not in content
    assert not LedgerExport.objects.filter(query__contains=number).exists()


def test_the_list_the_filters_and_the_export_go_on_with_the_token(client: Client, actor: Any, case: Any) -> None:
    dispute_of(actor)
    number = numbers(case)[0]
    signed_in(client, actor)
    address = client.get("/disputes/", {"person": number, "open": "all"})["Location"]
    page = client.get(address).content.decode()
    (token,) = parse_qs(urlsplit(address).query)["person"]
    assert f'<input type="hidden" name="person" value="{token}" />' in page, "the filter form carries it"
    parts: Any = client.get("/disputes/export/", {"person": token, "open": "all", "format": "csv"})
    content = b"".join(parts.streaming_content).decode()
    assert case.number in content and content.count("\n") == 2


def test_a_token_is_worth_nothing_to_another_and_nothing_when_it_is_gone(client: Client, actor: Any, case: Any) -> None:
    other = center()
    token = hold(numbers(case)[0], user=actor.user)
    signed_in(client, other)
    assert case.number not in client.get("/search/", {"q": token}).content.decode()
    page = client.get("/disputes/", {"person": token}).content.decode()
    assert "已过期" in page and case.number not in page


NUMBERS = ("11010519491231002X", "110105194912310021", "13800138000", "138-0013-8000", "0914-2312345", "91610000MA6TG72H5K")
WORDS = ("院墙滴水", "JF611002-202604-12", "王建国", "2026", "611002001", "（2026）商州人调字第0007号", "")


@pytest.mark.parametrize(("text", "is_one"), [*((text, True) for text in NUMBERS), *((text, False) for text in WORDS)])
def test_what_looks_like_a_number(text: str, is_one: bool) -> None:
    assert looks_like_number(text) is is_one


def test_the_log_tells_that_somebody_searched_and_not_for_whom() -> None:
    request = RequestFactory().get("/disputes/", {"q": "13800138000", "person": "11010519491231002X", "open": "all", "place": "13912345678"})
    line = RequestLog.format_request(request)
    assert line.startswith("GET /disputes/?") and "open=all" in line and "q=..." in line
    assert not [number for number in ("13800138000", "11010519491231002X", "13912345678") if number in line]
