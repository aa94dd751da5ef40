"""The wall screen: what it shows, what it never shows, and that it renews itself."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Escalation
from cases.models.escalation import EscalationState, Ground, Rung
from disputes.models import Dispute
from disputes.states import State
from reports.filling import fill_provisional
from tests.factories import signed_in
from tests.html import Page, faults, read
from tests.reports.worlds import AFTER, CITY, COUNTY, MARCH, People, areas, dispute, moment, people

pytestmark = pytest.mark.django_db
NOW = moment(20)
MOST_STATEMENTS = 15


@pytest.fixture(autouse=True)
def march() -> Any:
    """The day on which the screen is looked at."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def eyes() -> People:
    """Three disputes here, one there."""
    areas()
    found = people()
    for day in (2, 3):
        dispute(received=moment(day), concluded=moment(day + 5), title="院墙滴水纠纷", parties_masked="王某")
    dispute(State.ACCEPTED, received=moment(9), title="宅基地纠纷")
    dispute(received=moment(10), concluded=moment(12), area="611022101")
    fill_provisional(MARCH, at=AFTER)
    return found


def climb(case: Dispute, step: int = 1, **more: Any) -> Escalation:
    values = {"ground": Ground.OVERDUE, "to_level": Rung.COUNTY, "at": NOW, "state": EscalationState.OPEN, "step": step, "from_level": "x"}
    return Escalation.objects.create(case_id=case.pk, **{**values, **more})


def screen(client: Client, actor: Any, code: str = "", name: str = "screen", **query: str) -> Page:
    address = reverse(f"reports:{name}", args=[code]) if code else reverse("reports:screen_home")
    response = signed_in(client, actor).get(address, query)
    assert response.status_code == 200
    page = read(response)
    assert faults(page) == []
    return page


def test_the_month_and_the_year_are_shown(client: Client, eyes: People) -> None:
    text = re.sub(r"\s+", "", screen(client, eyes.city).text)
    assert "排查登记4上月—" in text and "化解成功3上月" in text and "化解率75.0%3÷4" in text and "数据截至2026-03-3124:00" in text


def test_it_renews_itself_and_reloads_without_a_script(client: Client, eyes: People) -> None:
    page = screen(client, eyes.city)
    (wall,) = [tag for tag in page.all("main") if tag.attributes.get("id") == "wall"]
    assert wall.attributes["hx-get"] == f"/screen/{CITY}/now/?map=resolution" and "every 60s" in wall.attributes["hx-trigger"]
    assert any("refresh" in tag.attributes.get("http-equiv", "") and "noscript" in tag.inside for tag in page.all("meta"))
    part = screen(client, eyes.city, CITY, name="screen_now")
    assert not part.all("html") and "刷新于" in part.text


def test_the_map_can_show_the_load(client: Client, eyes: People) -> None:
    for by, wanted in (("resolution", [66.7, 100.0]), ("pending", [1, 0]), ("nonsense", [66.7, 100.0])):
        response = signed_in(client, eyes.city).get(reverse("reports:screen", args=[CITY]), {"map": by})
        block = re.search(r'<script id="wall-map-data" type="application/json">(.*?)</script>', response.content.decode())
        assert block
        data = json.loads(block[1])
        assert dict(zip(data["codes"], data["values"], strict=True)) == dict(zip([COUNTY, "611022"], wanted, strict=True))


def test_no_name_no_title_no_number_of_a_case(client: Client, eyes: People) -> None:
    for case in Dispute.objects.get_queryset():
        climb(case)
    for name in ("screen", "screen_now"):
        text = screen(client, eyes.city, CITY, name=name).text
        assert "超期" in text
        for case in Dispute.objects.get_queryset():
            assert case.title not in text and case.number not in text
        assert "王某" not in text


def test_escalations_are_those_one_may_see_the_newest_first(client: Client, eyes: People) -> None:
    here = Dispute.objects.get_queryset().filter(area__code__startswith=COUNTY).first()
    there = Dispute.objects.get_queryset().filter(area__code__startswith="611022").first()
    assert here and there
    climb(here, 1, ground=Ground.WARN)
    climb(there, 1, ground=Ground.ATTEMPTS)
    climb(here, 2, ground=Ground.HANDED_OVER)
    text = screen(client, eyes.county, COUNTY).text
    assert "多次调解不成" not in text
    assert text.index("移交上级答复") < text.index("临期预警")
    assert "多次调解不成" in screen(client, eyes.city, CITY).text
    Dispute.objects.get_queryset().filter(pk=here.pk).update(confidential=True)
    assert "临期预警" not in screen(client, eyes.county, COUNTY).text


def test_a_month_just_begun_shows_the_last_one_that_has_figures(client: Client, eyes: People) -> None:
    with time_machine.travel(moment(1, 5), tick=False):
        assert "2026-03" in screen(client, eyes.city).text


def test_without_figures_it_says_so(client: Client) -> None:
    areas()
    assert "还没有汇总数据" in screen(client, people().city).text


def test_few_statements_however_many_cases(client: Client, eyes: People) -> None:
    counts = []
    for _round in range(2):
        signed_in(client, eyes.city)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reports:screen_now", args=[CITY]))
        counts.append(len(queries))
        for day in range(2, 12):
            climb(dispute(State.ACCEPTED, received=moment(day)))
        fill_provisional(MARCH, at=AFTER)
    assert counts[0] == counts[1] <= MOST_STATEMENTS
