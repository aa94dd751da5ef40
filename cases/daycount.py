"""Days: which of them are working days, which are off, and which a pause takes out of a limit.

Everything here is a pure function of its arguments; dates are days in Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Final, Protocol
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


class DayKind(StrEnum):
    """Which way a day differs from the plain week."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True)
class DayInfo:
    """Why a day differs, and whether that is only expected because the year's notice is not out."""

    name: str
    provisional: bool = False


@dataclass(frozen=True)
class NamedDay:
    """A day in an explanation; a plain weekend day has no name."""

    date: date
    name: str
    provisional: bool


class DayRow(Protocol):
    """A row of days off, from the seed or from the table."""

    @property
    def date(self) -> date:
        """The day."""

    @property
    def kind(self) -> str:
        """`off` or `work`."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def provisional(self) -> bool:
        """Whether the year's notice is still to come."""


@dataclass(frozen=True)
class Calendar:
    """The working week with its exceptions: weekends are off unless made a working day, holidays are off (全国年节及纪念日放假办法)."""

    off_days: Mapping[date, DayInfo]
    workdays: Mapping[date, DayInfo]

    @classmethod
    def of(cls, rows: Iterable[DayRow]) -> Calendar:
        """The calendar that rows of days off describe."""
        off: dict[date, DayInfo] = {}
        work: dict[date, DayInfo] = {}
        for row in rows:
            (off if row.kind == DayKind.OFF else work)[row.date] = DayInfo(row.name, row.provisional)
        return cls(off, work)

    def is_off(self, day: date) -> bool:
        """Whether the day is a statutory rest day."""
        if day in self.off_days:
            return True
        return day.weekday() >= _SATURDAY and day not in self.workdays

    def named(self, day: date) -> NamedDay:
        """The day with what is known of it."""
        info = self.off_days.get(day) or self.workdays.get(day) or DayInfo("")
        return NamedDay(day, info.name, info.provisional)

    def is_announced(self, year: int) -> bool:
        """Whether the State Council's notice for the year is in; before that, dates in it can still move."""
        return year in self._announced

    @cached_property
    def _announced(self) -> frozenset[int]:
        rows = [*self.off_days.items(), *self.workdays.items()]
        expected = {day.year for day, info in rows if info.provisional}
        return frozenset({day.year for day, info in rows} - expected)


@dataclass(frozen=True)
class Pause:
    """A clock stood still from `start` up to, not including, `end`; `end` is `None` while it still does. Both are aware."""

    start: datetime
    end: datetime | None
    reason: str = ""
    article: str = ""


def local_day(moment: datetime) -> date:
    """The day in Asia/Shanghai. Raises `ValueError` for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone has no day")
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """24:00 of the day in Asia/Shanghai, which is the next midnight."""
    return datetime.combine(day + ONE_DAY, time(), SHANGHAI)


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether offices work on the day."""
    return not calendar.is_off(day)


def add_working_days(day: date, days: int, calendar: Calendar) -> date:
    """The n-th working day after the day, which itself is not counted; the day itself for 0."""
    if days < 0:
        raise ValueError("working days are counted forward")
    while days:
        day += ONE_DAY
        days -= is_working_day(day, calendar)
    return day


def days_left(due_at: datetime, now: datetime) -> int:
    """Days in Asia/Shanghai until the last day of a limit: 0 on that day, negative once `due_at` has come (a begun day counts whole)."""
    last = local_day(due_at - timedelta(microseconds=1))
    left = (last - local_day(now)).days
    return min(left, -1) if now >= due_at else left


def merged(pauses: Sequence[Pause]) -> list[Pause]:
    """The pauses in order, those that overlap or touch made one; empty ones are dropped. An end before its start is a `ValueError`."""
    spans: list[Pause] = []
    for pause in sorted(pauses, key=lambda each: each.start.astimezone(UTC)):
        if pause.end is not None and pause.end < pause.start:
            raise ValueError("a pause ends before it starts")
        if pause.end == pause.start:
            continue
        last = spans[-1] if spans else None
        if last is None or (last.end is not None and last.end < pause.start):
            spans.append(pause)
        elif last.end is not None and (pause.end is None or pause.end > last.end):
            spans[-1] = replace(last, end=pause.end)
    return spans


@dataclass(frozen=True)
class PausedDays:
    """The days that pauses take out of a limit in days.

    A day counts if the clock runs at its end: the day on which a pause begins is not counted, the day on which it ends is, so that a
    pause of n times 24 hours takes out n days, and one within a single day none. If a pause stands from the start day on, nothing has run
    yet: then the day of its end is taken as the start day is, and not counted.
    """

    days: frozenset[date]
    open_from: date | None

    @classmethod
    def of(cls, pauses: Sequence[Pause], start_day: date) -> PausedDays:
        """The days taken out of a limit that starts on that day."""
        days: set[date] = set()
        for pause in merged(pauses):
            begins = local_day(pause.start)
            shift = 0 if begins > start_day else 1
            first = max(begins, start_day) + shift * ONE_DAY
            if pause.end is None:
                return cls(frozenset(days), first)
            length = (local_day(pause.end) + shift * ONE_DAY - first).days
            days.update(first + n * ONE_DAY for n in range(length))
        return cls(frozenset(days), None)

    def __contains__(self, day: date) -> bool:
        """Whether the day is taken out."""
        return day in self.days or self.stands_on(day)

    def stands_on(self, day: date) -> bool:
        """Whether an open pause has stopped the count by that day."""
        return self.open_from is not None and day >= self.open_from


def runs(days: Iterable[NamedDay]) -> list[list[NamedDay]]:
    """Days grouped into unbroken stretches."""
    ordered = sorted(days, key=lambda each: each.date)
    groups = groupby(enumerate(ordered), key=lambda pair: pair[1].date.toordinal() - pair[0])
    return [[day for _, day in group] for _, group in groups]
