"""The wall screen: this year and this month of an area at a glance, read from the monthly figures, and the newest escalations without names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from accounts.models.area import Level
from cases.models import Case, Escalation
from reports import rates
from reports.figures import Cut
from reports.measures import Measures
from reports.months import Period, month_of
from reports.statistics import charts, tables
from reports.statistics.choice import Place
from reports.statistics.lines import Compared, Figure, figure, label_of, number
from reports.statistics.parts import Parts, parts
from reports.statistics.reading import Reading, Standing, over, read
from reports.statistics.words import moment_text

MAPS: Final[Mapping[str, Any]] = {"resolution": _l("化解率"), "pending": _l("在办负荷")}
"""By what the map is shaded."""
COUNTS: Final = ("registered", "successful", "overdue", "pending")
KINDS: Final = 8
NEWEST: Final = 6
_DOWN_TO: Final = 2
"""Places are named down to the township: who knows the village may know whose case it is."""
AMONG: Final = 500
"""The newest escalations of all areas among which those of this one are looked for: bounded, however many there are."""


@dataclass(frozen=True)
class Count:
    """A count of the month, with the month before and the same month a year before."""

    label: str
    now: Figure
    before: str
    year: str


@dataclass(frozen=True)
class Climbed:
    """An escalation without any name of a person or a case."""

    at: dt.datetime
    place: str
    kind: str
    ground: str
    to_level: str


@dataclass(frozen=True)
class Wall:
    """What the screen shows of an area, with the eyes of an actor, at `now` (aware)."""

    place: Place
    actor: Actor
    by: str
    now: dt.datetime
    month: dt.date

    @cached_property
    def reading(self) -> Reading:
        """The months of the year up to the one shown."""
        return read(self.place.area, Period(self.month.replace(month=1), self.month), dimension="moj_type")

    def context(self) -> dict[str, Any]:
        """What the template shows."""
        standing = self.reading.standing
        found: dict[str, Any] = {
            "now": self.now,
            "month": self.month,
            "standing": standing,
            "cut_off": moment_text(standing.cut_off),
            "climbed": newest(self.actor, self.place.area.pk),
        }
        if standing.empty:
            return found
        ranked = parts(self.reading, self.by, linked=False) if self.reading.parts else None
        return found | self._numbers(standing) | (self._of_parts(ranked) if ranked else {})

    def _numbers(self, standing: Standing) -> dict[str, Any]:
        kinds = tables.kinds(self.reading, "moj_type", most=KINDS)
        year = over(self.reading.total, self.reading.look.period)
        return {
            "counts": self._counts(standing),
            "resolution": rates.BY_CODE["resolution"].of(year, standing.cut_off),
            "in_time": rates.BY_CODE["in_time"].of(year, standing.cut_off),
            "kinds": kinds,
            "kinds_chart": {**charts.of_kinds(kinds), "links": []},
            "months": tables.months(self.reading),
            "trend_chart": charts.of_months(self.reading),
        }

    def _counts(self, standing: Standing) -> list[Count]:
        month = Period(self.month, self.month)
        compared = Compared.of(self.reading.total, month, standing)
        cut = Cut(self.place.area.pk, month)
        return [
            Count(label_of(code), figure(compared.now, code, cut), *(_text(each, code) for each in (compared.before, compared.year)))
            for code in COUNTS
        ]

    def _of_parts(self, ranked: Parts) -> dict[str, Any]:
        late = sorted(
            ((area.short_name, int(number(_last(series, self.reading), "pending_overdue") or 0)) for area, series in self.reading.parts),
            key=lambda pair: -pair[1],
        )
        has_map = self.place.level == Level.CITY
        return {
            "parts": ranked,
            "parts_label": str(MAPS[self.by]),
            "parts_title": self._title(),
            "has_map": has_map,
            "map_chart": charts.of_map(ranked, []) if has_map else charts.of_parts(ranked, []),
            "late": late,
            "late_chart": {
                "labels": [name for name, _count in late],
                "series": [{"name": label_of("pending_overdue"), "values": [count for _name, count in late], "role": "late"}],
            },
        }

    def _title(self) -> str:
        if self.by == "resolution":
            return _("%(year)d 年化解率") % {"year": self.month.year}
        return _("在办负荷（期末未结）")


def _last(series: Mapping[dt.date, Measures], reading: Reading) -> Measures:
    return over(series, reading.look.period)


def _text(measures: Measures | None, code: str) -> str:
    return "—" if measures is None else f"{getattr(measures, code):,}"


def newest(actor: Actor, code: str) -> list[Climbed]:
    """The newest steps that cases of the area climbed, among those the actor may see."""
    recent = Escalation.objects.order_by("-pk")[:AMONG]
    visible = Case.objects.visible_to(actor).filter(pk__in=recent.values("case_id"), area__code__startswith=code)
    rows = (
        Escalation.objects.filter(pk__in=recent.values("pk"), case__in=visible)
        .select_related("case__area", "case__category")
        .order_by("-pk")[:NEWEST]
    )
    return [
        Climbed(
            each.at,
            "".join(each.case.area.path_name.split(" ")[:_DOWN_TO]),
            each.case.category.name,
            each.get_ground_display(),
            each.get_to_level_display(),
        )
        for each in rows
    ]


def month_shown(latest: dt.date | None, today: dt.date) -> dt.date:
    """The present month, or the newest that has figures while this one has none yet."""
    this = month_of(today)
    return this if latest is None or latest >= this else latest


def switches(by: str) -> list[tuple[str, str, bool]]:
    """Ways to shade the map: code, label, whether it is the present one."""
    return [(code, str(label), code == by) for code, label in MAPS.items()]


__all__ = ["MAPS", "Wall", "month_shown", "newest", "switches"]
