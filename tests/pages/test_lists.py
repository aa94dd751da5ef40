"""Table, board and calendar: filters in the address, chips, columns, saved views, and the same without script."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from cases.models import SavedView
from disputes.models import Dispute
from disputes.states import State
from tests.acts import center, dispute_of
from tests.factories import id_number, mobile, signed_in
from tests.html import Page, faults, get, read

pytestmark = pytest.mark.django_db
LIST, BOARD, CALENDAR = "/disputes/", "/disputes/board/", "/disputes/calendar/"
HTMX = {"HX-Request": "true", "HX-Target": "results"}


@pytest.fixture
def actor(client: Client) -> Actor:
    found = center()
    signed_in(client, found)
    return found


def chips(page: Page) -> list[str]:
    return [tag.attributes["href"] for tag in page.all("a", class_="chip")]


def test_what_is_set_stands_as_chips_that_take_it_off(client: Client, actor: Actor) -> None:
    dispute_of(actor, State.MEDIATING, colour="red")
    page = get(client, LIST + "?colour=red&colour=yellow&state=mediating&area=611002001")
    assert "风险等级：红" in page.text
    assert "区划：城关街道" in page.text
    assert "?colour=yellow&state=mediating&area=611002001" in chips(page)
    assert len(chips(page)) == 4


def test_only_what_passes_the_filters_is_listed(client: Client, actor: Actor) -> None:
    red = dispute_of(actor, State.MEDIATING, colour="red")
    blue = dispute_of(actor, State.MEDIATING, colour="blue")
    text = get(client, LIST + "?colour=red").text
    assert red.number in text
    assert blue.number not in text


def test_a_search_for_a_whole_number_lists_the_cases_of_that_person(client: Client, actor: Actor) -> None:
    wanted = dispute_of(actor, parties=[{"name": "王建国", "id_number": id_number(7), "phone": mobile(7)}])
    other = dispute_of(actor)
    for number in (id_number(7), mobile(7)):
        text = get(client, f"{LIST}?q={number}").text
        assert wanted.number in text and other.number not in text


@pytest.mark.parametrize("bad", ["colour=green", "received_from=昨天", "area=999999", "after=abc", "q=%00", "handler=99999999999999999999"])
def test_a_bad_filter_is_told_and_nothing_is_listed(client: Client, actor: Actor, bad: str) -> None:
    case = dispute_of(actor, State.MEDIATING)
    response = client.get(f"{LIST}?{bad}")
    assert response.status_code == 400
    page = read(response)
    assert faults(page) == []
    assert "筛选条件有误" in page.text
    assert case.number not in page.text


def test_the_same_address_gives_the_results_alone_to_script(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.MEDIATING)
    whole, part = client.get(LIST), client.get(LIST, headers=HTMX)
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert case.number in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    back = client.get(LIST, headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert b"<html" in back.content


def test_columns_are_chosen_in_the_address(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.MEDIATING)
    page = get(client, LIST + "?cols=organisation&cols=channel")
    headings = [tag.attributes.get("class") for tag in page.all("th")]
    assert headings == ["k", None, "s", "o"]
    assert case.organisation.short_name in page.text
    assert "来访" in page.text


def test_without_the_column_of_colours_no_stripe_speaks_alone(client: Client, actor: Actor) -> None:
    dispute_of(actor, State.MEDIATING, colour="red")
    assert get(client, LIST).all("tr", class_="red")
    assert not get(client, LIST + "?cols=state").all("tr", class_="red")


def test_pages_follow_each_other_and_come_back(client: Client, actor: Actor) -> None:
    for _number in range(52):
        dispute_of(actor, State.REGISTERED, clocks=False)
    first = get(client, LIST + "?colour=blue")
    following = first.all("a", rel="next")[0].attributes["href"]
    assert "colour=blue" in following
    second = get(client, LIST + following)
    assert len(second.all("tr")) == 1 + 2
    back = get(client, LIST + second.all("a", rel="prev")[0].attributes["href"])
    assert len(back.all("tr")) == 1 + 50


def test_an_empty_list_says_what_to_do(client: Client, actor: Actor) -> None:
    assert "登记纠纷" in get(client, LIST).text
    assert "去掉一两个条件" in get(client, LIST + "?colour=red").text


def test_the_board_has_a_lane_for_each_place_with_its_count(client: Client, actor: Actor) -> None:
    for _number in range(14):
        dispute_of(actor, State.ACCEPTED)
    done = dispute_of(actor, State.FAILED)
    Dispute.objects.get_queryset().filter(pk=done.pk).update(closed_at=None)
    page = get(client, BOARD)
    assert "已受理 14" in " ".join(page.text.split())
    assert len(page.all("article")) == 12 + 1
    assert "全部 14 件" in page.text
    assert done.title in page.text
    assert len(get(client, BOARD + "?colour=red").all("article")) == 0


def test_the_calendar_shows_a_limit_on_its_last_day(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.ACCEPTED)
    midnight = dt.datetime(2026, 11, 26, 16, tzinfo=dt.UTC)  # 24:00 of 26 November in Shanghai
    Dispute.objects.get_queryset().filter(pk=case.pk).update(due_at=midnight)
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False):
        signed_in(client, actor)
        response = client.get(CALENDAR)
    page = read(response)
    day = page.text.split("2026-11-26")[1].split("2026-11-27")[0]
    assert case.title in day
    assert case.title not in get(client, CALENDAR + "?month=2026-09").text
    assert "日历" in get(client, CALENDAR + "?month=nonsense").text


def test_a_view_is_saved_with_filters_and_columns_and_opened_by_its_address(client: Client, actor: Actor) -> None:
    page = get(client, LIST + "?colour=red&cols=state")
    query = page.value("query")
    client.post(reverse("cases:save_view"), {"list": "disputes", "name": "本镇红色", "query": query})
    view = SavedView.objects.get()
    response = client.get(reverse("cases:saved_view", args=[view.token]))
    assert response.headers["Location"] == f"{LIST}?colour=red&cols=state"
    page = get(client, response.headers["Location"])
    assert "本镇红色" in page.text
    assert reverse("cases:remove_view", args=[view.token]) in {tag.attributes.get("action") for tag in page.all("form")}


def test_rows_are_chosen_for_bulk_acts_and_the_export_keeps_the_filters(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.ACCEPTED, colour="red")
    page = get(client, LIST + "?colour=red")
    assert page.all("input", type="checkbox", value=case.number)
    actions = {tag.attributes.get("formaction"): tag.attributes.get("value") for tag in page.all("button") if "formaction" in tag.attributes}
    assert reverse("cases:bulk") in actions
    assert reverse("disputes:export") + "?colour=red" in page.links()
    response = client.post(reverse("cases:bulk"), {"numbers": [case.number], "act": "urge"})
    assert response.status_code == 200
    assert case.number in response.content.decode()


def test_the_search_box_finds_by_two_characters(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.ARCHIVED, title="彩礼返还纠纷")
    assert case.number in get(client, reverse("search"), q="彩礼").text
    assert "没有找到案件" in get(client, reverse("search"), q="无此").text
