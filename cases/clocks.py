"""The clocks of a case in the database: started, stopped, paused, extended, mirrored on the case.

Callers hold the lock on the case (see `cases.acting`); rules of counting are in `cases.clock`, the law's limits in `cases.limits`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from cases.calendar import calendar, settled
from cases.clock import Calendar, Due, Pause, Unit, compute_due, end_of_day
from cases.errors import Refused
from cases.escalation import stopping
from cases.escalation.levels import rung_of
from cases.limits import LASTING_CLOCKS, LEVEL_CLOCKS, LIMITS, PLATFORM_CLOCKS, Limit
from cases.models import Attachment, Case, Clock, ClockExtension, ClockPause

FIXED = ""
"""Unit of a clock whose last day is a date from a paper (an item of an agreement, a planned visit), not a span."""


def start(case: Case, kind: str, *, at: dt.datetime) -> Clock:
    """Start the clock of that kind at a moment; an open one of the same kind is stopped as replaced."""
    stop(case, kind, at=at, reason="replaced")
    clock = prepared(kind, at=at)
    clock.case_id = case.pk
    clock.save()
    return clock


def prepared(kind: str, *, at: dt.datetime) -> Clock:
    """A clock of that kind as it would run from a moment, belonging to no case yet and not saved."""
    limit = LIMITS[kind]
    clock = Clock(kind=kind, amount=limit.amount, unit=limit.unit, started_at=at)
    _apply(clock, compute_due(start=at, amount=limit.amount, unit=limit.unit, calendar=settled()))
    return clock


def set_day(case: Case, kind: str, *, day: dt.date | None, at: dt.datetime) -> None:
    """Let a clock of that kind end with a given day (24:00 Asia/Shanghai), or stop it where there is no day any more."""
    current = Clock.objects.filter(case_id=case.pk, kind=kind, stopped_at__isnull=True).first()
    if current is not None and current.nominal_on == day:
        return
    stop(case, kind, at=at, reason="replaced")
    if day is not None:
        Clock.objects.create(case_id=case.pk, kind=kind, amount=0, unit=FIXED, started_at=at, nominal_on=day, due_at=end_of_day(day))


def stop(case: Case, *kinds: str, at: dt.datetime, reason: str) -> None:
    """Stop the open clocks of these kinds, or all of them where none is named, but for those that outlast the matter."""
    running = Clock.objects.filter(case_id=case.pk, stopped_at__isnull=True)
    running = running.filter(kind__in=kinds) if kinds else running.exclude(kind__in=LASTING_CLOCKS)
    ClockPause.objects.filter(clock__in=running, ended_at__isnull=True).update(ended_at=at)
    if running.update(stopped_at=at, stop_reason=reason) or not kinds:
        stopping.of_case(case.pk, at=at, reason=reason, whole=not kinds)


def level_clock(organisation: Organisation, *, at: dt.datetime) -> Clock:
    """The limit of the level at which that body sits, as it would run from a moment; not saved."""
    return prepared(f"level.{rung_of(organisation.area_id)}", at=at)


def follow_level(case: Case, *, at: dt.datetime) -> None:
    """Let the limit of the level be that of the body that has the case: it starts anew where a body of another level took over."""
    kind = f"level.{rung_of(case.organisation.area_id)}"
    running = list(Clock.objects.filter(case_id=case.pk, kind__in=LEVEL_CLOCKS, stopped_at__isnull=True).values_list("kind", flat=True))
    if running == [kind]:
        return
    stop(case, *LEVEL_CLOCKS, at=at, reason="moved")
    stopping.of_attempts(case.pk, at=at, reason="moved")
    clock = prepared(kind, at=at)
    clock.case_id = case.pk
    clock.save(force_insert=True)


def pause(case: Case, *, at: dt.datetime, reason: str, article: str, approved_by: User) -> list[Clock]:
    """Let every open clock that may pause and has not run out stand still. Raises `Refused` where there is none.

    The platform's own limit of the level stands still with the law's, also when it has run out: what climbed for it stops.
    """
    pausable = [clock for clock in open_clocks(case) if clock.unit != FIXED and limit_of(clock).may_pause and clock.due_at]
    running = [clock for clock in pausable if clock.kind in LEVEL_CLOCKS or (clock.due_at and clock.due_at > at)]
    if all(clock.kind in LEVEL_CLOCKS for clock in running):
        raise Refused(_("本案没有可以中止的期限。"))
    for clock in running:
        ClockPause.objects.create(clock=clock, started_at=at, reason=reason, article=article, approved_by=approved_by)
        clock.due_at = clock.nominal_on = None
        clock.save(update_fields=["due_at", "nominal_on"])
    stopping.of_clocks([clock.pk for clock in running], at=at, reason=stopping.PAUSED)
    return running


def resume(case: Case, *, at: dt.datetime) -> list[Clock]:
    """Let the clocks that stand still run again."""
    standing = [clock for clock in open_clocks(case) if clock.due_at is None]
    ClockPause.objects.filter(clock__in=standing, ended_at__isnull=True).update(ended_at=at)
    for clock in standing:
        recompute(clock)
    stopping.go_on([clock.pk for clock in standing], at=at)
    return standing


def extend(case: Case, kind: str, *, amount: int, at: dt.datetime, reason: str, approved_by: User, document: Attachment | None = None) -> Clock:
    """Extend an open clock within the law's cap. Raises `Refused` with field `amount` where the cap is passed."""
    clock = Clock.objects.filter(case_id=case.pk, kind=kind, stopped_at__isnull=True).first()
    if clock is None:
        raise Refused(_("该期限没有在走，不能延长。"))
    limit = limit_of(clock)
    given = list(clock.extensions.all())
    if limit.extension_times is not None and len(given) >= limit.extension_times:
        raise Refused({"amount": _("“%(name)s”依%(article)s已延长 %(times)s 次，不能再延长。") % _words(limit, times=len(given))})
    if limit.extension_max is not None and sum(e.amount for e in given) + amount > limit.extension_max:
        raise Refused({"amount": _("“%(name)s”依%(article)s最多延长 %(cap)s。") % _words(limit, cap=limit.extension_max)})
    ClockExtension.objects.create(
        clock=clock, amount=amount, reason=reason, article=str(limit.article), approved_by=approved_by, document=document, at=at
    )
    recompute(clock)
    stopping.of_clocks([clock.pk], at=at, reason=stopping.EXTENDED)
    return clock


def recompute(clock: Clock) -> None:
    """Compute an open clock anew from its rows and save it; it climbs from the first step again."""
    if clock.unit == FIXED:
        return
    getattr(clock, "_prefetched_objects_cache", {}).clear()  # rows read before the change would hide it
    _apply(clock, due_of(clock, settled()))
    clock.level = 0
    clock.save(update_fields=["due_at", "nominal_on", "level"])


def due_of(clock: Clock, days: Calendar | None = None) -> Due:
    """What the clock says, with its explanation (see `cases.clock.Due`); `days` where it is about to be written."""
    pauses = [Pause(start=p.started_at, end=p.ended_at, reason=p.reason, article=p.article) for p in clock.pauses.all()]
    return compute_due(
        start=clock.started_at,
        amount=clock.amount,
        unit=Unit(clock.unit),
        calendar=days or calendar(),
        pauses=pauses,
        extension=sum(e.amount for e in clock.extensions.all()),
    )


def open_clocks(case: Case) -> list[Clock]:
    """The clocks that have not been stopped."""
    return list(Clock.objects.filter(case_id=case.pk, stopped_at__isnull=True).prefetch_related("pauses", "extensions"))


def limit_of(clock: Clock) -> Limit:
    """The limit a clock runs by."""
    return LIMITS[clock.kind]


def mirror(case: Case, clocks: Iterable[Clock] | None = None) -> None:
    """Put the earliest open clock on the case, and whether the case stands still. The caller saves.

    The platform's own clocks (level, supervision, plan, review) are left out: what the lists show stays the law's.
    """
    found = Clock.objects.filter(case_id=case.pk, stopped_at__isnull=True) if clocks is None else clocks
    rows = [clock for clock in found if clock.kind not in PLATFORM_CLOCKS]
    running = sorted((clock for clock in rows if clock.due_at), key=lambda clock: (clock.due_at, clock.pk))
    case.due_at = running[0].due_at if running else None
    case.clock_kind = running[0].kind if running else ""
    case.paused = any(clock.due_at is None for clock in rows)


def _apply(clock: Clock, due: Due) -> None:
    clock.due_at, clock.nominal_on = due.due_at, due.nominal


def _words(limit: Limit, **more: object) -> dict[str, object]:
    return {"name": limit.name, "article": limit.article, **more}
