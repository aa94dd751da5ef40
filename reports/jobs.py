"""What the jobs of the monthly figures do; `reports.tasks` runs them by the clock. Each may be killed, doubled or late."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Final

from django.db.models import Min

from accounts.models import Area
from accounts.models.area import Level
from cases.daycount import end_of_day, local_day
from cases.models import Case
from reports import filling
from reports.actions.month import close_history, close_on_day, take_in_late_entries
from reports.models import FillState
from reports.months import Period, ends_at, month_of, months_of, report_due, shifted

logger = logging.getLogger(__name__)
LOOKS_BACK: Final = 24
"""Months that the nightly run counts anew or looks at for late entries."""


def fill_open(*, at: dt.datetime) -> int:
    """Count the present month and the one before anew, unless closed, where anything was recorded since; how many were counted."""
    this = month_of(local_day(at))
    return sum(filling.refresh(month, at=at) is not None for month in (shifted(this, -1), this) if not filling.is_closed(month))


def fill_missing(*, at: dt.datetime, through: dt.date | None = None) -> int:
    """Count every month since the first case that has never been counted; how many."""
    known = set(FillState.objects.filter(state=FillState.State.DONE).values_list("month", flat=True))
    wanted = [month for month in all_months(at) if month not in known and (through is None or month <= through)]
    return sum(filling.fill_provisional(month, at=at) is not None for month in wanted)


def nightly(*, at: dt.datetime) -> dict[str, int]:
    """Once a night: count open months of the last two years, close those whose day is over, take late entries into closed ones."""
    done = {"counted": 0, "closed": 0, "late": 0}
    months = [month for month in all_months(at) if month >= shifted(month_of(local_day(at)), -LOOKS_BACK)]
    for month in months:
        if filling.is_closed(month):
            done["late"] += _late(month, at)
        elif filling.refresh(month, at=at) is not None:
            done["counted"] += 1
    done["closed"] = close_due(at=at)
    return done


def close_due(*, at: dt.datetime) -> int:
    """Close every month whose last day of reporting is over; how many. A closing that was begun and killed is taken up."""
    city = the_city()
    if city is None:
        return 0
    due = [month for month in all_months(at) if not filling.is_closed(month) and at >= end_of_day(report_due(month, Level.CITY))]
    return sum(close_on_day(month=month, city=city, at=at) is not None for month in due)


def lock_history(*, through: dt.date, at: dt.datetime) -> int:
    """Close the months up to this one, which come from ledgers; how many."""
    city = the_city()
    months = [month for month in all_months(at) if month <= through and ends_at(month) <= at] if city else []
    return sum(city is not None and close_history(month=month, city=city, at=at) is not None for month in months)


def all_months(at: dt.datetime) -> list[dt.date]:
    """The months from the first registration to now; none where nothing was registered."""
    first = Case.objects.get_queryset().aggregate(first=Min("received_at"))["first"]
    return list(_between(month_of(local_day(first)), month_of(local_day(at)))) if first else []


def the_city() -> Area | None:
    """The area at the top."""
    return Area.objects.filter(level=Level.CITY, valid_to__isnull=True).order_by("code").first()


def _late(month: dt.date, at: dt.datetime) -> bool:
    """Only where something was recorded since the present version was counted."""
    city, newest = the_city(), filling.current(month)
    if city is None or newest is None or newest.last_event == filling.last_event():
        return False
    return take_in_late_entries(month=month, city=city, at=at) is not None


def _between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    if first <= last:
        yield from months_of(Period(first, last))
