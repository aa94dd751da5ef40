"""What is open at this moment: by risk colour and by body. It is a state of now, not a figure of a month, and says so wherever it is shown.

Only open cases are read, by their partial indexes. Like monthly figures these are bare counts of an area for those who see the area.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from cases.models import Case, Colour
from cases.visibility import in_area


@dataclass(frozen=True)
class Body:
    """A body and what it has open."""

    name: str
    pending: int
    overdue: int
    red: int


@dataclass(frozen=True)
class Stock:
    """Open disputes of an area at a moment: by colour, and the bodies that have most of them."""

    at: dt.datetime
    colours: dict[str, int]
    bodies: list[Body]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.colours.values())


def stock_of(code: str, *, now: dt.datetime, kind: str = "dispute", most: int = 10) -> Stock:
    """The stock of an area (code) at `now`; the bodies with most overdue cases first."""
    rows = (
        Case.objects.get_queryset()
        .filter(in_area(code), kind=kind, closed_at__isnull=True, concluded_at__isnull=True)
        .order_by()
        .values("organisation__name", "colour")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)))
    )
    colours = dict.fromkeys(Colour.values, 0)
    bodies: dict[str, list[int]] = {}
    for row in rows:
        colours[row["colour"]] += row["count"]
        counts = bodies.setdefault(row["organisation__name"], [0, 0, 0])
        counts[0] += row["count"]
        counts[1] += row["late"]
        counts[2] += row["count"] if row["colour"] == Colour.RED else 0
    found = sorted((Body(name, *counts) for name, counts in bodies.items()), key=lambda body: (-body.overdue, -body.pending, body.name))
    return Stock(now, colours, found[:most])
