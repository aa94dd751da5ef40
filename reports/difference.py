"""What differs between two versions of a month: in all, cell by cell, and the cases that were entered or changed in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import connection

from accounts.actor import Actor
from accounts.models import Area
from cases.models import Case, Category, Channel, MojType
from cases.visibility import in_area
from mediators.models import CommitteeKind
from reports import roll_up
from reports.figures import NO_BODY, Cut, labels_of, totals
from reports.measures import BY_CODE, CODES, Measures
from reports.models import FillState
from reports.months import Period, ends_at

SHOWN: Final = 200
"""Cells of a page."""
DIMENSIONS: Final = ("area", "kind", "category", "moj_type", "channel", "body")


@dataclass(frozen=True)
class Change:
    """A measure before and after."""

    code: str
    before: Any
    after: Any

    @property
    def label(self) -> str:
        """What the measure is called."""
        return str(BY_CODE[self.code].label)

    @property
    def change(self) -> str:
        """With its sign."""
        return f"{self.after - self.before:+,}"


@dataclass(frozen=True)
class ChangedCell:
    """A leaf cell that differs: where it stands, its words, and what changed in it."""

    area: str
    category: str
    moj_type: int
    channel: str
    body: str
    changes: tuple[Change, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Two versions beside each other, within an area."""

    old: FillState
    new: FillState
    before: Measures
    after: Measures
    cells: list[ChangedCell]
    more: bool

    @property
    def totals(self) -> list[Change]:
        """The measures of the whole area that differ."""
        return _changes({code: getattr(self.before, code) for code in CODES}, {code: getattr(self.after, code) for code in CODES})


def difference(old: FillState, new: FillState, area: str) -> Difference:
    """What differs between two versions of the same month in an area; at most `SHOWN` cells, with `more` where there are others."""
    period = Period(new.month, new.month)
    before, after = (totals(Cut(area, period, version=fill.version)) for fill in (old, new))
    with connection.cursor() as cursor:
        cursor.execute(roll_up.CHANGED, {"old": old.pk, "new": new.pk, "area": area + "%", "limit": SHOWN + 1})
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    cells = [_cell(row) for row in rows[:SHOWN]]
    return Difference(old, new, before, after, _worded(cells), len(rows) > SHOWN)


def late_cases(found: Difference, actor: Actor) -> Any:
    """The cases in changed cells that were entered or acted on after the older version was counted, as far as the actor may see them."""
    places = sorted({cell.area for cell in found.cells})
    if not places or found.old.counted_at is None:
        return Case.objects.get_queryset().none()
    inside = reduce(or_, (in_area(place) for place in places))
    late = {"received_at__lt": ends_at(found.new.month), "updated_at__gte": found.old.counted_at}
    visible = Case.objects.visible_to(actor).filter(inside, **late)
    return visible.select_related("area", "category").defer("search", "summary").order_by("-updated_at")


def _cell(row: dict[str, Any]) -> ChangedCell:
    changes = _changes({code: row[f"old_{code}"] for code in CODES}, {code: row[f"new_{code}"] for code in CODES})
    return ChangedCell(row["area"], row["category"], row["moj_type"], row["channel"], row["body"], tuple(changes))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [Change(code, before[code], after[code]) for code in CODES if before[code] != after[code]]


def _worded(cells: Sequence[ChangedCell]) -> list[ChangedCell]:
    places = {area.pk: area.path_name for area in Area.objects.filter(pk__in={cell.area for cell in cells})}
    categories = dict(Category.objects.filter(pk__in={cell.category for cell in cells}).values_list("code", "name"))
    types = dict(MojType.objects.values_list("seq", "name"))
    channels, bodies = dict(Channel.choices), {**dict(CommitteeKind.choices), "": dict(labels_of("body"))[NO_BODY]}
    return [
        ChangedCell(
            cell.area, cell.category, cell.moj_type, cell.channel, cell.body, cell.changes,
            (
                places.get(cell.area, cell.area),
                categories.get(cell.category, cell.category),
                types.get(cell.moj_type, ""),
                str(channels.get(cell.channel, cell.channel)),
                str(bodies.get(cell.body, cell.body)),
            ),
        )
        for cell in cells
    ]  # fmt: skip


def version_before(fill: FillState) -> FillState | None:
    """The finished version before this one."""
    return (
        FillState.objects.filter(month=fill.month, version__lt=fill.version, version__gt=0, state=FillState.State.DONE).order_by("-version").first()
    )


def versions(month: dt.date) -> list[FillState]:
    """The finished and begun versions of a month, the newest first; the provisional one of an open month as well."""
    return list(FillState.objects.filter(month=month).select_related("by").order_by("-version"))
