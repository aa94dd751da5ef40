"""The indexes that the lists of cases stand on (measured over 1,000,000 cases; see docs/adr).

Columns under `include` let a capped count be read from the index alone. Open cases are few, so their partial indexes are small.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Index, Q, Value
from django.db.models.functions import Coalesce, Left

NO_LIMIT = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Stands in the order of a list for a case on which no clock runs: after all others."""

_OPEN = Q(closed_at__isnull=True)
_AREA, _BODY = ["area", "kind", "confidential"], ["kind", "confidential"]


def due_key() -> Coalesce:
    """The moment a case is due, or `NO_LIMIT`; the indexes over open cases stand on this very expression."""
    return Coalesce(F("due_at"), Value(NO_LIMIT))


def _newest(name: str, *first: Any, **options: Any) -> Index:
    return Index(*first, F("received_at").desc(), F("id").desc(), name=name, **options)


def _due(name: str, *first: Any, **options: Any) -> Index:
    return Index(*first, due_key(), "id", name=name, condition=_OPEN, **options)


def case_indexes() -> list[Index]:
    """Newest first in the city, a county, a township, of an organisation, of a handler; open ones also by limit; search; rare values."""
    return [
        _newest("case_newest", include=_AREA),
        _newest("case_county_newest", Left("area", 6), include=_AREA),
        _newest("case_township_newest", Left("area", 9), include=_AREA),
        _newest("case_organisation_newest", "organisation", include=_BODY),
        _newest("case_handler_newest", "handler"),
        _newest("case_open_newest", condition=_OPEN, include=_AREA),
        _newest("case_open_county_newest", Left("area", 6), condition=_OPEN, include=_AREA),
        _due("case_open_due", include=_AREA),
        _due("case_open_county_due", Left("area", 6), include=_AREA),
        _due("case_open_township_due", Left("area", 9), include=_AREA),
        _due("case_open_organisation_due", "organisation", include=_BODY),
        _due("case_open_handler_due", "handler"),
        Index("occurred_on", name="case_occurred_on"),
        # What was concluded in a month or is pending: the monthly figures are counted from these.
        Index("concluded_at", name="case_concluded"),
        # Red cases that go on are few, and what they lack is looked for on every desk of a county.
        Index("area", name="case_open_red", condition=Q(closed_at__isnull=True, concluded_at__isnull=True, colour="red")),
        GinIndex(fields=["search"], name="case_search"),
        # Rare values and combinations of values, in one small index that serves any of them.
        GinIndex(fields=["state", "colour", "channel", "category", "outcome", "people_count"], name="case_facets"),
    ]
