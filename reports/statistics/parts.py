"""The areas under one, in the order of a measure or rate, shaded by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accounts.models import Area
from reports import rates
from reports.figures import Cut
from reports.measures import Measures
from reports.statistics.lines import Compared, Figure, figure, is_rate, label_of, number
from reports.statistics.reading import Reading, Series
from reports.statistics.words import UNKNOWN, Change, change_of_count, change_of_rate

COLUMNS: Final = ("registered", "accepted", "successful", "resolution", "in_time", "overdue", "pending")
"""What stands beside each area; any of them can be what they are ordered by."""
DEFAULT: Final = "resolution"
SHADES: Final = 7


@dataclass(frozen=True)
class Cell:
    """A figure in a row."""

    code: str
    figure: Figure


@dataclass(frozen=True)
class Row:
    """An area, where it stands, its figures, how what they are ordered by has changed against a year before."""

    area: Area
    rank: int | None
    cells: list[Cell]
    value: float | int | None
    shade: int | None
    year_change: Change
    order: str = DEFAULT

    @property
    def text(self) -> str:
        """What it is ordered by, as text."""
        return next(cell.figure.text for cell in self.cells if cell.code == self.order)


@dataclass(frozen=True)
class Parts:
    """All rows, what they are ordered by, what lies at the area itself, and the sum."""

    order: str
    rows: list[Row]
    own: list[Cell] | None
    total: list[Cell]

    @property
    def label(self) -> str:
        """What they are ordered by."""
        return label_of(self.order)

    @property
    def by_name(self) -> list[Row]:
        """The rows in the order of codes."""
        return sorted(self.rows, key=lambda row: row.area.pk)


def parts(reading: Reading, order: str, *, linked: bool = True) -> Parts:
    """The areas under one, the best first: most of a rate, most cases; of what should be little, the most first too, for there help is needed."""
    compared = [(area, _compared(series, reading)) for area, series in reading.parts]
    values = {area.pk: number(each.now, order) for area, each in compared}
    ranks, shades = _ranks(values), _shades(values)
    cut = Cut(reading.area.pk, reading.look.period)
    rows = []
    for area, each in compared:
        shown = cells(each.now, Cut(area.pk, cut.period) if linked else None)
        rows.append(Row(area, ranks.get(area.pk), shown, values[area.pk], shades.get(area.pk), _change(each, order), order))
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.area.pk))
    total = Compared.of(reading.total, cut.period, reading.standing).now
    own = total
    for _area, each in compared:
        own = own - each.now
    return Parts(order, rows, cells(own, None) if own != Measures() else None, cells(total, cut))


def _compared(series: Series, reading: Reading) -> Compared:
    return Compared.of(series, reading.look.period, reading.standing)


def cells(measures: Measures, cut: Cut | None) -> list[Cell]:
    """The figures of a row; without a cut they have no list."""
    found = []
    for code in COLUMNS:
        if is_rate(code):
            shown = Figure(rates.BY_CODE[code].of(measures).text)
        elif cut is None:
            shown = Figure(f"{getattr(measures, code):,}")
        else:
            shown = figure(measures, code, cut)
        found.append(Cell(code, shown))
    return found


def _change(compared: Compared, order: str) -> Change:
    if compared.year is None:
        return UNKNOWN
    if is_rate(order):
        rate = rates.BY_CODE[order]
        return change_of_rate(rate.of(compared.now).value, rate.of(compared.year).value)
    return change_of_count(getattr(compared.now, order), getattr(compared.year, order))


def _ranks(values: dict[str, float | int | None]) -> dict[str, int]:
    """Equal values share a rank; those without a value have none."""
    known = sorted((value for value in values.values() if value is not None), reverse=True)
    return {code: known.index(value) + 1 for code, value in values.items() if value is not None}


def _shades(values: dict[str, float | int | None]) -> dict[str, int]:
    """0 (least) to 6 (most), in equal steps between the least and the most."""
    known: Sequence[float] = [value for value in values.values() if value is not None]
    if not known:
        return {}
    least, spread = min(known), max(known) - min(known)
    if not spread:
        return dict.fromkeys((code for code, value in values.items() if value is not None), SHADES // 2)
    return {code: min(SHADES - 1, int((value - least) * SHADES / spread)) for code, value in values.items() if value is not None}
