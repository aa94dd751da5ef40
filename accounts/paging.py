"""Pages of records that only grow: newest first, each page starting below the last row of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class RecordPage(Generic[M]):
    """Rows, and the id below which the next page starts (None on the last page)."""

    rows: list[M]
    below: int | None


def newest(records: QuerySet[M], *, below: str, size: int = SIZE) -> RecordPage[M]:
    """A page of records. `below` comes from an address; one that is no number means the first page."""
    if below.isascii() and below.isdigit() and len(below) < 19:
        records = records.filter(pk__lt=int(below))
    rows = list(records.order_by("-pk")[: size + 1])
    return RecordPage(rows[:size], rows[size - 1].pk if len(rows) > size else None)
