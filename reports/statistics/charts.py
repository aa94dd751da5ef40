"""What the charts are drawn from: the same numbers that the tables show."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reports.months import months_of, shifted
from reports.statistics.lines import is_rate, label_of
from reports.statistics.parts import Parts
from reports.statistics.reading import NOTHING, Reading
from reports.statistics.tables import KindRow, Stage

Chart = dict[str, Any]


def of_parts(parts: Parts, links: list[str]) -> Chart:
    """Bars in the order of the ranking."""
    return {
        **_unit(parts.order),
        "title": parts.label,
        "labels": [row.area.short_name for row in parts.rows],
        "series": [{"name": parts.label, "values": [row.value for row in parts.rows]}],
        "links": links,
    }


def of_map(parts: Parts, links: list[str]) -> Chart:
    """The same, for the map: areas by code."""
    return {
        **_unit(parts.order),
        "title": parts.label,
        "codes": [row.area.pk for row in parts.rows],
        "labels": [row.area.short_name for row in parts.rows],
        "values": [row.value for row in parts.rows],
        "links": links,
    }


def of_months(reading: Reading) -> Chart:
    """Registered and resolved by month, and what was registered a year before."""
    chosen = list(months_of(reading.look.trend))
    known = reading.standing.fills

    def values(code: str, back: int = 0) -> list[int | None]:
        wanted = [shifted(month, -back) for month in chosen]
        return [getattr(reading.total.get(month, NOTHING), code) if month in known else None for month in wanted]

    series = [
        {"name": label_of("registered"), "values": values("registered"), "role": "first"},
        {"name": label_of("successful"), "values": values("successful"), "role": "second"},
    ]
    past = values("registered", 12)
    if any(value is not None for value in past):
        series.append({"name": _("去年同月排查登记"), "values": past, "role": "past", "form": "line"})
    return {"labels": [f"{month:%Y-%m}" for month in chosen], "series": series}


def of_stages(stages: list[Stage]) -> Chart | None:
    """In time and late, one beside the other; the share that is late stands behind. None where nothing fell due."""
    if not any(sum(stage.values) for stage in stages):
        return None
    return {
        "labels": [stage.label for stage in stages],
        "stacked": True,
        "series": [
            {"name": _("期限内"), "values": [stage.values[0] for stage in stages], "role": "second"},
            {"name": _("超期"), "values": [stage.values[1] for stage in stages], "role": "late"},
        ],
        "notes": [_("超期 %(share)s") % {"share": stage.share} for stage in stages],
    }


def of_kinds(rows: list[KindRow], most: int = 20) -> Chart:
    """The most frequent kinds."""
    return {
        "labels": [row.label for row in rows[:most]],
        "series": [{"name": label_of("registered"), "values": [row.value for row in rows[:most]]}],
        "links": [row.registered.href for row in rows[:most]],
    }


def _unit(order: str) -> Chart:
    return {"unit": "%", "decimals": 1} if is_rate(order) else {"unit": "", "decimals": 0}
