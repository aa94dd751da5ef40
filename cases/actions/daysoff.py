"""Entering a notice on days off: the year's days are replaced, and open clocks that touch a changed day are computed anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions.recording import record
from accounts.actor import Actor
from accounts.language import on_record
from accounts.policies import may
from cases import calendar
from cases.errors import NotGranted, Refused
from cases.models import DayOff, DaysOffNotice

ACT = "system.days_off"
_SATURDAY = 5
_BORDER = dt.timedelta(days=10)
"""A notice may reach so far into the years beside it (元旦 often does)."""


@dataclass(frozen=True)
class NoticeDay:
    """A day of a notice: off, or a weekend day that is worked."""

    date: dt.date
    kind: str
    name: str


def enter_days_off(*, by: Actor, at: dt.datetime, year: int, rows: Sequence[NoticeDay], source: str, address: str | None = None) -> DaysOffNotice:
    """Enter the notice of a year. What was known or expected of the year before gives way to it.

    The clocks follow in a job (`cases.clock_recompute`); the returned row says how far it is.

    `rows` are all days of the notice, weekends without a holiday left out; `source` is its number, e.g. 国办发明电〔2025〕7号.

    Raises:
        NotGranted: neither a system administrator nor a county centre acts.
        Refused: reasons by field (`year`, `rows`, `source`).
    """
    if not may(by.roles, ACT):
        raise NotGranted(_("录入放假通知"))
    _check(year, rows, source)
    with transaction.atomic():
        calendar.begin_change()
        changed = _replace(year, rows, source)
        notice = DaysOffNotice.objects.create(
            year=year,
            source=source,
            by=by.user,
            at=at,
            days_changed=len(changed),
            first_day=min(changed, default=None),
            last_day=max(changed, default=None),
            done_at=None if changed else at,
        )
        with on_record():
            text = _("变动 %(count)d 天") % {"count": len(changed)}
            record(_("录入放假通知"), f"{year} {source}", text, by=by, at=at, address=address)
        transaction.on_commit(calendar.forget)
        if changed:
            transaction.on_commit(_start_job, robust=True)
    return notice


def _replace(year: int, rows: Iterable[NoticeDay], source: str) -> set[dt.date]:
    """Put the notice's rows in the place of the year's; returns the days that count otherwise than before."""
    new = {row.date: DayOff(date=row.date, kind=row.kind, name=row.name, source=source, provisional=False) for row in rows}
    old = {row.date: row for row in DayOff.objects.filter(Q(date__year=year) | Q(date__in=new))}
    gone = [date for date in old if date not in new]
    DayOff.objects.filter(date__in=gone).delete()
    DayOff.objects.bulk_create(new.values(), update_conflicts=True, unique_fields=["date"], update_fields=["kind", "name", "source", "provisional"])
    return {date for date in {*old, *new} if _is_off(date, old.get(date)) != _is_off(date, new.get(date))}


def _is_off(date: dt.date, row: DayOff | None) -> bool:
    return date.weekday() >= _SATURDAY if row is None else row.kind == DayOff.Kind.OFF


def _check(year: int, rows: Sequence[NoticeDay], source: str) -> None:
    """Refuse what no notice says."""
    reasons: dict[str, list[str]] = {}
    if not 2000 <= year <= 2100:
        reasons["year"] = [_("年份应在 2000 至 2100 之间。")]
    if len(source.strip()) < 2:
        reasons["source"] = [_("请填写通知的文号或名称。")]
    wrong = [_("至少要有一天放假。")] if not any(row.kind == DayOff.Kind.OFF for row in rows) else []
    seen: set[dt.date] = set()
    for row in rows:
        wrong += _day_reasons(row, year, seen)
        seen.add(row.date)
    if wrong:
        reasons["rows"] = wrong
    if reasons:
        raise Refused(reasons)


def _day_reasons(row: NoticeDay, year: int, seen: set[dt.date]) -> list[str]:
    found = []
    if row.date in seen:
        found.append(_("%(date)s 出现了两次。") % {"date": row.date})
    if not dt.date(year, 1, 1) - _BORDER <= row.date <= dt.date(year, 12, 31) + _BORDER:
        found.append(_("%(date)s 不在 %(year)d 年内。") % {"date": row.date, "year": year})
    if row.kind == DayOff.Kind.WORK and row.date.weekday() < _SATURDAY:
        found.append(_("%(date)s 不是周六、周日，不能作为调休上班日。") % {"date": row.date})
    return found


def _start_job() -> None:
    """Begin at once; where the broker is away, the sweep takes it up within a minute."""
    from cases.tasks import recompute_clocks

    recompute_clocks.delay()
