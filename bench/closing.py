"""Closing a month, measured beside the bare GROUP BY over the month's rows.

Every run is rolled back, so that the month can be closed again: the waiting for the disk at the end of a transaction is in none of the figures.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, Final

from django.db import connection, transaction

from bench.measuring import Seconds, Subject
from cases.daycount import local_day
from reports import roll_up
from reports.actions.month import close_history
from reports.jobs import the_city
from reports.models import Cell, FillState
from reports.months import month_of, shifted

TABLES: Final = ("reports_cell",)
_DIMENSIONS: Final = "left(c.area_id, 12) AS area, c.kind, c.category_id, d.moj_type_id, c.channel, k.kind AS body"
_SAME: Final = "CREATE TEMPORARY TABLE bench_leaves ON COMMIT DROP AS " + roll_up.LEAVES
_CASES: Final = f"""
CREATE TEMPORARY TABLE bench_leaves ON COMMIT DROP AS
SELECT {_DIMENSIONS},
    count(*) FILTER (WHERE c.received_at >= %(start)s) AS registered,
    count(*) FILTER (WHERE d.accepted_at >= %(start)s AND d.accepted_at < %(end)s) AS accepted,
    count(*) FILTER (WHERE c.concluded_at >= %(start)s AND c.concluded_at < %(end)s) AS ended,
    count(*) FILTER (WHERE c.concluded_at >= %(start)s AND c.concluded_at < %(end)s AND c.outcome = 'success') AS successful,
    count(*) FILTER (WHERE c.concluded_at >= %(start)s AND c.concluded_at < %(end)s AND c.outcome = 'failure') AS failed,
    sum(d.amount) FILTER (WHERE c.concluded_at >= %(start)s AND c.concluded_at < %(end)s AND c.outcome = 'success') AS amount,
    sum(c.people_count::int) FILTER (WHERE d.accepted_at >= %(start)s AND d.accepted_at < %(end)s) AS people,
    count(*) FILTER (WHERE c.received_at < %(start)s) AS carried_over,
    count(*) FILTER (WHERE c.concluded_at IS NULL OR c.concluded_at >= %(end)s) AS pending
FROM cases_case c JOIN disputes_dispute d ON d.case_ptr_id = c.id LEFT JOIN mediators_committee k ON k.id = d.committee_id
WHERE c.received_at < %(end)s AND (c.concluded_at >= %(start)s OR c.concluded_at IS NULL)
GROUP BY 1, 2, 3, 4, 5, 6
"""
"""Nine counts and sums of cases alone: no agreements, limits, visits."""


class Scenario:
    """The last month that has ended."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self.month = shifted(month_of(local_day(at)), -1)

    def close(self) -> int:
        """Close it as the job does; how many cells were written."""
        city = the_city()
        if city is None:
            raise ValueError("no city")
        fill = close_history(month=self.month, city=city, at=self.at)
        return Cell.objects.filter(fill=fill).count() if fill else 0

    def count_all(self) -> int:
        """The same figures of the leaves alone, by their one GROUP BY."""
        return self._grouped(_SAME)

    def count_cases(self) -> int:
        """Nine figures of the cases, by a GROUP BY written by hand."""
        return self._grouped(_CASES)

    def _grouped(self, statement: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(statement, roll_up.parameters(self.month))
            return int(cursor.rowcount)


def measured(scenario: Scenario, program: Seconds, database: Seconds, *, rounds: int) -> list[Subject]:
    """Closing, the GROUP BY of the same figures, the GROUP BY of the cases alone.

    Raises:
        ValueError: nothing was written, or the month is closed for good.
    """
    acts = {"close": scenario.close, "group": scenario.count_all, "cases": scenario.count_cases}
    subjects = [Subject(name, rolled_back(act), program, database) for name, act in acts.items()]
    for subject in subjects:
        subject.act()
    for _round in range(rounds):
        for subject in subjects:
            subject.block(1)
            if not connection.in_atomic_block:
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM reports_cell")
    return subjects


def rolled_back(act: Callable[[], int]) -> Callable[[], float]:
    """The act in a transaction that is taken back; raises `ValueError` where it did nothing."""

    def run() -> float:
        began = time.perf_counter()
        with transaction.atomic():
            done = act()
            seconds = time.perf_counter() - began
            transaction.set_rollback(True)
        if not done:
            raise ValueError("nothing was counted")
        return seconds

    return run


def filled() -> dict[str, Any]:
    """What there is: months and cells."""
    months = FillState.objects.filter(state=FillState.State.DONE).values("month").distinct().count()
    return {"months": months, "cells": Cell.objects.count()}
