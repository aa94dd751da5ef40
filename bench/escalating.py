"""Escalation, measured: overdue clocks that all are due at once, and a run that finds nothing to do.

The clocks are borrowed: the newest concluded cases each get an open clock of mediation that passed its limit within the last hour and has been
warned of. 50,000 cases are more than are open at a million, so the open ones would not do; one clock on each of as many cases is more work than
several on few. Afterwards all that was written is taken away again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction

from bench.measuring import Seconds, Subject
from bench.schema import without_triggers
from cases.escalation.climb import escalate
from cases.escalation.ladders import steps_due

DUE: Final = 50_000
SHARE: Final = 0.242
"""At most of all cases: 2,420 of 10,000."""
MARK: Final = "bench"
"""In the column of the unit: a clock that is borrowed."""
TABLES: Final = ("cases_clock", "cases_escalation", "cases_caseevent")
_KIND: Final = "dispute.mediate"

_BORROW: Final = """
INSERT INTO cases_clock (case_id, kind, amount, unit, started_at, due_at, nominal_on, stop_reason, ladder_id, level)
SELECT c.id, %(kind)s, 1, %(mark)s, %(now)s - interval '31 days', %(now)s - random() * interval '1 hour', %(now)s::date, '',
    (SELECT l.id FROM cases_ladder l WHERE l.active AND l.kind = 'dispute' AND l.clock_kind = %(kind)s AND l.area_id IS NULL
         AND l.colour IN ('', c.colour) ORDER BY l.colour = '' LIMIT 1), 1
FROM (SELECT id, colour FROM cases_case WHERE concluded_at IS NOT NULL AND NOT EXISTS (
          SELECT FROM cases_clock k WHERE k.case_id = cases_case.id AND k.kind = %(kind)s AND k.stopped_at IS NULL)
      ORDER BY id DESC LIMIT %(count)s) c
"""
_BARE: Final = """
WITH raised AS (
    UPDATE cases_clock SET level = 2
    WHERE stopped_at IS NULL AND due_at <= %(now)s AND ladder_id = ANY(%(ladders)s) AND level = 1
    RETURNING id, case_id, kind, due_at
), written AS (
    INSERT INTO cases_escalation (case_id, clock_id, clock_kind, step, due_at, ground, from_level, to_level, reason, organisation_id, told, at,
        answer_by, state, answer, stop_reason)
    SELECT case_id, id, kind, 2, due_at, 'overdue', 'township', 'township', %(reason)s, %(body)s, '{handler,body,township}', %(now)s,
        %(now)s + interval '2 days', 'open', '', ''
    FROM raised
)
INSERT INTO cases_caseevent (case_id, act, at, role, source, target, text, article, data, version)
SELECT case_id, 'cases.escalate', %(now)s, '', 'mediating', 'mediating', %(reason)s, '平台约定：四级递进、超期升级',
    '{"clock": "dispute.mediate", "step": 2, "ground": "overdue"}'::jsonb, 2
FROM raised
"""
_REASON: Final = "“人民调解”已于 2026-01-01 到期，由城关街道综治中心督促，2026-01-05 前答复。"
_BARE_IDLE: Final = """
SELECT EXISTS (SELECT FROM cases_clock WHERE stopped_at IS NULL AND ladder_id IS NULL), (
    SELECT count(*) FROM jsonb_to_recordset(%(steps)s::jsonb) AS s(ladder bigint, step smallint, cutoff timestamptz)
    CROSS JOIN LATERAL (
        SELECT FROM cases_clock c WHERE c.stopped_at IS NULL AND c.due_at IS NOT NULL AND c.ladder_id = s.ladder AND c.level = s.step - 1
            AND c.due_at <= s.cutoff LIMIT 1) k)
"""


class Scenario:
    """Overdue clocks over one database, at one moment."""

    def __init__(self, now: dt.datetime, cases: int) -> None:
        self.now = now
        self.count = min(DUE, round(cases * SHARE))
        self._events = 0

    @contextmanager
    def borrowed(self) -> Iterator[int]:
        """The clocks, due, for the block; how many they are. Everything is as before behind it."""
        _remove()
        self._events = int(_one("SELECT coalesce(max(id), 0) FROM cases_caseevent"))
        try:
            with without_triggers(["cases_clock"]):
                count = _run(_BORROW, {"kind": _KIND, "mark": MARK, "now": self.now, "count": self.count})
            _tidy()
            yield count
        finally:
            _remove(events_after=self._events)
            _tidy()

    def climb(self) -> int:
        """The job; how many steps."""
        return escalate(self.now).steps

    def bare(self) -> int:
        """One statement that raises the same clocks and writes as many rows, all alike."""
        ladders = _all("SELECT id FROM cases_ladder WHERE clock_kind = %s", [_KIND])
        body = _one("SELECT min(id) FROM accounts_organisation")
        with transaction.atomic():
            return _run(_BARE, {"now": self.now, "ladders": ladders, "body": body, "reason": _REASON})

    def bare_idle(self) -> int:
        """The least that finds out that nothing is due."""
        return _run(_BARE_IDLE, {"steps": steps_due(self.now)})


def measured(scenario: Scenario, program: Seconds, database: Seconds, *, rounds: int, idle: int) -> tuple[list[Subject], int]:
    """The job over what is due, the bare statement, the job with nothing due, its probes; and how many clocks were due.

    Raises:
        ValueError: one of them did not do what it is measured for.
    """
    climb, bare = (Subject(name, _call(act), program, database) for name, act in (("due", scenario.climb), ("bare", scenario.bare)))
    nothing, probe = (Subject(name, _call(act), program, database) for name, act in (("idle", scenario.climb), ("probe", scenario.bare_idle)))
    escalate(scenario.now)
    counts = []
    for _round in range(rounds):
        with scenario.borrowed() as due:
            _once(bare, due)
        with scenario.borrowed() as due:
            _once(climb, due)
            _once(nothing, 0, warm=1, times=idle)
            _once(probe, 1, warm=1, times=idle)
            counts.append(due)
    return [climb, bare, nothing, probe], max(counts)


def _call(act: Any) -> Any:
    """An act that says how much it did, kept beside the seconds it took."""

    def timed() -> float:
        began = time.perf_counter()
        timed.did = act()  # type: ignore[attr-defined]
        return time.perf_counter() - began

    return timed


def _once(subject: Subject, expected: int, *, warm: int = 0, times: int = 1) -> None:
    for _each in range(warm):
        subject.act()
    subject.block(times)
    did = subject.act.did  # type: ignore[attr-defined]
    if did != expected:
        raise ValueError(f"{subject.name}: {did} done instead of {expected}")


def _remove(events_after: int | None = None) -> None:
    """Take away what is borrowed, and what was written for it."""
    with without_triggers(TABLES), transaction.atomic():
        cases = _all("SELECT case_id FROM cases_clock WHERE unit = %s AND stopped_at IS NULL AND due_at IS NOT NULL", [MARK])
        if not cases:
            return
        _run("DELETE FROM cases_escalation WHERE clock_id IN (SELECT id FROM cases_clock WHERE case_id = ANY(%s) AND unit = %s)", [cases, MARK])
        if events_after is None:
            _run("DELETE FROM cases_caseevent WHERE case_id = ANY(%s) AND act = 'cases.escalate'", [cases])
        else:
            _run("DELETE FROM cases_caseevent WHERE id > %s AND case_id = ANY(%s)", [events_after, cases])
        _run("DELETE FROM cases_clock WHERE case_id = ANY(%s) AND unit = %s", [cases, MARK])


def _tidy() -> None:
    """What was taken away leaves no trace that the next round would walk through."""
    if not connection.in_atomic_block:
        for table in TABLES:
            _run(f"VACUUM (ANALYZE) {table}", [])


def _run(statement: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _all(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
