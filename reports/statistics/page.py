"""The statistics page: everything in it, from what somebody chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.models.area import Level
from reports.figures import Dimension
from reports.months import Period
from reports.statistics import charts, tables
from reports.statistics.choice import Place, query_of
from reports.statistics.lines import CARDS, LINES, label_of, lines
from reports.statistics.parts import COLUMNS, DEFAULT, Parts, parts
from reports.statistics.reading import LEVEL_UNDER, Reading, read
from reports.statistics.words import moment_text


@dataclass(frozen=True)
class Options:
    """How the page is set: what areas are ordered by, by what kinds are told apart, which level is shown under the city."""

    order: str = DEFAULT
    kinds: str = "moj_type"
    level: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Options:
        """From the address; what is unknown there is as if it were not there."""
        order, kinds, level = data.get("order", ""), data.get("kinds", ""), data.get("level", "")
        return cls(
            order if order in COLUMNS else DEFAULT, kinds if kinds in tables.DIMENSIONS else "moj_type", level if level == Level.TOWNSHIP else ""
        )


@dataclass(frozen=True)
class Tab:
    """A way to set the page."""

    label: str
    href: str
    here: bool


@dataclass(frozen=True)
class Board:
    """A page of statistics."""

    place: Place
    period: Period
    options: Options

    @cached_property
    def reading(self) -> Reading:
        """What was read."""
        level = Level.TOWNSHIP if self.by_township else None
        return read(self.place.area, self.period, dimension=cast("Dimension", self.options.kinds), parts_level=level)

    @property
    def by_township(self) -> bool:
        """Whether the city shows its townships instead of its counties."""
        return self.place.level == Level.CITY and self.options.level == Level.TOWNSHIP

    def query(self, **changes: str) -> str:
        """The address's part behind `?` with some options set differently; what is as usual is left out."""
        wanted = {"order": self.options.order, "kinds": self.options.kinds, "level": self.options.level, **changes}
        usual = {"order": DEFAULT, "kinds": "moj_type", "level": ""}
        return query_of(self.period, **{name: value for name, value in wanted.items() if value != usual[name]})

    def href(self, area: Area) -> str:
        """The page of another area, set as this one."""
        return f"{reverse('reports:statistics', args=[area.pk])}?{self.query(level='')}"

    def context(self) -> dict[str, Any]:
        """What the template shows."""
        reading = self.reading
        standing = reading.standing
        found: dict[str, Any] = {
            "standing": standing,
            "cut_off": moment_text(standing.cut_off),
            "state": tables.state_of(standing),
            "version": tables.versions_of(standing),
            "standings": tables.standings(standing),
            "trail": [(area, self.href(area)) for area in self.place.above],
            "others": [(area, self.href(area)) for area in self.place.others],
            "query": query_of(self.period),
        }
        if standing.empty:
            return found
        return found | self._figures() | self._parts() | self._kinds()

    def _figures(self) -> dict[str, Any]:
        stages = tables.stages(self.reading)
        return {
            "cards": lines(self.reading, CARDS),
            "lines": lines(self.reading, LINES),
            "months": tables.months(self.reading),
            "month_columns": [label_of(code) for code in tables.MONTH_COLUMNS],
            "trend_chart": charts.of_months(self.reading),
            "stages": stages,
            "stages_chart": charts.of_stages(stages),
            "climbs": tables.climb_rows(self.reading),
            "before_label": _("上月") if self.period.months == 1 else _("上一期"),
            "year_label": _("去年同月") if self.period.months == 1 else _("去年同期"),
        }

    def _parts(self) -> dict[str, Any]:
        if not self.reading.parts:
            return {}
        found = parts(self.reading, self.options.order, linked=not self.by_township)
        links = [self.href(row.area) for row in found.rows]
        return {
            "parts": found,
            "part_rows": list(zip(found.rows, links, strict=True)),
            "part_columns": [Tab(label_of(code), self.query(order=code), code == self.options.order) for code in COLUMNS],
            "level_tabs": self._level_tabs(),
            "counties": self._grouped(found) if self.by_township else [],
            "map_chart": charts.of_map(found, links) if self.place.level == Level.CITY and not self.by_township else None,
            "parts_chart": None if self.by_township else charts.of_parts(found, links),
            "parts_title": str((Level.TOWNSHIP if self.by_township else LEVEL_UNDER[self.place.level]).label),
        }

    def _level_tabs(self) -> list[Tab]:
        if self.place.level != Level.CITY:
            return []
        return [
            Tab(_("按县区"), self.query(level=""), not self.by_township),
            Tab(_("按镇街"), self.query(level=Level.TOWNSHIP.value), self.by_township),
        ]

    def _grouped(self, found: Parts) -> list[tuple[str, list[tuple[Any, str]]]]:
        """The townships by county, each with its page."""
        grouped: dict[str, list[tuple[Any, str]]] = {}
        for row in found.by_name:
            grouped.setdefault(row.area.path_name.partition(" ")[0], []).append((row, self.href(row.area)))
        return list(grouped.items())

    def _kinds(self) -> dict[str, Any]:
        rows = tables.kinds(self.reading, cast("Dimension", self.options.kinds))
        return {
            "kinds": rows,
            "kinds_chart": charts.of_kinds(rows),
            "kinds_label": str(tables.DIMENSIONS[self.options.kinds]),
            "kind_tabs": [Tab(str(label), self.query(kinds=code), code == self.options.kinds) for code, label in tables.DIMENSIONS.items()],
        }
