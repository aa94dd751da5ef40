"""The clocks of a made-up case: those that run, and those that were stopped on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from bench.copying import NULL, Table
from bench.drawing import Drawn
from cases.calendar import calendar
from cases.clock import Unit, compute_due
from cases.daycount import SHANGHAI, end_of_day, local_day
from cases.limits import LIMITS
from cases.models import Clock
from disputes.actions.support import mediation_limit
from disputes.states import Outcome, State

COLUMNS: Final = ["case_id", "kind", "amount", "unit", "started_at", "due_at", "nominal_on", "stopped_at", "stop_reason"]
ACCEPTANCE: Final = "dispute.accept"
LEVEL: Final = "level.township"
"""All cases lie with bodies of townships."""
DAY_CLOCK_DAYS: Final = 30
_REASONS: Final[Mapping[str, str]] = {
    Outcome.SUCCESS: "agreed",
    Outcome.FAILURE: "failed",
    Outcome.WITHDRAWN: Outcome.WITHDRAWN.value,
    Outcome.TERMINATED: Outcome.TERMINATED.value,
}
Due = tuple[dt.datetime, dt.date]


class Clocks:
    """Writes clocks as lines; remembers when limits end, for many begin on the same day."""

    def __init__(self) -> None:
        self.table = Table(Clock, COLUMNS)
        self._days = calendar()
        self._due: dict[tuple[str, dt.date], Due] = {}

    def due_of(self, each: Drawn) -> Due | None:
        """When the clock ends that the lists show of a case."""
        return self._ends(each.clock, each.received) if each.clock else None

    def lines(self, each: Drawn) -> Iterator[str]:
        """Acceptance, mediation, what runs now, and the limit of the level."""
        if each.state == State.DECLINED:
            yield self._line(each, ACCEPTANCE, each.concluded, "declined")
            return
        if each.state != State.REGISTERED:
            yield self._line(each, ACCEPTANCE, each.received, "accepted")
        if each.concluded is not None:
            yield self._line(each, mediation_limit(each.channel, ""), each.concluded, _REASONS[each.outcome])
        if each.clock:
            yield self._line(each, each.clock)
        if each.concluded is None:
            yield self._line(each, LEVEL)

    def _line(self, each: Drawn, kind: str, stopped: dt.datetime | None = None, reason: str = "") -> str:
        limit = LIMITS.get(kind)
        amount, unit = (limit.amount, limit.unit.value) if limit else (0, "")
        due, nominal = self._ends(kind, each.received)
        end = stopped.isoformat() if stopped else NULL
        return self.table.line(each.pk, kind, amount, unit, each.received.isoformat(), due.isoformat(), nominal.isoformat(), end, reason)

    def _ends(self, kind: str, start: dt.datetime) -> Due:
        day = local_day(start)
        key = (kind, day)
        if key not in self._due:
            self._due[key] = self._compute(kind, day)
        return self._due[key]

    def _compute(self, kind: str, day: dt.date) -> Due:
        limit = LIMITS.get(kind)
        if limit is None:
            last = day + dt.timedelta(days=DAY_CLOCK_DAYS)
            return end_of_day(last), last
        start = dt.datetime.combine(day, dt.time(12), SHANGHAI)
        found = compute_due(start=start, amount=limit.amount, unit=Unit(limit.unit), calendar=self._days)
        assert found.due_at is not None  # noqa: S101  (only a pause leaves it open)
        assert found.nominal is not None  # noqa: S101
        return found.due_at, found.nominal
