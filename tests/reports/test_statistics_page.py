"""The statistics page: figures with their cases, comparisons, the way down, and nothing for those who may not look."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, Role
from cases.models import MojType
from disputes.filters import DisputeFilter
from disputes.models import Dispute
from disputes.states import State
from reports import figures
from reports.figures import Cut
from reports.filling import begin_version, fill_provisional, finish_version
from reports.months import Period
from reports.statistics.lines import is_rate
from tests.factories import AreaFactory, posted, signed_in
from tests.html import get
from tests.reports.worlds import AFTER, CITY, COUNTY, MARCH, OTHER_COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, People, areas, dispute, moment, people

pytestmark = pytest.mark.django_db
FEBRUARY, YEAR_BEFORE = dt.date(2026, 2, 1), dt.date(2025, 3, 1)
NOW = moment(20, 4)
IN_MARCH = {"from": "2026-03", "to": "2026-03"}
MOST_STATEMENTS, MOST_BYTES = 15, 60_000
TOKEN = re.compile(r'(csrfmiddlewaretoken" value|X-CSRFToken":)\s*=?\s*"[^"]*"')
"""Made anew for each page."""


@pytest.fixture(autouse=True)
def april() -> Any:
    """The day on which these pages are looked at."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def eyes() -> People:
    """Disputes in two counties and three months, and who looks at them."""
    areas()
    found = people()
    for day in (2, 3, 4):
        dispute(received=moment(day), concluded=moment(day + 5))
    dispute(State.ACCEPTED, received=moment(9), area=OTHER_VILLAGE)
    dispute(received=moment(10), concluded=moment(20), area="611022101")
    dispute(received=moment(10, 2), concluded=moment(20, 2))
    dispute(received=moment(10, 2), concluded=moment(20, 2))
    for month in (YEAR_BEFORE, FEBRUARY, MARCH):
        fill_provisional(month, at=AFTER)
    return found


def page_of(client: Client, actor: Any, code: str, status: int = 200, **query: str) -> Any:
    return get(signed_in(client, actor), reverse("reports:statistics", args=[code]), status=status, **{**IN_MARCH, **query})


def context_of(client: Client, actor: Any, code: str, **query: str) -> Any:
    return signed_in(client, actor).get(reverse("reports:statistics", args=[code]), {**IN_MARCH, **query}).context


def test_every_figure_opens_exactly_its_cases(client: Client, eyes: People) -> None:
    context = context_of(client, eyes.city, CITY)
    shown = [
        (line.now.text, line.now.href)
        for line in [*context["cards"], *context["lines"]]
        if not line.is_rate and line.code not in ("amount", "people")
    ]
    shown += [(line.fraction.numerator, line.fraction.numerator_href) for line in context["cards"] if line.is_rate]
    shown += [(cell.figure.text, cell.figure.href) for row, _href in context["part_rows"] for cell in row.cells if not is_rate(cell.code)]
    shown += [(each.text, each.href) for row in context["months"] for each in row.figures]
    shown += [(row.registered.text, row.registered.href) for row in context["kinds"]]
    shown += [(stage.late.text, stage.late.href) for stage in context["stages"]]
    linked = [(text, href) for text, href in shown if href]
    assert len(linked) > 20
    for text, href in linked:
        counted = DisputeFilter(QueryDict(href.partition("?")[2]), actor=eyes.city, now=NOW).qs.count()
        assert counted == int(text.replace(",", "")), href
    assert all(text in ("0", "—") for text, href in shown if not href)


def test_comparisons_are_with_the_month_before_and_the_year_before(client: Client, eyes: People) -> None:
    line = next(line for line in context_of(client, eyes.city, CITY)["cards"] if line.code == "registered")
    assert (line.now.text, line.before.text, line.year.text) == ("5", "2", "0")
    assert (str(line.before_change), str(line.year_change)) == ("+3（+150.0%）", "+5")


def test_a_month_without_figures_is_no_zero(client: Client, eyes: People) -> None:
    line = next(line for line in context_of(client, eyes.city, CITY, **{"from": "2026-02", "to": "2026-02"})["cards"] if line.code == "registered")
    assert (line.before.text, str(line.before_change), line.year.text) == ("—", "—", "—")


def test_rates_say_what_they_are_made_of(client: Client, eyes: People) -> None:
    page = page_of(client, eyes.county, COUNTY)
    assert "75.0%" in page.text and re.search(r"3\s*÷\s*4", page.text)


def test_version_state_and_cut_off_are_named(client: Client, eyes: People) -> None:
    assert "数据截至 2026-03-31 24:00，月中数据，待报送" in re.sub(r"\s+", " ", page_of(client, eyes.city, CITY).text)
    finish_version(begin_version(MARCH, reason="closing", at=NOW), at=NOW)
    assert "第 1 版，已锁定" in page_of(client, eyes.city, CITY).text


def test_one_goes_down_from_city_to_village_and_back_up(client: Client, eyes: People) -> None:
    way = [CITY, COUNTY, TOWN, VILLAGE]
    for above, below in pairwise(way):
        page = page_of(client, eyes.city, above, order="pending")
        (link,) = [href for href in page.links() if href.startswith(f"/statistics/{below}/")]
        assert "from=2026-03" in link and "order=pending" in link
    page = page_of(client, eyes.city, VILLAGE)
    assert {f"/statistics/{code}/" for code in way[:-1]} <= {href.partition("?")[0] for href in page.links()}
    assert "位次" not in page.text


def test_the_trail_ends_where_ones_own_area_begins(client: Client, eyes: People) -> None:
    links = page_of(client, eyes.town, VILLAGE).links()
    assert any(href.startswith(f"/statistics/{TOWN}/") for href in links)
    assert not any(href.startswith((f"/statistics/{COUNTY}/?", f"/statistics/{CITY}/?")) for href in links)


@pytest.mark.parametrize("who", ["village", "town", "county", "other_county"])
def test_areas_outside_ones_own_are_not_there(client: Client, eyes: People, who: str) -> None:
    actor = getattr(eyes, who)
    own = {"village": VILLAGE, "town": TOWN, "county": COUNTY, "other_county": OTHER_COUNTY}[who]
    codes = set(Area.objects.values_list("code", flat=True))
    signed_in(client, actor)
    for name, more in (("statistics", []), ("download", ["xlsx"]), ("download", ["pdf"]), ("screen", []), ("screen_now", [])):
        for code in codes:
            allowed = code.startswith(own)
            status = client.get(reverse(f"reports:{name}", args=[code, *more]), IN_MARCH).status_code
            assert status == (200 if allowed else 404), (name, code)
    assert client.get(reverse("reports:statistics", args=["611099"])).status_code == 404


def test_what_happens_in_another_county_changes_nothing_here(client: Client, eyes: People) -> None:
    def seen() -> list[str]:
        signed_in(client, eyes.county)
        addresses = [reverse("reports:statistics", args=[code]) for code in (COUNTY, TOWN, VILLAGE)] + [reverse("reports:screen", args=[COUNTY])]
        return [TOKEN.sub("", client.get(address, IN_MARCH).content.decode()) for address in addresses]

    before = seen()
    for day in range(2, 9):
        dispute(received=moment(day), concluded=moment(day + 3), area="611022101", title="焱垚纠纷")
    fill_provisional(MARCH, at=AFTER)
    assert seen() == before


def test_administrators_and_auditors_have_no_statistics(client: Client, eyes: People) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.AUDITOR):
        signed_in(client, posted(role, CITY))
        for name in ("statistics_home", "screen_home", "subscriptions"):
            assert client.get(reverse(f"reports:{name}")).status_code == 403


def test_who_works_in_a_grid_cell_is_told_where_figures_end(client: Client, eyes: People) -> None:
    worker = posted(Role.GRID_WORKER, f"{VILLAGE}0001")
    page = get(signed_in(client, worker), reverse("reports:statistics_home"))
    assert "没有对应的辖区" in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2026-13"}, "起始月份应写成 2026-10 这样"),
        ({"from": "2026-03", "to": "2026-02"}, "截止月份不能早于起始月份"),
        ({"from": "2026-03", "to": "2026-05"}, "截止月份不能晚于本月"),
        ({"from": "2021-01", "to": "2026-03"}, "一次最多看 36 个月"),
        ({"from": "\x00", "to": ""}, "起始月份应写成"),
    ],
)
def test_months_that_cannot_be_shown_are_explained_and_kept(client: Client, eyes: People, query: dict[str, str], said: str) -> None:
    page = get(signed_in(client, eyes.city), reverse("reports:statistics", args=[CITY]), status=400, **query)
    assert said in page.text
    assert page.value("from") == query["from"]


def test_an_empty_range_says_what_to_do(client: Client, eyes: People) -> None:
    page = get(signed_in(client, eyes.city), reverse("reports:statistics", args=[CITY]), **{"from": "2024-01", "to": "2024-01"})
    assert "还没有汇总数据" in page.text
    assert "?from=2026-03&to=2026-03" in page.links()


def test_charts_are_drawn_from_the_numbers_of_the_tables(client: Client, eyes: People) -> None:
    response = signed_in(client, eyes.city).get(reverse("reports:statistics", args=[CITY]), {**IN_MARCH, "order": "registered"})
    blocks = dict(re.findall(r'<script id="([\w-]+)" type="application/json">(.*?)</script>', response.content.decode()))
    data = {name: json.loads(text) for name, text in blocks.items()}
    rows = [row for row, _href in response.context["part_rows"]]
    assert data["parts-data"]["series"][0]["values"] == [int(row.text) for row in rows] == [4, 1]
    assert dict(zip(data["map-data"]["codes"], data["map-data"]["values"], strict=True)) == {COUNTY: 4, OTHER_COUNTY: 1}
    assert data["trend-data"]["series"][0]["values"][-2:] == [2, 5]
    assert data["kinds-data"]["series"][0]["values"] == [row.value for row in response.context["kinds"]]


def test_ranks_are_by_value_and_equal_values_share_one(client: Client, eyes: People) -> None:
    rows = [row for row, _href in context_of(client, eyes.county, TOWN, order="registered")["part_rows"]]
    assert [(row.area.pk, row.rank) for row in rows] == [(VILLAGE, 1), (OTHER_VILLAGE, 2)]
    rows = [row for row, _href in context_of(client, eyes.county, TOWN, order="overdue")["part_rows"]]
    assert [row.rank for row in rows] == [1, 1]


def test_the_city_can_look_at_townships_at_once(client: Client, eyes: People) -> None:
    page = page_of(client, eyes.city, CITY, level="township")
    assert any(href.startswith(f"/statistics/{TOWN}/") for href in page.links())
    assert "城关街道" in page.text


@pytest.mark.parametrize("kinds", ["moj_type", "category", "channel", "body"])
def test_kinds_add_up_to_all(client: Client, eyes: People, kinds: str) -> None:
    context = context_of(client, eyes.city, CITY, kinds=kinds)
    assert sum(row.value for row in context["kinds"]) == figures.totals(Cut(CITY, Period(MARCH, MARCH))).registered == 5


def test_names_are_text_in_page_and_charts(client: Client, eyes: People) -> None:
    Area.objects.filter(pk=COUNTY).update(name="</script><img src=x>县", path_name="</script><img src=x>县")
    first = Dispute.objects.get_queryset().earliest("pk")
    MojType.objects.filter(pk=first.moj_type_id).update(name="<b>纠纷</b>")
    response = signed_in(client, eyes.city).get(reverse("reports:statistics", args=[CITY]), IN_MARCH)
    assert b"<img src=x>" not in response.content and b"<b>\xe7\xba" not in response.content
    page_of(client, eyes.city, CITY)


@pytest.mark.parametrize("code", [CITY, COUNTY, TOWN, VILLAGE])
@pytest.mark.parametrize("query", [{}, {"kinds": "category"}, {"level": "township"}])
def test_few_statements_whatever_is_shown(client: Client, eyes: People, code: str, query: dict[str, str]) -> None:
    signed_in(client, eyes.city)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reports:statistics", args=[code]), {**IN_MARCH, **query})
    assert len(queries) <= MOST_STATEMENTS, "\n".join(query["sql"][:200] for query in queries.captured_queries)


def test_a_township_of_thirty_villages_is_no_heavy_page(client: Client, eyes: People) -> None:
    villages = [AreaFactory.create(code=f"611002001{number:03d}").pk for number in range(100, 130)]
    for number in range(60):
        dispute(received=moment(1 + number % 25), concluded=moment(28), area=villages[number % 30])
    fill_provisional(MARCH, at=AFTER)
    response = signed_in(client, eyes.town).get(reverse("reports:statistics", args=[TOWN]), IN_MARCH)
    assert len(response.context["part_rows"]) == 32
    assert len(response.content) <= MOST_BYTES


def test_outlines_are_kept_by_browsers(client: Client, eyes: People) -> None:
    first = signed_in(client, eyes.town).get(reverse("reports:outlines"))
    assert len(json.loads(first.content)["features"]) == 7
    assert client.get(reverse("reports:outlines"), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "max-age" in first["Cache-Control"] and "private" in first["Cache-Control"]
    assert Client().get(reverse("reports:outlines")).status_code == 302


def test_a_number_of_people_says_of_how_many_cases_it_is_and_what_is_not_listed_is_named(client: Client, eyes: People) -> None:
    line = next(line for line in context_of(client, eyes.city, CITY, **IN_MARCH)["lines"] if line.code == "people")
    march = figures.totals(Cut(CITY, Period(MARCH, MARCH)))
    assert march.people and line.now.text == f"{march.people}（涉及 {march.accepted} 件）"
    listed = client.get(line.now.href).content.decode()
    assert f"<strong>{march.accepted}</strong> 件" in listed
    assert "保密案件只计数不列出" in page_of(client, eyes.city, CITY).text
