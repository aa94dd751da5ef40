"""The calendar of working days, read from the rows of `DayOff`."""

from __future__ import annotations

from django.core.cache import cache

from cases.clock import Calendar, DayInfo
from cases.models import DayOff

_KEY = "cases.calendar.v1"


def calendar() -> Calendar:
    """The calendar of all entered days off; cached until a notice is entered (`forget`)."""
    rows = cache.get(_KEY)
    if rows is None:
        rows = list(DayOff.objects.values_list("date", "kind", "name", "provisional"))
        cache.set(_KEY, rows, 3600)
    return Calendar(
        off_days={date: DayInfo(name=name, provisional=provisional) for date, kind, name, provisional in rows if kind == DayOff.Kind.OFF},
        workdays={date: DayInfo(name=name, provisional=provisional) for date, kind, name, provisional in rows if kind == DayOff.Kind.WORK},
    )


def forget() -> None:
    """Days off changed: the next reader sees them."""
    cache.delete(_KEY)
