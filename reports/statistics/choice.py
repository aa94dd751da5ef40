"""What somebody asked to see: an area among those he may see, and months."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from accounts.models import Area
from accounts.models.area import CODE_LENGTH, Level
from reports.months import Period, month_of, shifted

LONGEST: Final = 36
"""Months that one look takes in at most."""
EARLIEST: Final = dt.date(2000, 1, 1)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_LENGTHS: Final = [CODE_LENGTH[level] for level in (Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)]
_VILLAGE: Final = CODE_LENGTH[Level.VILLAGE]


class BadPeriod(ValueError):
    """Months that cannot be shown; the text says which and why."""


@dataclass(frozen=True)
class Place:
    """An area, those above it that its viewer may see too (outermost first), and his other areas."""

    area: Area
    above: tuple[Area, ...]
    others: tuple[Area, ...] = ()

    @property
    def level(self) -> Level:
        """The level of the area."""
        return Level(self.area.level)

    @property
    def has_parts(self) -> bool:
        """Whether there are areas under it that have figures of their own."""
        return self.level != Level.VILLAGE


def roots_of(actor: Actor) -> tuple[str, ...]:
    """The areas from which this actor looks down, the widest first. Figures stop at the village: a grid cell alone has none."""
    if not actor.scope.sees_cases:
        return ()
    return tuple(sorted((code for code in actor.scope.area_prefixes if len(code) <= _VILLAGE), key=lambda code: (len(code), code)))


def place_of(actor: Actor, code: str = "") -> Place | None:
    """The area of that code, or the widest one that the actor sees; None where there is none such or it is not his to see."""
    roots = roots_of(actor)
    wanted = code or next(iter(roots), "")
    root = next((each for each in roots if wanted.startswith(each)), None)
    if root is None or len(wanted) not in _LENGTHS:
        return None
    path = [wanted[:length] for length in _LENGTHS if len(root) <= length <= len(wanted)]
    found = {area.code: area for area in Area.objects.filter(Q(code__in=path) | Q(code__in=roots))}
    if wanted not in found:
        return None
    return Place(found[wanted], tuple(found[each] for each in path[:-1]), tuple(found[each] for each in roots if each != root and each in found))


def period_of(data: Mapping[str, str], *, today: dt.date) -> Period:
    """The months asked for (`from`, `to` as `2026-10`); without any the last whole month.

    Raises:
        BadPeriod: they are no months, the wrong way round, too many, or have not begun.
    """
    last_whole = shifted(month_of(today), -1)
    first = _month(data.get("from", ""), _("起始月份"))
    last = _month(data.get("to", ""), _("截止月份"))
    first, last = (first, last) if first and last else (first or last or last_whole,) * 2
    if last < first:
        raise BadPeriod(_("截止月份不能早于起始月份。"))
    if last > month_of(today):
        raise BadPeriod(_("截止月份不能晚于本月，那时还没有数据。"))
    period = Period(first, last)
    if period.months > LONGEST:
        raise BadPeriod(_("一次最多看 %(count)d 个月，请缩短范围。") % {"count": LONGEST})
    return period


def _month(text: str, name: str) -> dt.date | None:
    text = text.strip()
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    month = dt.date(int(found[1]), int(found[2]), 1) if found and found.group(1) >= str(EARLIEST.year) else None
    if month is None:
        raise BadPeriod(_("%(name)s应写成 2026-10 这样。") % {"name": name})
    return month


def query_of(period: Period, **more: str) -> str:
    """The part of an address that names the months, and more where it is not empty."""
    return urlencode({"from": f"{period.first:%Y-%m}", "to": f"{period.last:%Y-%m}", **{name: value for name, value in more.items() if value}})


def name_of(period: Period) -> str:
    """What people call the months: `2026年10月`, `2026年1—4月`, `2025年11月—2026年2月`."""
    first, last = period.first, period.last
    if first == last:
        return _("%(year)d年%(month)d月") % {"year": first.year, "month": first.month}
    if first.year == last.year:
        return _("%(year)d年%(first)d—%(last)d月") % {"year": first.year, "first": first.month, "last": last.month}
    return _("%(y1)d年%(m1)d月—%(y2)d年%(m2)d月") % {"y1": first.year, "m1": first.month, "y2": last.year, "m2": last.month}


@dataclass(frozen=True)
class Shortcut:
    """Months that people often want."""

    label: str
    period: Period


_SHORTCUTS: Final = (_l("上月"), _l("本月"), _l("今年以来"), _l("去年"))


def shortcuts(today: dt.date) -> list[Shortcut]:
    """Last month, this month, this year so far, last year."""
    this, last = month_of(today), shifted(month_of(today), -1)
    january, before = this.replace(month=1), this.replace(year=this.year - 1, month=1)
    periods = (Period(last, last), Period(this, this), Period(january, this), Period(before, shifted(january, -1)))
    return [Shortcut(str(label), period) for label, period in zip(_SHORTCUTS, periods, strict=True)]
