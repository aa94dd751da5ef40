"""Handing in on behalf of all that lies under an area: from the bottom up, so that every level comes after those under it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area, Posting, User
from accounts.models.area import Level
from reports.figures import Cut, by_area_and_month
from reports.measures import CODES, Measures
from reports.models import MonthEvent, MonthReport
from reports.months import Period

State = MonthReport.State
HANDED_IN = (State.SUBMITTED, State.MISSING, State.LOCKED)
"""States with which the level above may go on."""
REPORTING = (Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)


def open_tree(area: Area, month: dt.date) -> list[Area]:
    """Every area at any depth under this one that holds up its report of the month, the lowest level first.

    What lies under an area whose report is in, or marked missing, holds nothing up.
    """
    reports = MonthReport.objects.filter(month=month, area__code__startswith=area.pk, state__in=HANDED_IN)
    handed = set(reports.values_list("area_id", flat=True))
    children: defaultdict[str | None, list[Area]] = defaultdict(list)
    for each in Area.objects.filter(code__startswith=area.pk, level__in=REPORTING).exclude(pk=area.pk).order_by("code"):
        if each.pk not in handed and (each.valid_to is None or each.valid_to >= month):
            children[each.parent_id].append(each)
    found: list[list[Area]] = []
    reached = [area]
    while reached:
        reached = [child for each in reached for child in children[each.pk]]
        found.append(reached)
    return [each for level in reversed(found) for each in level]


def hand_in_all(areas: Iterable[Area], *, over: Area, month: dt.date, posting: Posting | None, by: User | None, at: dt.datetime) -> int:
    """Hand in each of these, which lie under `over`, on behalf, with its figures and a row of the log; how many. In the caller's transaction."""
    areas = list(areas)
    figures: dict[str, Measures] = {}
    for digits in {len(each.pk) for each in areas}:
        found = by_area_and_month(Cut(over.pk, Period(month, month)), digits)
        figures |= {code: measures for (code, _month), measures in found.items()}
    kept = {each.pk: as_kept(figures.get(each.pk, Measures())) for each in areas}
    reports = [MonthReport(month=month, area=each, state=State.SUBMITTED, by=by, at=at, on_behalf=True, figures=kept[each.pk]) for each in areas]
    written = ["state", "reason", "by", "at", "on_behalf", "figures"]
    MonthReport.objects.bulk_create(reports, update_conflicts=True, unique_fields=["month", "area"], update_fields=written, batch_size=500)
    who: dict[str, Any] = {"by": by, "organisation_id": posting.organisation_id if posting else None, "role": posting.role if posting else ""}
    events = [MonthEvent(month=month, area=each, act="submit", at=at, text=_("代报"), data={"figures": kept[each.pk]}, **who) for each in areas]
    MonthEvent.objects.bulk_create(events, batch_size=500)
    return len(areas)


def as_kept(found: Measures) -> dict[str, Any]:
    """Figures as they are put on file with a report."""
    return {code: str(getattr(found, code)) if code == "amount" else getattr(found, code) for code in CODES}
