"""Notes on the timeline."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from accounts.actor import Actor
from cases.acting import acting
from cases.models import Case

C = TypeVar("C", bound=Case)


def note(*, case: C, by: Actor, at: dt.datetime, version: int | None = None, text: str) -> C:
    """Add a note (工作记录, 人民调解法 27). It can be neither changed nor removed."""
    with acting(case, "cases.note", by=by, at=at, version=version) as step:
        step.say(text)
    return step.case
