"""Weeks and months in which counts are tested, and the past that each is held against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reports.months import month_of, shifted

_WEEK: Final = dt.timedelta(days=7)
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """How periods follow each other.

    `past` periods make the baseline; the `guard` last ones before the tested period stay out of it, so that what began slowly does not
    become its own measure (the lag of EARS C2). A signal is shown for `stays` days after its period. An area is tested from `least` periods
    on, when it was in use in at least half of them.
    """

    code: str
    start: Callable[[dt.date], dt.date]
    step: Callable[[dt.date, int], dt.date]
    past: int
    guard: int
    least: int
    stays: int

    def last(self, first: dt.date) -> dt.date:
        """The last day of the period that begins on that day."""
        return self.step(first, 1) - _DAY

    def days(self, first: dt.date) -> int:
        """How many days the period has."""
        return (self.step(first, 1) - first).days

    def shown_until(self, first: dt.date) -> dt.date:
        """Until when a signal of the period is shown."""
        return self.last(first) + self.stays * _DAY

    def tested(self, today: dt.date) -> list[dt.date]:
        """The first days of the periods whose signals are shown today, the running one first: a run that comes late misses none of them.

        A running period is held against the limit of a whole one: its count only rises, so looking each night gives no more false signals
        than looking once at its end.
        """
        found, period = [], self.start(today)
        while self.shown_until(period) >= today:
            found.append(period)
            period = self.step(period, -1)
        return found

    def baseline(self, first: dt.date) -> list[dt.date]:
        """The first days of the periods that the one beginning on that day is held against, the oldest first."""
        return [self.step(first, -count) for count in range(self.past + self.guard, self.guard, -1)]


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * _DAY


def _weeks_on(first: dt.date, count: int) -> dt.date:
    return first + count * _WEEK


WEEK: Final = Rhythm("week", start=_monday, step=_weeks_on, past=26, guard=2, least=8, stays=14)
MONTH: Final = Rhythm("month", start=month_of, step=shifted, past=12, guard=1, least=4, stays=15)
