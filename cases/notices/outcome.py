"""What became of one try to send."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Sent, or why not. `error` names no person and is empty for what was sent."""

    error: str = ""
    permanent: bool = False
    """Trying again is of no use."""
    target_down: bool = False
    """Whatever else goes there would fail as well: it waits for the next run."""
    wait: dt.timedelta | None = None
    """What the receiver asked for."""

    @property
    def sent(self) -> bool:
        """Whether the receiver has it."""
        return not self.error


SENT = Outcome()
