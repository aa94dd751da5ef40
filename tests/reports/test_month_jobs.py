"""The jobs of the monthly figures: what they count, what they leave alone, and that a second run adds nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.models import Case
from disputes.states import State
from fengqiao.celery import BEAT, app
from reports import figures, filling, jobs
from reports.figures import Cut
from reports.models import Cell, FillState
from reports.months import Period
from tests.factories import signed_in
from tests.reports.worlds import APRIL, CITY, MARCH, OTHER_VILLAGE, TOWN, areas, dispute, moment, people

pytestmark = pytest.mark.django_db
NOW = moment(20, 4)


def acted(case: Any, at: dt.datetime) -> None:
    Case.objects.get_queryset().get(pk=case.pk).events.create(act="disputes.register", at=at, version=1)


def test_open_months_are_counted_only_when_something_was_recorded() -> None:
    areas()
    first = dispute(State.REGISTERED, received=moment(5, 4))
    acted(first, moment(5, 4))
    assert jobs.fill_open(at=NOW) == 2
    assert jobs.fill_open(at=NOW + dt.timedelta(minutes=10)) == 0
    second = dispute(State.REGISTERED, received=NOW)
    acted(second, NOW + dt.timedelta(minutes=11))
    assert jobs.fill_open(at=NOW + dt.timedelta(minutes=12)) == 2
    assert jobs.fill_open(at=NOW + dt.timedelta(minutes=20)) == 2, "an act may have ended after the count with a lower number"
    assert jobs.fill_open(at=NOW + dt.timedelta(minutes=30)) == 2
    assert jobs.fill_open(at=NOW + dt.timedelta(minutes=40)) == 0
    assert figures.totals(Cut(CITY, Period(APRIL, APRIL))).registered == 2
    assert figures.totals(Cut(CITY, Period(MARCH, MARCH))).registered == 0


def test_a_second_count_replaces_the_first() -> None:
    areas()
    dispute(State.REGISTERED, received=moment(5))
    filling.fill_provisional(MARCH, at=NOW)
    before = Cell.objects.count()
    filling.fill_provisional(MARCH, at=NOW)
    assert (Cell.objects.count(), FillState.objects.count()) == (before, 1)


def test_the_command_fills_and_closes_once(capsys: pytest.CaptureFixture[str]) -> None:
    areas()
    dispute(received=moment(5, 1), concluded=moment(9, 2))
    call_command("fill_months", "--lock-through", "2026-02")
    closed = {fill.month: fill.version for fill in FillState.objects.filter(version__gt=0)}
    assert closed == {dt.date(2026, 1, 1): 1, dt.date(2026, 2, 1): 1}
    assert FillState.objects.filter(version=0).exists()
    call_command("fill_months", "--lock-through", "2026-02")
    assert capsys.readouterr().out.splitlines()[-1] == "0 months filled, 0 closed"
    with pytest.raises(CommandError, match="not a month"):
        call_command("fill_months", "--lock-through", "May")


def test_nothing_is_done_before_the_first_case() -> None:
    assert jobs.nightly(at=NOW) == {"counted": 0, "closed": 0, "late": 0}
    areas()
    assert jobs.close_due(at=NOW) == 0


def test_the_jobs_run_by_the_clock() -> None:
    app.loader.import_default_modules()
    tasks = {line["task"] for line in BEAT.values()}
    assert {"reports.tasks.fill_open_months", "reports.tasks.close_months"} <= tasks
    assert {"reports.tasks.fill_open_months", "reports.tasks.close_months"} <= set(app.tasks)


def test_the_page_costs_the_same_however_many_areas_there_are(client: Client, django_assert_max_num_queries: Any) -> None:
    areas()
    who = people()
    for number in range(10, 40):
        dispute(State.REGISTERED, received=moment(5), area=f"{TOWN}0{number}")
    dispute(State.REGISTERED, received=moment(5), area=OTHER_VILLAGE)
    filling.fill_provisional(MARCH, at=NOW)
    signed_in(client, who.town)
    client.get("/statistics/months/", {"month": "2026-03"})
    with django_assert_max_num_queries(22):
        page = client.get("/statistics/months/", {"month": "2026-03"})
    assert page.status_code == 200 and page.content.decode().count("代报") > 30
