"""Real processes look for warnings: two at once, and one killed with -9 in the middle. The rows come out as undisturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Role
from cases.models import Attempt, Notice
from disputes.states import State
from reports.models import EarlyWarning, WarningCase, WarningEvent, WarningRun
from reports.warning.run import find_warnings
from tests.factories import AreaFactory, DisputeFactory, id_number, posted
from tests.factories.disputes import category
from tests.reports.worlds import TOWN, moment

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = moment(20, hour=1)

RUN = """
import datetime as dt, sys, django; django.setup()
from django.db import connection
from reports.warning import run
if sys.argv[2]:
    usual = getattr(run, sys.argv[2])
    def held(*given, **named):
        result = usual(*given, **named)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s) /* held */", [float(sys.argv[3])])
        return result
    setattr(run, sys.argv[2], held)
print("ready", flush=True); sys.stdin.readline()
run.find_warnings(at=dt.datetime.fromisoformat(sys.argv[1]))
print("done", flush=True)
"""
"""The second argument names the step after which the run is held, for so many seconds as the third says."""


def world() -> None:
    """Cases of which each kind but a count is found, and a warning of before that does not hold any more."""
    plain: dict[str, Any] = {"title": "院墙滴水纠纷", "people_count": 2, "amount": None, "state": State.ACCEPTED, "clocks": False}
    plain |= {"area": AreaFactory(code=TOWN), "category": category("0201", "相邻用水", 2, "邻里纠纷")}
    one, second, third = ({"name": f"王{number}", "id_number": id_number(number)} for number in (5, 41, 42))
    for number in range(3):
        DisputeFactory(**plain | {"parties": (one,), "received_at": moment(1 + number)})
    grave = {"category": category("0402", "物业及其管理", 17, "物业纠纷"), "people_count": 40}
    tried = DisputeFactory(**plain | grave | {"parties": (second,), "received_at": moment(9)})
    over = DisputeFactory(**plain | {"parties": (third,), "received_at": moment(8)})
    for case in (tried, over):
        for number in range(2):
            Attempt.objects.create(case_id=case.pk, level="township", at=moment(10 + number), key=f"k{number}")
    posted(Role.TOWNSHIP_CENTER, TOWN)
    find_warnings(at=moment(12))
    EarlyWarning.objects.exclude(kind="failed", key=f"case:{over.pk}").delete()
    WarningRun.objects.all().delete()
    Notice.objects.all().delete()
    type(over).objects.get_queryset().filter(pk=over.pk).update(concluded_at=moment(13))


def left() -> list[list[tuple[Any, ...]]]:
    """Everything that a run writes, but its own keys."""
    warnings = EarlyWarning.objects.order_by("kind", "key", "period_first").values_list(
        "kind", "key", "area", "grade", "period_first", "period_last", "shown_until", "observed", "limit", "state", "data", "first_seen_at", "told_at"
    )
    links = WarningCase.objects.order_by("warning__key", "case_id").values_list("warning__key", "case_id")
    events = WarningEvent.objects.order_by("warning__key", "act").values_list("warning__key", "act", "text")
    notices = Notice.objects.order_by("user_id", "title", "body").values_list("user_id", "title", "body")
    runs = WarningRun.objects.values_list("on", "at", "tested", "found", "new")
    return [list(rows) for rows in (warnings, links, events, notices, runs)]


def undisturbed() -> list[list[tuple[Any, ...]]]:
    """What one run leaves when nothing happens; taken back."""
    with transaction.atomic():
        find_warnings(at=NIGHT)
        found = left()
        transaction.set_rollback(True)
    assert [len(rows) for rows in found] == [4, 6, 1, 1, 1], "three that hold, one that was let go, one notice"
    return found


def process(held_after: str = "", seconds: int = 0) -> subprocess.Popen[str]:
    """A run in a process of its own, ready to begin."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DATABASE_POOL_MAX": "0"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    arguments = [sys.executable, "-c", RUN, NIGHT.isoformat(), held_after, str(seconds)]
    run = subprocess.Popen(arguments, env=environment, cwd=Path.cwd(), **pipes)
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    return run


def go(run: subprocess.Popen[str]) -> None:
    """Let it begin."""
    assert run.stdin is not None
    run.stdin.write("\n")
    run.stdin.flush()


def wait_for(condition: str) -> None:
    """Until some session of this database is so."""
    for _try in range(600):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND {condition}")  # noqa: S608
            if cursor.fetchone():
                return
        time.sleep(0.05)
    raise AssertionError(f"no session came to be so: {condition}")


HELD = "state = 'active' AND query LIKE 'SELECT pg_sleep%'"
WAITING = "wait_event_type = 'Lock' AND wait_event = 'advisory'"


def test_two_runs_that_overlap_leave_what_one_leaves() -> None:
    world()
    expected = undisturbed()
    runs = [process("store", 2), process()]
    go(runs[0])
    wait_for(HELD)
    go(runs[1])
    wait_for(WAITING)
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    assert left() == expected


@pytest.mark.parametrize("held_after", ["store", "_let_go", "tell_new", "_remember"])
def test_a_run_killed_in_the_middle_leaves_nothing_and_the_next_does_its_work(held_after: str) -> None:
    world()
    expected, before = undisturbed(), left()
    run = process(held_after, 1)
    go(run)
    wait_for(HELD)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert left() == before
    find_warnings(at=NIGHT)  # waits for the lock until the server notices that the process is gone
    assert left() == expected
