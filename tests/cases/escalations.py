"""Cases whose limits are about to pass or have passed, with the bodies that answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.models import Organisation, Role
from cases import clocks
from cases.clocks import FIXED
from cases.daycount import SHANGHAI, end_of_day
from cases.models import Case, Clock, Escalation
from disputes.models import Dispute
from disputes.states import State
from tests.acts import TOWN, dispute_of
from tests.factories.people import posted

DUE_ON = dt.date(2026, 11, 20)
"""A Friday."""
DUE = end_of_day(DUE_ON)


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    """A moment of 2026 in Asia/Shanghai."""
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@dataclass
class Chain:
    """Somebody at each of the three centres above a village."""

    town: Actor
    county: Actor
    city: Actor

    @property
    def bodies(self) -> dict[str, Organisation]:
        """The centres by level."""
        found = {"township": self.town, "county": self.county, "city": self.city}
        return {level: actor.postings[0].organisation for level, actor in found.items()}


def chain(town: str = TOWN) -> Chain:
    """The centres of a township, its county and the city."""
    return Chain(posted(Role.TOWNSHIP_CENTER, town), posted(Role.COUNTY_CENTER, town[:6]), posted(Role.CITY_LEADER, town[:4]))


def due_case(actor: Actor, kind: str = "dispute.mediate", *, due: dt.datetime = DUE, state: State = State.ACCEPTED, **fields: Any) -> Dispute:
    """A case of that body with one running clock that ends at `due`."""
    case: Dispute = dispute_of(actor, state, clocks=False, received_at=due - dt.timedelta(days=30), **fields)
    give_clock(case, kind, due)
    return case


def give_clock(case: Case, kind: str, due: dt.datetime) -> Clock:
    """A running clock that ends at `due`."""
    started = due - dt.timedelta(days=30)
    amount, unit = (30, "calendar_day") if kind == "dispute.mediate" else (1, FIXED)
    clock = Clock.objects.create(case_id=case.pk, kind=kind, amount=amount, unit=unit, started_at=started, due_at=due, nominal_on=due.date())
    clocks.mirror(case)
    case.save(update_fields=["due_at", "clock_kind", "paused"])
    return clock


def steps(case: Case) -> list[tuple[int, str, str]]:
    """Step, ground and level of what a case climbed, in order."""
    return list(Escalation.objects.filter(case_id=case.pk).order_by("id").values_list("step", "ground", "to_level"))


def states(case: Case) -> list[str]:
    """The states of its escalations, in order."""
    return list(Escalation.objects.filter(case_id=case.pk).order_by("id").values_list("state", flat=True))
