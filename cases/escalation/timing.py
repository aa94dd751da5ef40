"""When a step of a ladder is due, and the other way round: up to which limit it is due now. Pure; days are days in Asia/Shanghai.

A step lies so many hours, days or working days before (negative) or behind a limit. Hours are counted at once; days end at 24:00: a step three
working days behind a limit is due at 24:00 of the third working day after its last day, one a working day before it at 24:00 of the working day
before its last day, which leaves that whole last day.
"""

from __future__ import annotations

import datetime as dt

from cases.daycount import ONE_DAY, Calendar, add_working_days, end_of_day, is_working_day, local_day
from cases.models import StepUnit

_INSTANT = dt.timedelta(microseconds=1)


def moment_of(due_at: dt.datetime, offset: int, unit: str, calendar: Calendar) -> dt.datetime:
    """When a step is due for a limit that ends at `due_at` (aware)."""
    if unit == StepUnit.HOUR:
        return due_at + dt.timedelta(hours=offset)
    if unit == StepUnit.CALENDAR_DAY:
        return due_at + offset * ONE_DAY
    if offset == 0:
        return due_at
    last = local_day(due_at - _INSTANT)
    return end_of_day(add_working_days(last, offset, calendar) if offset > 0 else _working_days_before(last, -offset, calendar))


def cutoff_at(now: dt.datetime, offset: int, unit: str, calendar: Calendar) -> dt.datetime:
    """The latest limit whose step is due at `now` (aware): a step is due exactly for limits up to this one."""
    if unit == StepUnit.HOUR:
        return now - dt.timedelta(hours=offset)
    if unit == StepUnit.CALENDAR_DAY:
        return now - offset * ONE_DAY
    if offset == 0:
        return now
    today = local_day(now)
    if offset > 0:
        return end_of_day(_working_days_before(today, offset, calendar) - ONE_DAY)
    return end_of_day(add_working_days(today - ONE_DAY, -offset, calendar))


def answer_by(now: dt.datetime, working_days: int, calendar: Calendar) -> dt.datetime:
    """Until when is to be answered what is told now: 24:00 of that working day after today."""
    return end_of_day(add_working_days(local_day(now), working_days, calendar))


def _working_days_before(day: dt.date, days: int, calendar: Calendar) -> dt.date:
    """The n-th working day before the day, which itself is not counted."""
    while days:
        day -= ONE_DAY
        days -= is_working_day(day, calendar)
    return day
