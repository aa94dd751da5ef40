"""Acts that touch two cases: both locked in one order, and the other one's timeline told as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

from accounts.actor import Actor
from cases.acting import lock, write_event
from cases.models import Case

C = TypeVar("C", bound=Case)


@contextmanager
def both_locked(case: Case, other: C) -> Iterator[C]:
    """Lock two cases, lower key first, so that two acts on the same pair wait for each other instead of ending in a deadlock.

    Yields the other case as it is now; the transaction lasts for the block.
    """
    with transaction.atomic():
        if case.pk < other.pk:
            lock(case)
        locked = lock(other)
        if case.pk > other.pk:
            lock(case)
        yield locked


def tell(other: Case, *, act: str, by: Actor, at: dt.datetime, text: str, article: str = "", **data: Any) -> None:
    """Write on the timeline of the (locked) other case what happened to it; its version rises."""
    other.version += 1
    other.updated_at = at
    other.save(update_fields=["version", "updated_at"])
    write_event(other, act=act, by=by, at=at, source=other.state, text=text, article=article, data=data)
