"""Computes open clocks anew after a notice on days off, in batches that may be killed at any point and run twice or side by side.

A batch locks the notice's row, then the cases (as every act does), then computes their clocks; the cursor on the notice is saved in the same
transaction. Only clocks between the changed days can move: those that started before the last of them and are due after the first.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import clocks
from cases.clock import Calendar, Pause, Unit, compute_due
from cases.daycount import SHANGHAI, end_of_day
from cases.escalation import stopping
from cases.limits import LIMITS
from cases.models import Case, CaseEvent, Clock, DayOff, DaysOffNotice

BATCH = 500
ACT = "days_off"
_COUNTED_IN_DAYS = (Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH)


@dataclass(frozen=True)
class Moved:
    """A clock that ends on another day than before."""

    clock: Clock
    before: dt.datetime | None


def recompute_all(*, at: dt.datetime) -> int:
    """Finish every notice that is not done; returns how many clocks moved. Notices that another worker has in hand are left to it."""
    moved = 0
    while (count := recompute_batch(at=at)) is not None:
        moved += count
    return moved


@transaction.atomic
def recompute_batch(*, at: dt.datetime, size: int = BATCH) -> int | None:
    """Look at the next clocks of the oldest open notice. Returns how many moved, or None where nothing is left to do."""
    notice = DaysOffNotice.objects.select_for_update(skip_locked=True).filter(done_at__isnull=True).order_by("id").first()
    if notice is None:
        return None
    found = list(_touched(notice).filter(pk__gt=notice.cursor).order_by("pk").values_list("pk", "case_id")[:size])
    moved = _recompute(notice, [pk for pk, _case in found], {case for _pk, case in found}, at) if found else 0
    notice.clocks_moved += moved
    notice.cursor = found[-1][0] if found else notice.cursor
    if len(found) < size:
        notice.done_at = at
    notice.save(update_fields=["clocks_moved", "cursor", "done_at"])
    return moved


def _touched(notice: DaysOffNotice) -> QuerySet[Clock]:
    """Open clocks counted in days that run over one of the changed days."""
    first, last = notice.first_day, notice.last_day
    if first is None or last is None:
        return Clock.objects.none()
    begins = dt.datetime.combine(first, dt.time(), SHANGHAI)
    return Clock.objects.filter(stopped_at__isnull=True, unit__in=_COUNTED_IN_DAYS, started_at__lt=end_of_day(last), due_at__gt=begins)


def _recompute(notice: DaysOffNotice, clock_ids: list[int], case_ids: set[int], at: dt.datetime) -> int:
    cases = {case.pk: case for case in Case.objects.get_queryset().select_for_update(no_key=True).filter(pk__in=case_ids).order_by("pk")}
    calendar = Calendar.of(DayOff.objects.all())
    touched = Clock.objects.filter(pk__in=clock_ids, stopped_at__isnull=True, due_at__isnull=False)
    moved = [each for clock in touched.prefetch_related("pauses", "extensions") if (each := _moved(clock, calendar))]
    Clock.objects.bulk_update([each.clock for each in moved], ["due_at", "nominal_on", "level"])
    elsewhere = [each.clock.pk for each in moved if each.before != each.clock.due_at]
    stopping.of_clocks(elsewhere, at=at, reason=stopping.DAYS_OFF)
    stopping.go_on(elsewhere, at=at)
    _tell_cases(notice, cases, moved, at)
    return sum(1 for each in moved if each.before != each.clock.due_at)


def _moved(clock: Clock, calendar: Calendar) -> Moved | None:
    """The clock with its new end, or None where it stays."""
    before, nominal = clock.due_at, clock.nominal_on
    due = compute_due(
        start=clock.started_at,
        amount=clock.amount,
        unit=Unit(clock.unit),
        calendar=calendar,
        pauses=[Pause(start=each.started_at, end=each.ended_at) for each in clock.pauses.all()],
        extension=sum(each.amount for each in clock.extensions.all()),
    )
    clock.due_at, clock.nominal_on = due.due_at, due.nominal
    clock.level = clock.level if clock.due_at == before else 0
    return Moved(clock, before) if (before, nominal) != (clock.due_at, clock.nominal_on) else None


def _tell_cases(notice: DaysOffNotice, cases: dict[int, Case], moved: list[Moved], at: dt.datetime) -> None:
    """Mirror the earliest clock on each case and write one line of its timeline."""
    by_case: defaultdict[int, list[Moved]] = defaultdict(list)
    for each in moved:
        if each.before != each.clock.due_at:
            by_case[each.clock.case_id].append(each)
    open_clocks = _open_clocks(by_case)
    changed = [cases[pk] for pk in by_case]
    for case in changed:
        clocks.mirror(case, open_clocks[case.pk])
        case.version += 1
        case.updated_at = at
    Case.objects.get_queryset().bulk_update(changed, ["due_at", "clock_kind", "paused", "version", "updated_at"])
    CaseEvent.objects.bulk_create(_event(notice, case, by_case[case.pk], at) for case in changed)


def _open_clocks(case_ids: Iterable[int]) -> defaultdict[int, list[Clock]]:
    found: defaultdict[int, list[Clock]] = defaultdict(list)
    for clock in Clock.objects.filter(case_id__in=list(case_ids), stopped_at__isnull=True):
        found[clock.case_id].append(clock)
    return found


def _event(notice: DaysOffNotice, case: Case, moved: list[Moved], at: dt.datetime) -> CaseEvent:
    lines = [
        _("“%(limit)s”的到期日由 %(before)s 改为 %(after)s")
        % {"limit": LIMITS[each.clock.kind].name, "before": _day(each.before), "after": _day(each.clock.due_at)}
        for each in moved
    ]
    return CaseEvent(
        case_id=case.pk,
        act=ACT,
        by_id=notice.by_id,
        at=at,
        source=case.state,
        target=case.state,
        text="；".join(lines),
        article=notice.source,
        data={"clocks": [each.clock.kind for each in moved]},
        version=case.version,
    )


def _day(due_at: dt.datetime | None) -> str:
    """The last day of a limit, which ends at 24:00."""
    return "—" if due_at is None else (due_at - dt.timedelta(microseconds=1)).astimezone(SHANGHAI).date().isoformat()
