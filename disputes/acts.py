"""The acts on a dispute, each declared once, in the order in which their buttons stand."""

from __future__ import annotations

from cases.acts import Act, Kind, registry
from cases.general_acts import GENERAL_ACTS
from disputes.acts_more import MORE_ACTS
from disputes.facts import facts_of
from disputes.models import Dispute
from disputes.states import KIND, State

ACTS: list[Act] = []


def state_label(state: str) -> str:
    """The word for a state."""
    return str(State(state).label)


registry.add_kind(Kind(code=KIND, model=Dispute, state_label=state_label, facts=facts_of), [*ACTS, *MORE_ACTS, *GENERAL_ACTS])
