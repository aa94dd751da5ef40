"""Monthly figures for programs: the same numbers as on the pages, only of the own scope, every bad parameter named."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Role
from reports.filling import fill_provisional
from tests.api.clients import Program, reasons
from tests.factories import posted
from tests.reports.worlds import AFTER, CITY, COUNTY, MARCH, OTHER_COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, areas, dispute, moment

pytestmark = pytest.mark.django_db
IN_MARCH = {"from": "2026-03"}


@pytest.fixture
def world() -> None:
    areas()
    dispute(received=moment(2), concluded=moment(9), amount=500)
    dispute(received=moment(3), concluded=moment(9), area=OTHER_VILLAGE, channel="phone")
    dispute(received=moment(4), concluded=moment(9), area="611022101200")
    fill_provisional(MARCH, at=AFTER)


def answer(program: Program, path: str, **query: Any) -> dict[str, Any]:
    response = program.get(f"figures/{path}/", IN_MARCH | query)
    assert response.status_code == 200, response.content.decode()
    found: dict[str, Any] = response.json()
    return found


def test_the_totals_of_an_area(world: None) -> None:
    city = Program(posted(Role.CITY_LEADER, CITY))
    found = answer(city, "totals")
    row = found["results"][0]
    assert (found["area"], row["figures"]["registered"], row["figures"]["amount"]) == (CITY, 3, "500.00")
    assert found["versions"] == [{"month": "2026-03", "version": 0, "locked": False, "counted_at": found["versions"][0]["counted_at"]}]
    assert found["cut_off"].startswith("2026-04-01T00:00:00")
    rate = next(each for each in row["rates"] if each["code"] == "resolution")
    assert (rate["numerator"], rate["denominator"], rate["value"], rate["text"]) == (3, 3, "100.00", "100.0%")
    assert next(each for each in row["rates"] if each["code"] == "satisfaction")["value"] is None
    cases = city.get("disputes/", row["cases"]["registered"]).json()["results"]
    assert len(cases) == 3


def test_the_parts_of_the_totals(world: None) -> None:
    city = Program(posted(Role.CITY_LEADER, CITY))
    assert [(row["code"], row["figures"]["registered"]) for row in answer(city, "areas")["results"]] == [(COUNTY, 2), (OTHER_COUNTY, 1)]
    assert [(row["code"], row["figures"]["registered"]) for row in answer(city, "areas", area=TOWN)["results"]] == [(VILLAGE, 1), (OTHER_VILLAGE, 1)]
    assert [(row["code"], row["figures"]["registered"]) for row in answer(city, "by", dimension="channel")["results"]] == [("visit", 2), ("phone", 1)]
    assert [row["code"] for row in answer(city, "months", to="2026-05")["results"]] == ["2026-03", "2026-04", "2026-05"]
    assert answer(city, "totals", channel="phone", area=COUNTY)["results"][0]["figures"]["registered"] == 1
    assert answer(city, "totals", body="none")["results"][0]["figures"]["registered"] == 0
    states = answer(city, "states")["results"]
    assert [(row["area"], row["state"], row["due_on"]) for row in states] == [
        (CITY, "open", "2026-04-13"), (COUNTY, "open", "2026-04-08"), (OTHER_COUNTY, "open", "2026-04-08"),
    ]  # fmt: skip


def test_nothing_outside_the_own_scope(world: None) -> None:
    town = Program(posted(Role.TOWNSHIP_CENTER, TOWN))
    assert answer(town, "totals")["area"] == TOWN
    for area in (CITY, COUNTY, OTHER_COUNTY, "611022101", "999999", "61100"):
        assert set(reasons(town.get("figures/totals/", IN_MARCH | {"area": area}), 400)) == {"area"}
    assert Program(posted(Role.AUDITOR, CITY)).get("figures/totals/").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-13"}, {"from": "March"}, {"to": "2099-01"}, {"channel": "moon"}, {"body": "moon"}, {"moj_type": "x"}, {"version": "0"},
        {"from": "2020-01"} | {"to": "2026-03"}, {"colour": "red"},
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(query: dict[str, str]) -> None:
    areas()
    program = Program(posted(Role.CITY_LEADER, CITY))
    found = set(reasons(program.get("figures/totals/", query), 400))
    assert found and found <= set(query)
    assert set(reasons(program.get("figures/by/", {"dimension": "moon"}), 400)) == {"dimension"}
