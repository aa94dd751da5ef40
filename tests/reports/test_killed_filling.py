"""Real processes fill and close a month: killed with -9, cut off from the database, two at once. The figures come out as undisturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from disputes.states import State
from reports import jobs
from reports.filling import fill_provisional
from reports.measures import CODES
from reports.models import Cell, FillState, MonthEvent, MonthReport
from tests.reports.worlds import CITY, COUNTY, MARCH, OTHER_VILLAGE, areas, dispute, moment

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = moment(20, 4, 0)

RUN = """
import datetime as dt, sys, django; django.setup()
from reports import filling, jobs, roll_up
if sys.argv[2]:
    setattr(roll_up, sys.argv[2], "SELECT pg_sleep(4) /* held */")
print("ready", flush=True); sys.stdin.readline()
at = dt.datetime.fromisoformat(sys.argv[1])
jobs.close_due(at=at) if sys.argv[3] == "close" else filling.fill_provisional(dt.date(2026, 3, 1), at=at)
print("done", flush=True)
"""
"""The second argument names the statement at which the run is held, so that it is killed right there."""


def world() -> None:
    """A month with a dozen disputes."""
    areas()
    for day in range(1, 10):
        dispute(received=moment(day), concluded=moment(day + 3), area=OTHER_VILLAGE if day % 3 else "611022101200")
    for day in (4, 8):
        dispute(State.REGISTERED, received=moment(day))


def cells() -> list[tuple[Any, ...]]:
    """All figures, without the number of the filling."""
    return sorted(Cell.objects.values_list("grain", "area", "kind", "category", "moj_type", "channel", "body", *CODES))


def reports() -> list[tuple[Any, ...]]:
    """How the areas stand, and the log."""
    acts = sorted(MonthEvent.objects.values_list("area_id", "act", "text"))
    return [*MonthReport.objects.order_by("area_id").values_list("area_id", "state", "reason"), *acts]


def process(held_at: str, what: str) -> subprocess.Popen[str]:
    """A run in a process of its own, ready to begin."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DATABASE_POOL_MAX": "0"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    run = subprocess.Popen([sys.executable, "-c", RUN, NIGHT.isoformat(), held_at, what], env=environment, cwd=Path.cwd(), **pipes)
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    return run


def go(run: subprocess.Popen[str]) -> None:
    """Let it begin."""
    assert run.stdin is not None
    run.stdin.write("\n")
    run.stdin.flush()


def backend_held() -> int:
    """The server's process that is held, as soon as it is."""
    for _try in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep%'"
            )
            if row := cursor.fetchone():
                return int(row[0])
        time.sleep(0.05)
    raise AssertionError("the run never came to the statement")


def let_go(backend: int) -> None:
    """Wait until the server has noticed that nobody is at the other end; until then it keeps the locks of the killed run."""
    for _try in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [backend])
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
    raise AssertionError("the server's process is still there")


def undisturbed() -> tuple[Any, Any]:
    """What closing leaves when nothing happens, taken back."""
    assert jobs.close_due(at=NIGHT) == 1
    found = cells(), reports()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reports_fillstate, reports_cell, reports_monthreport, reports_monthevent CASCADE")
    return found


@pytest.mark.parametrize("held_at", ["COUNT", "FORGET"])
def test_a_closing_killed_in_the_middle_is_taken_up_by_the_next(held_at: str) -> None:
    world()
    expected = undisturbed()
    run = process(held_at, "close")
    go(run)
    held = backend_held()
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    let_go(held)
    begun = FillState.objects.get()
    assert (begun.version, begun.state, Cell.objects.count()) == (1, "started", 0)

    assert jobs.close_due(at=NIGHT) == 1
    assert (cells(), reports()) == expected
    assert [(fill.version, fill.state) for fill in FillState.objects.all()] == [(1, "done")]


def test_a_closing_whose_connection_is_cut_is_taken_up_by_the_next() -> None:
    world()
    expected = undisturbed()
    run = process("FORGET", "close")
    go(run)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend_held()])
    assert run.wait(timeout=60) != 0
    assert Cell.objects.count() == 0
    assert jobs.close_due(at=NIGHT) == 1
    assert (cells(), reports()) == expected


def test_two_closings_at_once_are_one() -> None:
    world()
    expected = undisturbed()
    runs = [process("", "close") for _run in range(3)]
    for run in runs:
        go(run)
    assert [run.wait(timeout=120) for run in runs] == [0, 0, 0]
    assert (cells(), reports()) == expected
    assert FillState.objects.count() == 1
    assert set(MonthReport.objects.filter(state="missing").values_list("area_id", flat=True)) == {COUNTY, "611022"}
    assert MonthReport.objects.get(state="locked").area_id == CITY


def test_a_killed_count_of_an_open_month_leaves_the_figures_before_it() -> None:
    world()
    assert fill_provisional(MARCH, at=NIGHT) is not None
    before = cells()
    dispute(State.REGISTERED, received=moment(15))
    run = process("FORGET", "fill")
    go(run)
    backend_held()
    assert fill_provisional(MARCH, at=NIGHT) is None, "another run is counting it"
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert cells() == before
    for _try in range(200):  # the server notices that the process is gone when its statement ends
        if fill_provisional(MARCH, at=NIGHT) is not None:
            break
        time.sleep(0.1)
    assert cells() != before
    assert FillState.objects.count() == 1
