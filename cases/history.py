"""Row history under the timeline: what a row was before each change, with user and request (django-pghistory).

Insertions are not copied: a row that never changed is its own history. Triggers write it, so bulk SQL is seen too.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory

M = TypeVar("M", bound=type)


def keeps_history(model_name: str, **options: Any) -> Callable[[M], M]:
    """A model decorator: changed and removed rows are kept as they were in a table of that name. Trackers are made anew for each model."""
    track: Callable[[M], M] = pghistory.track(
        pghistory.UpdateEvent("before_change", row=pghistory.Old),
        pghistory.DeleteEvent("before_removal"),
        model_name=model_name,
        **options,
    )
    return track
