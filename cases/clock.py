"""When a limit ends: pure computation, without models and without the wall clock.

The rules (民法典 200–204, 民事诉讼法 85; applied by analogy where a limit's own law gives none):

* the day of the start event is not counted; hours run at once;
* a limit in months ends on the corresponding day, or on the last day of a month that has none;
* working days are the days offices work, make-up Saturdays and Sundays included;
* a last day that is a statutory rest day moves to the next working day; a limit in days or months ends at 24:00 of its last day;
* pauses stop the running (`cases.daycount.PausedDays` says which days they take out); a last day on which the clock stands moves on as well;
* an extension adds to the amount, in the same unit.

All times are aware; days are days in Asia/Shanghai.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from cases.daycount import (
    ONE_DAY,
    SHANGHAI,
    Calendar,
    DayInfo,
    NamedDay,
    Pause,
    PausedDays,
    add_working_days,
    days_left,
    end_of_day,
    is_working_day,
    local_day,
    merged,
)
from cases.explanation import Explanation
from cases.limits import Unit

__all__ = [
    "Calendar",
    "DayInfo",
    "Due",
    "Explanation",
    "NamedDay",
    "Pause",
    "Unit",
    "add_months",
    "add_working_days",
    "compute_due",
    "days_left",
    "end_of_day",
    "is_working_day",
    "local_day",
]


@dataclass(frozen=True)
class Due:
    """The end of a limit: `nominal` is the last day before it moves off a day off, `due_at` the moment the limit has passed.

    Both are `None` while a pause is open that began before the end; a pause that begins after it changes nothing.
    """

    nominal: date | None
    due_at: datetime | None
    explanation: Explanation


def compute_due(
    *,
    start: datetime,
    amount: int,
    unit: Unit,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extension: int = 0,
    article: str = "",
) -> Due:
    """The end of a limit of `amount` plus `extension` units that starts at `start`, and why.

    Raises `ValueError` for a naive time, an amount below 1, a negative extension, or a pause that ends before it starts.
    """
    if amount < 1 or extension < 0:
        raise ValueError("a limit has at least one unit, an extension none below zero")
    start_day = local_day(start)
    facts = Explanation(start=start, amount=amount, unit=unit, extension=extension, article=article)
    if unit is Unit.HOUR:
        return _hours(facts, pauses)
    walk = _Walk(calendar, PausedDays.of(pauses, start_day), start_day, working=unit is Unit.WORKING_DAY)
    return _days(facts, walk, pauses)


def add_months(day: date, count: int) -> date:
    """The corresponding day `count` months on, or the last day of that month (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _hours(facts: Explanation, pauses: Sequence[Pause]) -> Due:
    start = facts.start.astimezone(UTC)
    due = start + timedelta(hours=facts.amount + facts.extension)
    touching = []
    for pause in merged(pauses):
        if pause.start >= due or (pause.end is not None and pause.end <= start):
            continue
        touching.append(pause)
        if pause.end is None:
            return Due(None, None, replace(facts, pauses=tuple(touching)))
        due += pause.end.astimezone(UTC) - max(pause.start.astimezone(UTC), start)
    due = due.astimezone(SHANGHAI)
    nominal = local_day(due - timedelta(microseconds=1))
    return Due(nominal, due, replace(facts, pauses=tuple(touching), nominal=nominal, due_day=nominal, due_at=due))


def _days(facts: Explanation, walk: _Walk, pauses: Sequence[Pause]) -> Due:
    total = facts.amount + facts.extension
    if facts.unit is Unit.MONTH:
        total = (add_months(walk.day, total) - walk.day).days
    nominal = walk.count(total)
    due_day = nominal and walk.roll()
    facts = replace(
        facts,
        counted=tuple(walk.counted),
        skipped=tuple(walk.skipped),
        paused=tuple(walk.paused_days),
        pauses=_touching(pauses, facts.start, walk.last),
    )
    if nominal is None or due_day is None:
        return Due(None, None, facts)
    due_at = end_of_day(due_day)
    facts = replace(
        facts,
        rolled=tuple(walk.rolled),
        worked=walk.worked(nominal),
        unannounced=walk.unannounced(nominal),
        nominal=nominal,
        due_day=due_day,
        due_at=due_at,
    )
    return Due(nominal, due_at, facts)


def _touching(pauses: Sequence[Pause], start: datetime, last: date) -> tuple[Pause, ...]:
    """The pauses that lie in the run of the limit, in order."""
    ordered = sorted(pauses, key=lambda pause: pause.start)
    return tuple(
        pause for pause in ordered if pause.start < end_of_day(last) and pause.end != pause.start and (pause.end is None or pause.end > start)
    )


@dataclass
class _Walk:
    """Goes from the start day forward, one day at a time, and remembers what it met."""

    calendar: Calendar
    paused: PausedDays
    day: date
    working: bool
    counted: list[date] = field(default_factory=list)
    skipped: list[NamedDay] = field(default_factory=list)
    rolled: list[NamedDay] = field(default_factory=list)
    paused_days: list[date] = field(default_factory=list)

    def count(self, total: int) -> date | None:
        """The day on which the count is full; `None` if an open pause comes first."""
        while len(self.counted) < total:
            if not self._step():
                return None
            if self.day in self.paused:
                continue
            if self.working and self.calendar.is_off(self.day):
                self.skipped.append(self.calendar.named(self.day))
            else:
                self.counted.append(self.day)
        return self.day

    def roll(self) -> date | None:
        """The first day from here on which offices work and the clock runs; `None` if an open pause comes first."""
        while self.calendar.is_off(self.day) or self.day in self.paused:
            if self.calendar.is_off(self.day):
                self.rolled.append(self.calendar.named(self.day))
            if not self._step():
                return None
        return self.day

    @property
    def last(self) -> date:
        """How far the walk came: its last day, or the day on which an open pause stopped it."""
        stopped = self.paused.stands_on(self.day + ONE_DAY)
        return self.day + ONE_DAY if stopped else self.day

    def worked(self, nominal: date) -> tuple[NamedDay, ...]:
        """The make-up working days that decided something: those counted, or the day the limit would else have moved from."""
        days = self.counted if self.working else dict.fromkeys((nominal, self.day))
        return tuple(self.calendar.named(day) for day in days if day in self.calendar.workdays)

    def unannounced(self, nominal: date) -> tuple[int, ...]:
        """The years whose days off are only expected and bear on the end."""
        first = self.counted[0] if self.working else nominal
        return tuple(year for year in range(first.year, self.day.year + 1) if not self.calendar.is_announced(year))

    def _step(self) -> bool:
        """One day on; false if an open pause stands there."""
        if self.paused.stands_on(self.day + ONE_DAY):
            return False
        self.day += ONE_DAY
        if self.day in self.paused:
            self.paused_days.append(self.day)
        return True
