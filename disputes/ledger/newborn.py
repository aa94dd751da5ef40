"""An entry on its way into the tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import Posting
from disputes.ledger.entry import Entry
from disputes.states import State

Row = dict[str, Any]
IN_HAND = (State.ASSIGNED, State.MEDIATING)


@dataclass(frozen=True)
class Source:
    """Who brings the ledger, from where, when."""

    user_id: int
    posting: Posting
    name: str
    at: dt.datetime


@dataclass
class Newborn:
    """An entry on its way into the tables."""

    pk: int
    number: str
    entry: Entry
    line: int
    clocks: list[Row]
    party_ids: list[int]
    mediator: tuple[int, int | None] | None
    organisation_id: int

    @property
    def closed_at(self) -> dt.datetime | None:
        """When nothing was left to do; an agreement that is not performed leaves something."""
        if not self.entry.outcome or self.entry.state == State.AGREED:
            return None
        return self.entry.concluded_at

    @property
    def handler_id(self) -> int | None:
        """The mediator's account, where the roster knows the name."""
        return self.mediator[1] if self.mediator else None

    @property
    def assigned(self) -> bool:
        """Whether a mediator has it in hand."""
        return self.mediator is not None and self.entry.state in IN_HAND
