"""Reading what a look needs from the monthly figures: few statements, all months of the comparison in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from accounts.models import Area
from accounts.models.area import Level
from cases.daycount import end_of_day
from reports.figures import Cut, Dimension, by_area_and, by_area_and_month, by_month, current_fills, labels_of
from reports.measures import MEASURES, Measures, Span
from reports.models import FillState, MonthReport
from reports.months import Period, month_end, months_of, shifted

TREND: Final = 12
"""Months that a trend shows at least."""
Series = Mapping[dt.date, Measures]
NOTHING: Final = Measures()


@dataclass(frozen=True)
class Look:
    """Months looked at, and those they are compared with."""

    period: Period

    @property
    def whole(self) -> Period:
        """From the first to the last month that is read: the comparisons, and the trend with the same months a year earlier."""
        earliest = min(self.period.before.first, self.period.year_before.first, shifted(self.trend.first, -12))
        return Period(earliest, self.period.last)

    @property
    def compared(self) -> Period:
        """From the first to the last month of the comparisons alone."""
        return Period(min(self.period.before.first, self.period.year_before.first), self.period.last)

    @property
    def trend(self) -> Period:
        """The months of the trend: those looked at, and as many before them as make a year."""
        return Period(min(self.period.first, shifted(self.period.last, 1 - TREND)), self.period.last)


@dataclass(frozen=True)
class Standing:
    """How the figures came about: which months have any, which version, until when, and how the area stands with its report."""

    period: Period
    fills: Mapping[dt.date, FillState]
    """The filling that counts, by month, for all months that were read."""
    report: str = MonthReport.State.OPEN

    def has(self, period: Period) -> bool:
        """Whether every one of these months has figures."""
        return all(month in self.fills for month in months_of(period))

    @property
    def missing(self) -> list[dt.date]:
        """The months looked at that have no figures."""
        return [month for month in months_of(self.period) if month not in self.fills]

    @property
    def empty(self) -> bool:
        """Whether no month looked at has any."""
        return len(self.missing) == self.period.months

    @property
    def chosen(self) -> list[FillState]:
        """The fillings of the months looked at."""
        return [self.fills[month] for month in months_of(self.period) if month in self.fills]

    @property
    def cut_off(self) -> dt.datetime:
        """The moment up to which facts are in the figures (aware): 24:00 of the last day, or earlier while a month has not ended."""
        end = end_of_day(month_end(self.period.last))
        last = self.fills.get(self.period.last)
        return min(end, last.counted_at) if last is not None and last.counted_at is not None else end

    @property
    def locked(self) -> bool:
        """Whether every month looked at is closed."""
        return bool(self.chosen) and not self.missing and all(fill.frozen for fill in self.chosen)


@dataclass(frozen=True)
class Reading:
    """All that was read for an area."""

    area: Area
    look: Look
    standing: Standing
    total: Series
    parts: list[tuple[Area, Series]] = field(default_factory=list)
    kinds: list[tuple[str, str, Series]] = field(default_factory=list)
    """Of the chosen dimension: code, label, figures; what has no figures in the months looked at is left out."""


def read(area: Area, period: Period, *, dimension: Dimension | None = None, parts: bool = True, parts_level: Level | None = None) -> Reading:
    """The figures of an area, of the areas under it (of the next level, or of a given one), and apart by a dimension."""
    look = Look(period)
    cut = Cut(area.pk, look.compared)
    standing = standing_of(area.pk, period, look.whole)
    return Reading(
        area,
        look,
        standing,
        dict(by_month(replace(cut, period=look.whole))),
        _parts(cut, area, parts_level) if parts and area.level != Level.VILLAGE else [],
        _kinds(cut, dimension, look) if dimension else [],
    )


def standing_of(code: str, period: Period, whole: Period) -> Standing:
    """Which fillings count, and how the area stands with the report of the last month."""
    fills = {fill.month: fill for fill in current_fills(whole)}
    report = MonthReport.objects.filter(area_id=code, month=period.last).values_list("state", flat=True).first()
    last = fills.get(period.last)
    return Standing(period, fills, MonthReport.State.LOCKED if last is not None and last.frozen else report or MonthReport.State.OPEN)


def latest_month() -> dt.date | None:
    """The newest month that has figures."""
    return FillState.objects.filter(state=FillState.State.DONE).order_by("-month").values_list("month", flat=True).first()


def _parts(cut: Cut, area: Area, level: Level | None) -> list[tuple[Area, Series]]:
    """The areas under it in the order of codes, without those that are no more and have no figures."""
    under = Area.objects.filter(code__startswith=area.pk, level=level or LEVEL_UNDER[Level(area.level)]).order_by("code")
    areas = list(under)
    if not areas:
        return []
    found: dict[str, dict[dt.date, Measures]] = {}
    for (place, month), measures in by_area_and_month(cut, len(areas[0].pk)).items():
        found.setdefault(place, {})[month] = measures
    return [(each, found.get(each.pk, {})) for each in areas if each.pk in found or each.valid_to is None or each.valid_to >= cut.period.first]


LEVEL_UNDER: Final[Mapping[str, Level]] = {Level.CITY: Level.COUNTY, Level.COUNTY: Level.TOWNSHIP, Level.TOWNSHIP: Level.VILLAGE}


def _kinds(cut: Cut, dimension: Dimension, look: Look) -> list[tuple[str, str, Series]]:
    found: dict[str, dict[dt.date, Measures]] = {}
    for (_place, month, code), measures in by_area_and(cut, dimension, len(cut.area)).items():
        found.setdefault(code, {})[month] = measures
    wanted = {code for code, series in found.items() if over(series, look.period) != NOTHING}
    return [(code, label, found[code]) for code, label in labels_of(dimension) if code in wanted]


def over(series: Series, period: Period) -> Measures:
    """The figures of a period from those of its months: flows add up, stocks are those of its first or last month."""
    months = list(months_of(period))
    known = [series[month] for month in months if month in series]
    values: dict[str, int | Decimal] = {}
    for measure in MEASURES:
        if measure.span is Span.FLOW:
            values[measure.code] = _sum(getattr(each, measure.code) for each in known)
        else:
            month = months[0] if measure.span is Span.AT_START else months[-1]
            values[measure.code] = getattr(series.get(month, NOTHING), measure.code)
    return Measures(**values)  # type: ignore[arg-type]  # the amount alone is a Decimal, and its sum is one


def _sum(values: Iterable[int | Decimal]) -> int | Decimal:
    total: int | Decimal = 0
    for value in values:
        total += value
    return total
