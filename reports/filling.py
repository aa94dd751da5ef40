"""Filling months with figures. Progress is in `FillState`; a run may be killed, doubled or late, and the cells come out the same.

All that a run writes is one transaction, so a killed one leaves either a whole filling or nothing but the row that says it was begun, which the
next run takes up. Runs for the same month stand in line behind an advisory lock.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from accounts.models import User
from cases.models import CaseEvent
from reports import roll_up
from reports.models import FillState

PROVISIONAL: Final = 0
_LOCK: Final = 0x4653  # "FS": the first half of the advisory lock's key; the second one is the month
SETTLES: Final = dt.timedelta(minutes=15)
"""No transaction of an act lasts longer."""
_WORK_MEM: Final = "256MB"
"""For the sums of a month at millions of cases; less would spill to disk."""


def fill_provisional(month: dt.date, *, at: dt.datetime) -> FillState | None:
    """Count an open month anew; its figures are replaced as a whole. None where the month is closed already or another run is counting it."""
    with transaction.atomic():
        if not _try_lock(month) or is_closed(month):
            return None
        fill, _made = FillState.objects.get_or_create(month=month, version=PROVISIONAL, defaults={"started_at": at})
        fill.started_at, fill.last_event = at, last_event()
        _remove_cells(fill)
        return _count(fill, at=at)


def refresh(month: dt.date, *, at: dt.datetime) -> FillState | None:
    """Count an open month anew if anything was recorded since it was counted; None where nothing was to be done.

    An act that began before a count may end after it with a lower number, so a count is trusted only when it came well after the last event.
    """
    fill = FillState.objects.filter(month=month, version=PROVISIONAL, state=FillState.State.DONE).first()
    last = CaseEvent.objects.order_by("-pk").values_list("pk", "at").first()
    if fill is not None and fill.counted_at is not None and (last is None or (last[0] == fill.last_event and fill.counted_at - last[1] > SETTLES)):
        return None
    return fill_provisional(month, at=at)


def begin_version(month: dt.date, *, reason: str, at: dt.datetime, by: User | None = None, note: str = "") -> FillState:
    """Put on file that a frozen version of the month is to be made: the one already begun, or the next number."""
    with transaction.atomic():
        _lock(month)
        versions = FillState.objects.filter(month=month, version__gt=PROVISIONAL)
        begun = versions.filter(state=FillState.State.STARTED).first()
        last = versions.aggregate(last=Max("version"))["last"] or PROVISIONAL
        return begun or FillState.objects.create(month=month, version=last + 1, reason=reason, note=note, by=by, started_at=at)


def finish_version(fill: FillState, *, at: dt.datetime) -> FillState:
    """Count a version that was begun and freeze it; one that is done already is given back as it is. The first one ends the provisional figures."""
    with transaction.atomic():
        _lock(fill.month)
        fill.refresh_from_db()
        if fill.state == FillState.State.DONE:
            return fill
        fill.last_event = last_event()
        done = _count(fill, at=at)
        _end_provisional(fill.month)
        return done


def differs(fill: FillState) -> bool:
    """Whether a count of today would have any other leaf than this filling. Writes nothing that stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        _count_leaves(cursor, fill.month)
        cursor.execute(roll_up.DIFFERS, {"old": fill.pk})
        found = bool(cursor.fetchone()[0])
        cursor.execute(roll_up.FORGET)
        return found


def current(month: dt.date) -> FillState | None:
    """The newest frozen version of a month."""
    return FillState.objects.filter(month=month, version__gt=PROVISIONAL, state=FillState.State.DONE).order_by("-version").first()


def is_closed(month: dt.date) -> bool:
    """Whether a frozen version of the month is done."""
    return FillState.objects.filter(month=month, version__gt=PROVISIONAL, state=FillState.State.DONE).exists()


def _count(fill: FillState, *, at: dt.datetime) -> FillState:
    with connection.cursor() as cursor:
        _count_leaves(cursor, fill.month)
        cursor.execute("SELECT set_config('fengqiao.filling', %s, true)", [str(fill.pk)])
        cursor.execute(roll_up.WRITE, {"fill": fill.pk})
        cursor.execute(roll_up.FORGET)
    fill.state, fill.counted_at, fill.done_at = FillState.State.DONE, at, at
    fill.save()
    return fill


def _count_leaves(cursor: CursorWrapper, month: dt.date) -> None:
    cursor.execute(f"SET LOCAL work_mem = '{_WORK_MEM}'")
    cursor.execute("SET LOCAL jit = off")
    cursor.execute(roll_up.COUNT, roll_up.parameters(month))


def _remove_cells(fill: FillState) -> None:
    with connection.cursor() as cursor:
        for part in ("grain = 0", "grain > 0"):  # each has an index of its own
            cursor.execute(f"DELETE FROM reports_cell WHERE fill_id = %s AND {part}", [fill.pk])  # noqa: S608


def _end_provisional(month: dt.date) -> None:
    for fill in FillState.objects.filter(month=month, version=PROVISIONAL):
        _remove_cells(fill)
        fill.delete()


def last_event() -> int:
    """The highest number of a case event."""
    return CaseEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def _key(month: dt.date) -> list[int]:
    return [_LOCK, month.year * 100 + month.month]


def _lock(month: dt.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _key(month))


def _try_lock(month: dt.date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _key(month))
        return bool(cursor.fetchone()[0])
