"""Notices that nobody needs any more."""

from __future__ import annotations

import datetime as dt

from cases.models.notices import Notice

KEPT = dt.timedelta(days=365)
BATCH = 2000


def remove_old(*, now: dt.datetime, batch: int = BATCH) -> int:
    """Remove notices that were read more than a year ago, with their deliveries; returns how many. Unread ones stay. Safe to run twice."""
    removed = 0
    old = Notice.objects.filter(read_at__lt=now - KEPT).order_by("pk")
    while found := list(old.values_list("pk", flat=True)[:batch]):
        Notice.objects.filter(pk__in=found).delete()
        removed += len(found)
    return removed
