"""The acts on a dispute, in the order in which their buttons stand, and the kind they belong to.

The main way is in `disputes.acts_mediation` and `disputes.acts_result`, what is beside it in `disputes.acts_more`, what every case has in
`cases.general_acts`. Registering a dispute is no act on one: `disputes.actions.register`.
"""

from __future__ import annotations

from typing import Final

from cases.acts import Act, Kind, registry
from cases.general_acts import GENERAL_ACTS
from disputes.acts_mediation import ACCEPTANCE, MEDIATION, MEDIATORS
from disputes.acts_more import MORE_ACTS
from disputes.acts_result import AFTERWARDS, CONFIRMATION, PERFORMANCE
from disputes.facts import facts_of
from disputes.grounds import advice_on
from disputes.models import Dispute
from disputes.states import KIND, State

ACTS: Final[list[Act]] = [*ACCEPTANCE, *MEDIATORS, *MEDIATION, *PERFORMANCE, *CONFIRMATION, *AFTERWARDS]


def state_label(state: str) -> str:
    """The word for a state."""
    return str(State(state).label)


registry.add_kind(Kind(code=KIND, model=Dispute, state_label=state_label, facts=facts_of, advice=advice_on), [*ACTS, *MORE_ACTS, *GENERAL_ACTS])
