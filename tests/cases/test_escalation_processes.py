"""Real processes: two runs at once over the same clocks, and a hundred that are killed. No step is lost, doubled or half there."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cases.clocks import FIXED
from cases.escalation.climb import escalate
from cases.models import Case, CaseEvent, Clock, Escalation
from disputes.models import Dispute
from disputes.states import KIND, State
from tests.cases.escalations import DUE, Chain, at, chain
from tests.factories.disputes import category

NOW = at(12, 2)
MANY = 1200
KILLED = 100

OVERLAPPING = """
import datetime as dt, sys, django; django.setup()
from cases.escalation.climb import escalate
print("ready", flush=True); sys.stdin.readline()
print(escalate(dt.datetime.fromisoformat(sys.argv[1]), batch=int(sys.argv[2])).steps, flush=True)
"""
KILLING = """
import datetime as dt, os, random, signal, sys, time, django; django.setup()
from cases.escalation.climb import escalate
now, ended = dt.datetime.fromisoformat(sys.argv[1]), 0
chance = random.Random(1963)
for number in range(int(sys.argv[2])):
    child = os.fork()
    if child == 0:
        escalate(now, batch=5)
        os._exit(0)
    time.sleep(chance.uniform(0.01, 0.2))
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    ended += os.WIFSIGNALED(status)
print(ended, flush=True)
"""
"""Each child opens its own connection after the fork; the parent never has one."""

pytestmark = pytest.mark.django_db(transaction=True)


def fill(above: Chain, many: int) -> None:
    """So many cases with one clock each, due over four days and of three colours: most have several steps to climb."""
    body = above.bodies["township"]
    matter = category("0202", "相邻土地建筑利用", 2, "邻里纠纷")
    common: dict[str, Any] = {
        "kind": KIND, "state": State.REGISTERED, "title": "院墙滴水纠纷", "summary": "争执", "area_id": body.area_id, "place": "村口",
        "organisation": body, "first_receiver": above.town.user, "channel": "visit", "category": matter, "occurred_on": DUE.date(),
        "received_at": DUE, "created_at": DUE, "updated_at": DUE,
    }  # fmt: skip
    colours = ("blue", "yellow", "red")
    cases = Case.objects.bulk_create(Case(number=f"K{n:06d}", colour=colours[n % 3], **common) for n in range(many))
    started, day = DUE - dt.timedelta(days=30), dt.timedelta(days=1)
    Clock.objects.bulk_create(
        Clock(case_id=case.pk, kind="dispute.mediate", amount=1, unit=FIXED, started_at=started, due_at=DUE + (n % 4) * day)
        for n, case in enumerate(cases)
    )


def forget() -> None:
    """The cases with all that hangs on them are gone."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_case CASCADE")


def outcome() -> dict[str, list[Any]]:
    """Everything a run leaves, without keys that are given by chance."""
    number = "case__number"
    told = ("clock_kind", "step", "due_at", "ground", "from_level", "to_level", "reason", "organisation_id", "told", "at", "answer_by", "state")
    events = CaseEvent.objects.filter(act__in=["cases.warn", "cases.escalate"])
    return {
        "clocks": sorted(Clock.objects.values_list(number, "due_at", "level", "ladder__code")),
        "escalations": sorted(Escalation.objects.values_list(number, *told)),
        "events": sorted(events.values_list(number, "at", "text", "article", "source", "version", "data__step")),
    }


def whole() -> None:
    """Every step that a clock has climbed has exactly one row and one line, and none is there that no clock has climbed."""
    level = dict(Clock.objects.values_list("case_id", "level"))
    rows = Counter(Escalation.objects.values_list("case_id", "step"))
    lines = Counter(CaseEvent.objects.filter(act__in=["cases.warn", "cases.escalate"]).values_list("case_id", "data__step"))
    wanted = Counter({(case, step): 1 for case, reached in level.items() for step in range(1, reached + 1)})
    assert rows == wanted
    assert lines == wanted


@pytest.fixture
def above() -> Iterator[Chain]:
    yield chain()


def process(program: str, *arguments: str) -> subprocess.Popen[str]:
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DATABASE_POOL_MAX": "0"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", program, *arguments], env=environment, cwd=Path.cwd(), **pipes)


def test_two_runs_at_once_climb_each_step_once(above: Chain) -> None:
    fill(above, MANY)
    runs = [process(OVERLAPPING, NOW.isoformat(), "25") for _ in range(2)]
    try:
        for run in runs:
            assert run.stdout and run.stdout.readline() == "ready\n"
        for run in runs:
            assert run.stdin
            run.stdin.write("go\n")
            run.stdin.flush()
        done = [int(run.communicate(timeout=60)[0]) for run in runs]
    finally:
        for run in runs:
            run.kill()
            run.wait()
    assert min(done) > 0, "both had their share"
    assert sum(done) == Escalation.objects.count() > 3 * MANY
    whole()
    assert escalate(NOW).steps == 0


def test_a_hundred_killed_runs_leave_what_an_undisturbed_one_leaves(above: Chain) -> None:
    fill(above, MANY)
    escalate(NOW)
    expected = outcome()
    forget()
    fill(above, MANY)

    nursery = process(KILLING, NOW.isoformat(), str(KILLED))
    try:
        ended = int(nursery.communicate(timeout=120)[0])
    finally:
        nursery.kill()
        nursery.wait()
    reached = Escalation.objects.count()
    assert ended > KILLED // 2, "most were still at work when they were killed"
    assert 0 < reached < len(expected["escalations"]), "the killed ones did a part"
    whole()

    assert escalate(NOW).steps == len(expected["escalations"]) - reached
    whole()
    assert outcome() == expected
    assert not Dispute.objects.get_queryset().exists()
