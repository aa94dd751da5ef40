"""The calendar of working days, read from the rows of `DayOff` and cached.

While a notice is entered the cache is passed by: rows that were read before it are kept under a name of their own that nobody looks up
afterwards, and their life is shorter than that of the sign that says so, should the process that enters the notice die between the two.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.core.cache import cache
from django.db import connection

from cases.clock import Calendar, DayInfo
from cases.models import DayOff

LOCK: Final = 0x64617973
"""Key of the advisory lock: notices take it alone and wait for each other, acts that compute limits take it together."""
_GENERATION: Final = "cases.calendar.generation"
_CHANGING: Final = "cases.calendar.changing"
_ROWS: Final = "cases.calendar.rows"
_ROWS_LIVE, _SIGN_LIVES = 300, 900
"""Seconds."""


def calendar() -> Calendar:
    """The calendar of all entered days off, for reading: a notice that is being committed may or may not be in it."""
    kept = cache.get_many([_GENERATION, _CHANGING])
    key = f"{_ROWS}.{kept.get(_GENERATION, '')}"
    rows = None if _CHANGING in kept else cache.get(key)
    if rows is None:
        rows = list(DayOff.objects.values_list("date", "kind", "name", "provisional"))
        if _CHANGING not in kept:
            cache.set(key, rows, _ROWS_LIVE)
    return _calendar_of(rows)


def settled() -> Calendar:
    """The calendar for computing a limit that will be written in this transaction.

    Until the transaction ends no notice is entered, and one that is being entered is waited for: so a limit is computed either with the
    notice, or in time for the job that computes it anew after the notice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    return calendar()


def begin_change() -> None:
    """Days off are about to change in this transaction: wait for the limits that are being written, keep others waiting, pass by the cache."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    cache.set(_CHANGING, 1, _SIGN_LIVES)


def forget() -> None:
    """Days off have changed: the next reader sees them."""
    cache.set(_GENERATION, secrets.token_hex(8), None)
    cache.delete(_CHANGING)


def _calendar_of(rows: list[Any]) -> Calendar:
    return Calendar(
        off_days={date: DayInfo(name=name, provisional=provisional) for date, kind, name, provisional in rows if kind == DayOff.Kind.OFF},
        workdays={date: DayInfo(name=name, provisional=provisional) for date, kind, name, provisional in rows if kind == DayOff.Kind.WORK},
    )
