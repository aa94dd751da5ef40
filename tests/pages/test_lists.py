"""Table, board and calendar: filters in the address, chips, columns, saved views, and the same without script."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Role
from cases.models import SavedView
from disputes.models import Dispute
from disputes.states import State
from tests.acts import center, dispute_of
from tests.factories import area_tree, id_number, mobile, posted, signed_in
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
    wanted = dispute_of(actor, parties=[{"name": "王建国", "id_number": id_number(9007), "phone": mobile(9007)}])
    other = dispute_of(actor)
    for number in (id_number(9007), mobile(9007)):
        text = read(client.get(f"{LIST}?q={number}", follow=True)).text
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


BAD = [
    (LIST, "unknown=1", "unknown：没有这个参数"),
    (LIST, "unknown=", "unknown：没有这个参数"),
    (LIST, "size=abc", "size：没有这个参数"),
    (LIST, "month=2026-11", "月份（month）：没有这个参数"),
    (LIST, "cols=zzz&cols=state", "显示列（cols）：没有这一列：zzz"),
    (LIST, "after=abc", "翻页（after）：翻页参数无效"),
    (LIST, "after=a&after=b", "翻页（after）：只能给一个值"),
    (LIST, "colour=green", "风险等级（colour）："),
    (LIST, "order=upwards", "排序（order）："),
    (BOARD, "unknown=1", "unknown：没有这个参数"),
    (BOARD, "colour=green", "风险等级（colour）："),
    (CALENDAR, "month=abc", "月份（month）：应为 2000-01 至 2099-12 之间的月份"),
    (CALENDAR, "month=2026-13", "月份（month）：应为"),
    (CALENDAR, "month=9999-12", "月份（month）：应为"),
    (CALENDAR, "month=2026-11&month=2026-12", "月份（month）：只能给一个值"),
    (CALENDAR, "day=2026-99-99", "day：没有这个参数"),
]


@pytest.mark.parametrize(("face", "bad", "told"), BAD)
def test_what_cannot_be_used_in_an_address_is_named_with_its_reason(client: Client, actor: Actor, face: str, bad: str, told: str) -> None:
    case = dispute_of(actor, State.ACCEPTED)
    response = client.get(f"{face}?channel=visit&{bad}")
    page = read(response)
    assert response.status_code == 400 and faults(page) == []
    assert told in page.text
    assert case.number not in page.text
    assert {face, "?channel=visit"} <= set(page.links()), "all filters can be taken off, and the wrong ones alone"
    assert page.all("form", id="filters"), "the list can still be used"
    assert client.get(f"{face}?channel=visit").status_code == 200
    assert client.get(f"{face}?channel=visit&{bad}", headers=HTMX).status_code == 200, "script puts it in place"


def test_a_thousand_unknown_parameters_do_not_fill_the_page(client: Client, actor: Actor) -> None:
    response = client.get(LIST + "?" + "&".join(f"{'x' * 60}{number}=1" for number in range(120)))
    assert response.status_code == 400
    assert read(response).text.count("没有这个参数") == 10


def test_the_nearest_limit_first_is_one_click_away_and_keeps_the_filters(client: Client, actor: Actor) -> None:
    late = dispute_of(actor, State.ACCEPTED, colour="red")
    soon = dispute_of(actor, State.ACCEPTED, colour="red")
    near = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for case, due in ((soon, near), (late, near + dt.timedelta(days=9))):
        Dispute.objects.get_queryset().filter(pk=case.pk).update(due_at=due)
    page = get(client, LIST + "?colour=red&open=all&cols=state")
    address = "?colour=red&order=due&cols=state"
    assert address in page.links()
    ordered = get(client, LIST + address)
    assert ordered.text.index(soon.number) < ordered.text.index(late.number)
    assert "?colour=red&cols=state" in ordered.links(), "and the way back"
    for link in (BOARD + "?colour=red&order=due", CALENDAR + "?colour=red&order=due"):
        assert link in ordered.links() and client.get(link).status_code == 200


def test_from_a_board_or_a_day_in_that_order_every_link_opens(client: Client, actor: Actor) -> None:
    moment = dt.datetime(2026, 11, 26, 15, tzinfo=dt.UTC)
    for _number in range(14):
        case = dispute_of(actor, State.ACCEPTED)
        Dispute.objects.get_queryset().filter(pk=case.pk).update(due_at=moment)
    filters = "?order=due&open=yes&due_from=2026-11-01&state=accepted&state=archived"
    for face in (BOARD + filters, CALENDAR + filters + "&month=2026-11"):
        (more,) = [link for link in get(client, face).links() if link.startswith(LIST + "?") and "order=due" in link and "state=accepted" in link][
            -1:
        ]
        response = client.get(more)
        assert response.status_code == 200, more
        assert len(read(response).all("tr")) == 1 + 14


def test_the_desk_leads_to_the_nearest_limits(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.REGISTERED)
    page = get(client, reverse("desk"))
    assert LIST + "?order=due" in page.links()
    assert page.all("a", **{"aria-label": f"受理：{case.title}"}), "no space before the colon in the name of the link"


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


def test_the_calendar_opens_at_the_present_week_with_the_past_ones_at_hand(client: Client, actor: Actor) -> None:
    case = dispute_of(actor, State.ACCEPTED)
    Dispute.objects.get_queryset().filter(pk=case.pk).update(due_at=dt.datetime(2026, 11, 5, 15, tzinfo=dt.UTC))
    with time_machine.travel("2026-11-25T10:00:00+08:00", tick=False):
        signed_in(client, actor)
        page, other = get(client, CALENDAR), get(client, CALENDAR + "?month=2026-10")
    assert "本月已过去的 4 周，其中未结 1 件" in page.text
    past, present = page.text.split("2026-11-23", 1)
    assert case.title in past and case.title not in present
    assert "2026-10-26" in past, "the whole first week"
    assert "2026-12-20" in present and "2026-12-21" not in present, "four weeks to look forward to"
    assert "已过去" not in other.text and "2026-10-01" in other.text


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


EMPTY = [
    (Role.TOWNSHIP_CENTER, "611002001", "点“登记纠纷”"),
    (Role.CITY_LEADER, "6110", "登记纠纷后会列在这里"),
    (Role.SYSTEM_ADMIN, "6110", "这里不列案件"),
]


@pytest.mark.parametrize(("role", "area", "told"), EMPTY)
def test_an_empty_list_asks_only_those_to_register_who_may(client: Client, role: Role, area: str, told: str) -> None:
    area_tree()
    page = get(signed_in(client, posted(role, area)), LIST)
    assert told in page.text
    assert ("点“登记纠纷”" in page.text) == (role == Role.TOWNSHIP_CENTER)
