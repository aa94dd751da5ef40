"""The days off of China to fill the table of days off with, computed without the network by the package `holidays`.

For a year whose notice (国务院办公厅关于部分节假日安排的通知) the package knows, they are the published days; before that, the days the
holidays law gives by itself (全国年节及纪念日放假办法), which the notice will still shift: those are provisional.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import holidays

from cases.daycount import DayKind

SOURCE: Final = f"holidays {holidays.__version__}"

_SEPARATOR: Final = "; "
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_IN_LIEU: Final = "（补假）"


@dataclass(frozen=True)
class SeedDayOff:
    """One day that differs from the plain week: off, or a weekend day made a working day."""

    date: date
    kind: DayKind
    name: str
    source: str
    provisional: bool


def seed_days_off(years: Iterable[int]) -> list[SeedDayOff]:
    """The days off and make-up working days of these years, in order. Weekends without a holiday are not among them."""
    return [row for year in sorted(set(years)) for row in _year(year)]


def _year(year: int) -> list[SeedDayOff]:
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    named = dict(found.items())
    # The package lists some make-up days of other years too, whichever year is asked for.
    workdays = [day for day in found.weekend_workdays if day.year == year]
    provisional = not workdays
    swaps = _swaps(named)
    names = {day: (DayKind.OFF, _plain(name)) for day, name in named.items()}
    for day, worked in swaps.items():
        festival = _festival(day, named)
        names[day] = (DayKind.OFF, f"{festival}调休")
        names[worked] = (DayKind.WORK, f"{festival}调休上班")
    for day in workdays:
        names.setdefault(day, (DayKind.WORK, "调休上班"))
    return [SeedDayOff(day, kind, name, SOURCE, provisional) for day, (kind, name) in sorted(names.items()) if day.year == year]


def _swaps(named: Mapping[date, str]) -> dict[date, date]:
    """Rest days that are worked on another day, with that day; the package says it in the name."""
    found = {day: _ISO_DATE.search(name) for day, name in named.items()}
    return {day: date.fromisoformat(match.group()) for day, match in found.items() if match}


def _festival(day: date, named: Mapping[date, str]) -> str:
    """The holiday nearest to a swapped rest day, which is the one it prolongs."""
    holidays_proper = [other for other, name in named.items() if not _ISO_DATE.search(name)]
    nearest = min(holidays_proper, key=lambda other: (abs(other - day), other))
    return _plain(named[nearest]).removesuffix(_IN_LIEU)


def _plain(name: str) -> str:
    """Two holidays on one day, as people write them."""
    return name.replace(_SEPARATOR, "、")
