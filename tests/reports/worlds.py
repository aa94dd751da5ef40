"""A small prefecture with disputes of known dates, and who reports its months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.models import Area, Role
from cases.daycount import SHANGHAI
from cases.models import Case
from disputes.models import Dispute
from disputes.states import State
from tests.factories import AreaFactory, DisputeFactory, posted

MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
VILLAGE, OTHER_VILLAGE = "611002001001", "611002001002"
TOWN, OTHER_TOWN = "611002001", "611002100"
COUNTY, OTHER_COUNTY, CITY = "611002", "611022", "6110"


def moment(day: int, month: int = 3, hour: int = 10) -> dt.datetime:
    """An hour of a day of 2026 in Asia/Shanghai."""
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


AFTER = moment(1, 4)
"""Right after March has ended."""


@dataclass
class People:
    """Who reports."""

    village: Actor
    town: Actor
    county: Actor
    other_county: Actor
    city: Actor


def areas() -> dict[str, Area]:
    """One county with a township of two villages, one county with nothing under it but a township without villages."""
    codes = (VILLAGE, OTHER_VILLAGE, "611022101")
    return {code: AreaFactory.create(code=code) for code in codes} | {area.code: area for area in Area.objects.all()}


def people() -> People:
    """Made after the areas."""
    return People(
        village=posted(Role.MEDIATOR, VILLAGE),
        town=posted(Role.TOWNSHIP_CENTER, TOWN),
        county=posted(Role.COUNTY_CENTER, COUNTY),
        other_county=posted(Role.COUNTY_CENTER, OTHER_COUNTY),
        city=posted(Role.CITY_LEADER, CITY),
    )


def dispute(
    state: State = State.PERFORMED, *, area: str = VILLAGE, received: dt.datetime, concluded: dt.datetime | None = None, **more: Any
) -> Dispute:
    """A dispute with these dates and no clocks, unless `clocks` is given."""
    more.setdefault("clocks", False)
    made: Dispute = DisputeFactory.create(state=state, area=AreaFactory.create(code=area), received_at=received, **more)
    Case.objects.get_queryset().filter(pk=made.pk).update(concluded_at=concluded)
    made.refresh_from_db()
    return made
