"""Measures the jobs over one scratch database: ``python -m bench.jobs <cases> <names>``, started by `bench.run`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import django
from django.db import connection
from django.utils import timezone

from bench import cpu
from bench.measuring import Seconds, Subject, of_tree
from bench.servers import HOME, postmaster_of

CODES: Final = ("escalate", "close_month")
ROUNDS: Final = 3
MORE_ROUNDS: Final = 20
"""Where one round takes little more than the unit in which processor time is counted."""
SMALL: Final = 100_000
IDLE: Final = 40


@dataclass(frozen=True)
class Cost:
    """What one run of something took, in milliseconds."""

    wall_ms: float
    program_ms: float
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        """Program and database together."""
        return self.program_ms + self.database_ms

    @classmethod
    def of(cls, subject: Subject) -> Cost:
        """As it was measured."""
        return cls(subject.wall_ms, subject.program_ms, subject.database_ms)


@dataclass(frozen=True)
class JobLine:
    """A job beside the bare statement, over so many rows."""

    code: str
    title: str
    cases: int
    rows: int
    job: Cost
    bare: Cost
    runs: int

    @property
    def ratios(self) -> tuple[float, float]:
        """Processor time and time on the wall over those of the bare statement."""
        return self.job.cpu_ms / max(self.bare.cpu_ms, 0.01), self.job.wall_ms / max(self.bare.wall_ms, 0.01)


def result_path(cases: int) -> Path:
    """Where the lines are left for the program that asked."""
    return HOME / f"jobs-{cases}.json"


def main(arguments: Sequence[str]) -> int:
    """Measure the jobs that are named, and leave the lines."""
    cases, names = int(arguments[0]), arguments[1].split(",")
    os.environ["DATABASE_POOL_MAX"] = "0"
    django.setup()
    root = postmaster_of(os.environ["DATABASE_URL"])
    program, database = of_tree(os.getpid()), of_tree(root, cpu.APART)
    lines: list[JobLine] = []
    for code, job in (("escalate", _escalation), ("close_month", _closing)):
        if code in names:
            lines += job(cases, program, database)
            result_path(cases).write_text(json.dumps([asdict(line) for line in lines]))
    return 0


def read(cases: int) -> list[JobLine]:
    """The lines that a run left."""
    found: list[dict[str, Any]] = json.loads(result_path(cases).read_text())
    return [JobLine(**{**row, "job": Cost(**row["job"]), "bare": Cost(**row["bare"])}) for row in found]


def _escalation(cases: int, program: Seconds, database: Seconds) -> list[JobLine]:
    from bench import escalating

    with unswept(escalating.TABLES):
        scenario = escalating.Scenario(timezone.now(), cases)
        subjects, count = escalating.measured(scenario, program, database, rounds=ROUNDS, idle=IDLE)
    due, bare, idle, probe = subjects
    return [
        _line("escalate", "escalation, all due", cases, count, due, bare),
        _line("escalate_idle", "escalation, nothing due", cases, 0, idle, probe),
    ]


def _closing(cases: int, program: Seconds, database: Seconds) -> list[JobLine]:
    from bench import closing

    with unswept(closing.TABLES):
        scenario = closing.Scenario(timezone.now())
        close, group, alone = closing.measured(scenario, program, database, rounds=MORE_ROUNDS if cases <= SMALL else ROUNDS)
    return [
        _line("close_month", "closing a month, beside GROUP BY of the same figures", cases, 1, close, group),
        _line("close_month_cases", "closing a month, beside GROUP BY of cases alone", cases, 1, close, alone),
    ]


def _line(code: str, title: str, cases: int, rows: int, job: Subject, bare: Subject) -> JobLine:
    return JobLine(code, title, cases, rows, Cost.of(job), Cost.of(bare), len(job.walls))


@contextmanager
def unswept(tables: Sequence[str]) -> Iterator[None]:
    """No autovacuum on these tables meanwhile: when one ends, its processor time would fall on whoever is measured."""
    try:
        _set(tables, "SET (autovacuum_enabled = off)")
        yield
    finally:
        _set(tables, "RESET (autovacuum_enabled)")


def _set(tables: Sequence[str], what: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} {what}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
