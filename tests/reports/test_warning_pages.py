"""Who sees which warnings, what the pages say, what the acts do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Role
from cases.models import Attempt, Case
from disputes.states import State
from reports.actions import warning as acts
from reports.actions.warning import NotAllowed
from reports.models import EarlyWarning, Grade, KeyField, KeyFieldSetting, WarningKind, WarningState
from reports.warning.reading import false_alarms, visible_warnings
from reports.warning.run import find_warnings
from tests.factories import AreaFactory, DisputeFactory, id_number, posted, signed_in

pytestmark = pytest.mark.django_db
TOWN, COUNTY, FAR = "611002001", "611002", "611022"
LIST = "/warnings/"


def counted(area: str = COUNTY, code: str = "02", **more: Any) -> EarlyWarning:
    """A warning of an unusual count, as the job stores it."""
    today = timezone.localdate()
    AreaFactory(code=area)
    data = {"series": "category", "code": code, "past": [4] * 26, "counted_to": today.isoformat(), "chance": 2e-5, "dispersion": 1, "alpha": 0.001}
    fields: dict[str, Any] = {
        "kind": WarningKind.COUNT, "key": f"category:{area}:{code}", "area_id": area, "grade": Grade.MEDIUM, "period_first": today,
        "period_last": today + dt.timedelta(days=6), "shown_until": today + dt.timedelta(days=20), "observed": 15, "expected": 4.1, "limit": 11,
        "data": data, "first_seen_at": timezone.now(), "updated_at": timezone.now(),
    }  # fmt: skip
    return EarlyWarning.objects.create(**fields | more)


def repeated(*areas: str, **more: Any) -> EarlyWarning:
    """A party in a dispute in each of these areas, found by the job."""
    person = {"name": "周大山", "id_number": id_number(5)}
    for area in areas:
        DisputeFactory(area=AreaFactory(code=area), parties=(person, "李秀英"), clocks=False, state=State.ACCEPTED, **more)
    find_warnings(at=timezone.now())
    return EarlyWarning.objects.get(kind="repeat")


@pytest.fixture
def town() -> Actor:
    return posted(Role.TOWNSHIP_CENTER, TOWN)


@pytest.fixture
def county() -> Actor:
    return posted(Role.COUNTY_CENTER, COUNTY)


def test_the_list_says_why_with_numbers(client: Client, county: Actor) -> None:
    counted()
    signed_in(client, county)
    text = client.get(LIST).content.decode()
    for word in ("邻里纠纷数量异常", "登记 15 件", "预计 4.1 件", "上限 11 件", "Farrington 1996", "0.1%", "误报率"):
        assert word in text


def test_counts_show_to_those_who_look_after_the_area(town: Actor, county: Actor) -> None:
    row = counted()
    low = counted(TOWN, "01")
    assert set(visible_warnings(county)) == {row, low}
    assert set(visible_warnings(town)) == {low}
    assert not visible_warnings(posted(Role.COUNTY_CENTER, FAR)).exists()
    assert not visible_warnings(posted(Role.SYSTEM_ADMIN, "6110")).exists()


def test_a_group_shows_from_two_visible_cases_on_and_only_those(client: Client, town: Actor, county: Actor) -> None:
    row = repeated(TOWN, "611002002", "611022101")
    assert row.area_id == "6110"
    assert row not in visible_warnings(town)
    assert row in visible_warnings(county)
    signed_in(client, county)
    text = client.get(reverse("reports:warning", args=[row.pk])).content.decode()
    far = Case.objects.get_queryset().get(area_id="611022101")
    assert far.number not in text
    assert Case.objects.get_queryset().get(area_id=TOWN).number in text
    assert "周大山" not in text
    signed_in(client, town)
    assert client.get(reverse("reports:warning", args=[row.pk])).status_code == 404


def test_confidential_cases_of_a_group_do_not_count_for_those_who_may_not_see_them(town: Actor) -> None:
    row = repeated(TOWN, TOWN, TOWN)
    assert row in visible_warnings(town)
    cases = Case.objects.get_queryset().order_by("pk")
    Case.objects.get_queryset().filter(pk__in=list(cases.values_list("pk", flat=True)[:2])).update(confidential=True)
    assert row not in visible_warnings(town)


@pytest.mark.parametrize(("act", "more", "state"), [
    ("note", {}, "noted"), ("dismiss", {}, "dismissed"), ("pass-on", {"manner": "urge"}, "passed"),
    ("watch", {"until": (timezone.localdate() + dt.timedelta(days=5)).isoformat()}, "watched"),
])  # fmt: skip
def test_an_act_changes_the_state_with_a_line_in_the_log(client: Client, county: Actor, act: str, more: dict[str, str], state: str) -> None:
    row = counted()
    signed_in(client, county)
    address = reverse("reports:warning_act", args=[row.pk, act])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "", **more}).status_code == 422
    assert client.post(address, {"reason": "已向镇里核实", **more}).status_code == 302
    row.refresh_from_db()
    assert row.state == state
    event = row.events.get()
    assert (event.act, event.by, "已向镇里核实" in event.text) == (act, county.user, True)
    assert client.post(reverse("reports:warning_act", args=[row.pk, "reopen"]), {"reason": "再看一看"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "open"


def test_an_act_is_for_those_who_hold_the_whole_area(client: Client, town: Actor, county: Actor) -> None:
    row = repeated(TOWN, TOWN, "611002002")
    assert row in visible_warnings(town)
    with pytest.raises(NotAllowed):
        acts.dismiss(warning=row, by=town, at=timezone.now(), reason="不是同一人")
    signed_in(client, town)
    assert client.get(reverse("reports:warning_act", args=[row.pk, "dismiss"])).status_code == 404
    acts.dismiss(warning=row, by=county, at=timezone.now(), reason="不是同一人")
    assert EarlyWarning.objects.get().state == WarningState.DISMISSED


@pytest.mark.parametrize("days", [0, -1, 91])
def test_watching_has_a_day_within_ninety(client: Client, county: Actor, days: int) -> None:
    row = counted()
    signed_in(client, county)
    until = (timezone.localdate() + dt.timedelta(days=days)).isoformat()
    assert client.post(reverse("reports:warning_act", args=[row.pk, "watch"]), {"reason": "观察", "until": until}).status_code == 422
    row.refresh_from_db()
    assert row.state == "open"


def test_passing_on_leads_to_the_act_on_the_open_cases(client: Client, county: Actor) -> None:
    row = repeated(TOWN, TOWN, TOWN)
    signed_in(client, county)
    acts.pass_on(warning=row, by=county, at=timezone.now(), reason="请一并调处", manner="urge")
    text = client.get(reverse("reports:warning", args=[row.pk])).content.decode()
    numbers = list(Case.objects.get_queryset().values_list("number", flat=True))
    assert all(f'name="numbers" value="{number}"' in text for number in numbers)
    asked = client.post(reverse("cases:bulk"), {"act": "urge", "numbers": numbers})
    assert asked.status_code == 200
    assert "已选 3 件" in asked.content.decode()


def test_false_alarms_are_counted(county: Actor) -> None:
    rows = [counted(code=code) for code in ("01", "02", "04")]
    acts.dismiss(warning=rows[0], by=county, at=timezone.now(), reason="集中补录")
    acts.take_note(warning=rows[1], by=county, at=timezone.now(), reason="已了解")
    share = next(each for each in false_alarms(county, timezone.localdate()) if each.kind == "count")
    assert (share.dealt, share.dismissed, share.text) == (2, 1, "50.0%")


@pytest.mark.parametrize("query", ["?kind=person", "?area=x", "?state=gone"])
def test_a_filter_that_cannot_be_used_is_refused(client: Client, county: Actor, query: str) -> None:
    signed_in(client, county)
    assert client.get(LIST + query).status_code == 400


def test_filters(client: Client, county: Actor) -> None:
    counted()
    counted(TOWN, "01", state="dismissed")
    signed_in(client, county)
    assert "婚恋家庭纠纷数量异常" not in client.get(LIST).content.decode()
    assert "婚恋家庭纠纷数量异常" in client.get(f"{LIST}?state=dismissed&area={TOWN}").content.decode()
    assert "邻里纠纷数量异常" not in client.get(f"{LIST}?kind=repeat").content.decode()


def test_the_list_is_light_and_needs_few_statements(client: Client, county: Actor) -> None:
    for _each in range(8):
        one = DisputeFactory(area=AreaFactory(code=TOWN), clocks=False, state=State.ACCEPTED)
        for number in range(2):
            Attempt.objects.create(case_id=one.pk, level="township", at=timezone.now(), key=f"k{number}")
    find_warnings(at=timezone.now())
    for code in range(1, 17):
        counted(code=f"{code:02d}")
    signed_in(client, county)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(LIST)
    assert len(queries) <= 15
    assert len(answer.content) <= 60_000
    assert answer.content.decode().count('class="card warn') == 15
    assert "after=" in answer.content.decode()


def test_a_key_field_is_set_for_the_county_and_what_was_before_stays(client: Client, county: Actor) -> None:
    signed_in(client, county)
    assert "城乡建设" in client.get(reverse("reports:warning_fields")).content.decode()
    address = reverse("reports:warning_field", args=["property"])
    assert client.get(address).status_code == 200
    data = {
        "categories": ["0402"],
        "moj_types": ["17"],
        "words": "物业、业主",
        "people_min": 20,
        "amount_min": 100,
        "active": "on",
        "reason": "本县实际",
    }
    assert client.post(address, data).status_code == 302
    row = KeyFieldSetting.objects.filter(field_id="property").first()
    assert row is not None
    assert (row.area_id, row.people_min, row.words, row.amount_min) == (COUNTY, 20, ["物业", "业主"], Decimal(100))
    assert KeyFieldSetting.objects.filter(field_id="property").count() == 2
    assert client.post(address, data | {"words": "甲"}).status_code == 422
    assert KeyField.objects.count() == 6


def test_a_township_sets_no_key_fields_and_a_mediator_has_no_warnings(client: Client, town: Actor) -> None:
    signed_in(client, town)
    assert client.get(reverse("reports:warning_fields")).status_code == 403
    assert client.post(reverse("reports:warning_run")).status_code == 403
    signed_in(client, posted(Role.MEDIATOR, TOWN))
    assert client.get(LIST).status_code == 403


def test_a_program_reads_and_acts(client: Client, county: Actor, town: Actor) -> None:
    row = counted()
    signed_in(client, county)
    found = client.get("/api/v1/warnings/").json()["results"]
    assert [(each["id"], each["observed"], each["limit"]) for each in found] == [(row.pk, 15, 11)]
    assert "登记 15 件" in found[0]["fact"]
    assert client.get("/api/v1/warnings/?state=gone").status_code == 400
    address = f"/api/v1/warnings/{row.pk}/dismiss/"
    assert client.post(address, {}, content_type="application/json").status_code == 422
    answer = client.post(address, {"reason": "集中补录"}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "dismissed")
    signed_in(client, town)
    assert client.post(address, {"reason": "集中补录"}, content_type="application/json").status_code == 404
