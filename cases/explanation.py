"""Why a limit ends on the day it ends: the facts of a computation, and the sentences a page shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from cases.daycount import SHANGHAI, NamedDay, Pause, runs
from cases.limits import Unit

_MINUTE: Final = "%Y-%m-%d %H:%M"


def quantity(amount: int, unit: Unit) -> str:
    """An amount in its unit, in words."""
    forms = {
        Unit.CALENDAR_DAY: _("%(amount)s 日"),
        Unit.WORKING_DAY: _("%(amount)s 个工作日"),
        Unit.MONTH: _("%(amount)s 个月"),
        Unit.HOUR: _("%(amount)s 小时"),
    }
    return forms[unit] % {"amount": amount}


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The facts behind a due day.

    `counted` are the days that count (none for hours); `skipped` the days off passed over among working days; `rolled` the days off by which
    the last day moved; `worked` the make-up working days that mattered; `paused` the days pauses took out; `unannounced` the years
    whose days off are only expected. `nominal` is the last day before it moved. `due_at` is `None` while a pause is open.
    """

    start: datetime
    amount: int
    unit: Unit
    extension: int = 0
    article: str = ""
    counted: tuple[date, ...] = ()
    skipped: tuple[NamedDay, ...] = ()
    rolled: tuple[NamedDay, ...] = ()
    worked: tuple[NamedDay, ...] = ()
    pauses: tuple[Pause, ...] = ()
    paused: tuple[date, ...] = ()
    unannounced: tuple[int, ...] = ()
    nominal: date | None = None
    due_day: date | None = None
    due_at: datetime | None = None

    @property
    def first_day(self) -> date | None:
        """The first day that counts; none if the unit is hours or nothing counted yet."""
        return self.counted[0] if self.counted else None

    @property
    def provisional(self) -> bool:
        """Whether a notice on days off that is still to come may move the due day."""
        return bool(self.unannounced)

    def lines(self) -> list[str]:
        """The explanation in sentences of the active language, in the order of the reckoning."""
        return [
            *self._start_lines(),
            *self._pause_lines(),
            *self._skip_lines(),
            *self._end_lines(),
            *(_("%(year)s 年放假安排尚未公布，到期日为暂定") % {"year": year} for year in self.unannounced),
            *([_("依据：%(article)s") % {"article": self.article}] if self.article else []),
        ]

    def _start_lines(self) -> Iterator[str]:
        if self.unit is Unit.HOUR:
            yield _("自 %(at)s 起即时计算") % {"at": _minute(self.start)}
        else:
            yield _("%(day)s 起算，当日不计入") % {"day": self.start.astimezone(SHANGHAI).date()}
        if self.extension:
            yield _("期限 %(amount)s，延长 %(extension)s，共 %(total)s") % {
                "amount": quantity(self.amount, self.unit),
                "extension": quantity(self.extension, self.unit),
                "total": quantity(self.amount + self.extension, self.unit),
            }
        else:
            yield _("期限 %(amount)s") % {"amount": quantity(self.amount, self.unit)}
        if self.first_day:
            yield _("自 %(day)s 开始计算") % {"day": self.first_day}

    def _pause_lines(self) -> Iterator[str]:
        for pause in self.pauses:
            facts = {"start": _minute(pause.start), "end": _minute(pause.end) if pause.end else "", "reason": pause.reason}
            line = _("%(start)s 至 %(end)s 中止：%(reason)s") if pause.end else _("%(start)s 起中止：%(reason)s，恢复后继续计算")
            yield line % facts + (_("（%(article)s）") % {"article": pause.article} if pause.article else "")
        if self.paused:
            yield _("中止的 %(days)s 日不计入") % {"days": len(self.paused)}

    def _skip_lines(self) -> Iterator[str]:
        for run in runs(self.skipped):
            yield _("%(days)s 是%(names)s，不计入") % {"days": _span(run), "names": _names(run)}
        for day in self.worked:
            yield _("%(day)s 是工作日：%(name)s") % {"day": day.date, "name": day.name}

    def _end_lines(self) -> Iterator[str]:
        if self.due_at is None:
            yield _("中止期间没有到期日")
        elif self.unit is Unit.HOUR:
            yield _("%(at)s 到期") % {"at": _minute(self.due_at)}
        else:
            if self.due_day != self.nominal:
                yield self._roll_line()
            yield _("%(day)s 24:00 到期") % {"day": self.due_day}

    def _roll_line(self) -> str:
        facts = {"nominal": self.nominal, "names": _names(self.rolled), "due": self.due_day}
        return _("最后一日为 %(nominal)s，逢%(names)s，顺延至 %(due)s") % facts


def _minute(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime(_MINUTE)


def _span(run: Sequence[NamedDay]) -> str:
    first, last = run[0].date, run[-1].date
    return str(first) if first == last else _("%(first)s 至 %(last)s") % {"first": first, "last": last}


def _names(days: Sequence[NamedDay]) -> str:
    """The names of days off, each once, plain weekends last."""
    names = list(dict.fromkeys(day.name for day in days if day.name))
    if any(not day.name for day in days):
        names.append(_("周末"))
    return _("、").join(names)
