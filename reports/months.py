"""Months: periods of them, their ends in Asia/Shanghai, and the days by which each level reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.models.area import Level
from cases.calendar import calendar
from cases.daycount import SHANGHAI, add_working_days, end_of_day

REPORTING_DAYS: Final[Mapping[str, int]] = MappingProxyType({Level.VILLAGE: 2, Level.TOWNSHIP: 3, Level.COUNTY: 5, Level.CITY: 8})
"""By which working day of the next month a level reports; the city locks."""


@dataclass(frozen=True)
class Period:
    """Months from the first to the last, each told by its first day; both are in it.

    Raises `ValueError` where a day is not the first of its month, or the end lies before the beginning.
    """

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        """Refuse what is no period."""
        if self.first.day != 1 or self.last.day != 1 or self.last < self.first:
            raise ValueError(f"no period of months: {self.first} to {self.last}")

    @property
    def months(self) -> int:
        """How many months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def shifted(self, months: int) -> Period:
        """The period that many months later, or earlier where negative."""
        return Period(shifted(self.first, months), shifted(self.last, months))

    @property
    def before(self) -> Period:
        """The period of the same length right before it (环比)."""
        return self.shifted(-self.months)

    @property
    def year_before(self) -> Period:
        """The same months of the year before (同比)."""
        return self.shifted(-12)


def month_of(day: dt.date) -> dt.date:
    """The first day of the day's month."""
    return day.replace(day=1)


def shifted(month: dt.date, months: int) -> dt.date:
    """The first day of the month that many months later, or earlier where negative."""
    count = month.year * 12 + month.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def month_end(month: dt.date) -> dt.date:
    """The last day of the month."""
    return shifted(month_of(month), 1) - dt.timedelta(days=1)


def starts_at(month: dt.date) -> dt.datetime:
    """00:00 of its first day in Asia/Shanghai."""
    return dt.datetime.combine(month, dt.time(), SHANGHAI)


def ends_at(month: dt.date) -> dt.datetime:
    """24:00 of its last day in Asia/Shanghai: the cut-off."""
    return end_of_day(month_end(month))


def months_of(period: Period) -> Iterator[dt.date]:
    """The months of a period, in order."""
    for count in range(period.months):
        yield shifted(period.first, count)


def report_due(month: dt.date, level: str) -> dt.date:
    """The day by which areas of that level report the month."""
    return add_working_days(month_end(month), REPORTING_DAYS[level], calendar())
