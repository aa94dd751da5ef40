"""The city's published totals, from the ledgers through the importer to the figures and the lists behind them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Area, User
from disputes.demo.loading import load
from disputes.filters import DisputeFilter
from reports import drill, figures, rates
from reports.figures import Cut
from reports.measures import Measures
from reports.models import FillState
from reports.months import Period

AREAS = Path(__file__).resolve().parents[2] / "data" / "shangluo_areas.csv"
PUBLISHED = Period(dt.date(2024, 1, 1), dt.date(2024, 4, 1))


@pytest.mark.django_db
def test_january_to_april_2024() -> None:
    """One load of everything, looked at from all sides: it is the dearest test of this file."""
    call_command("load_areas", str(AREAS))
    load(clock=timezone.now)
    call_command("fill_months", "--lock-through", "2024-04")
    assert set(FillState.objects.filter(month__range=(PUBLISHED.first, PUBLISHED.last)).values_list("version", "state")) == {(1, "done")}
    city = figures.totals(Cut("6110", PUBLISHED))
    assert (city.registered, city.successful) == (2945, 2922)
    assert rates.BY_CODE["resolution"].of(city).text == "99.2%"
    assert city.agreements == 2922 and city.performed == 2922
    _levels_add_up(city)
    _opens_its_cases(Actor.of(User.objects.get(username="shi"), timezone.localdate()))


def _opens_its_cases(official: Actor) -> None:
    for area in ("6110", "611022"):
        cut = Cut(area, PUBLISHED)
        found = figures.totals(cut)
        for measure in (
            "registered",
            "accepted",
            "concluded",
            "successful",
            "failed",
            "terminated",
            "agreements_oral",
            "agreements_written",
            "performed",
        ):
            query = QueryDict(urlsplit(drill.address(cut, measure)).query)
            assert DisputeFilter(query, actor=official, now=timezone.now()).qs.count() == getattr(found, measure), measure


def _levels_add_up(city: Measures) -> None:
    for area in ("6110", *Area.objects.filter(level="county").values_list("code", flat=True)):
        below = Measures()
        for _area, each in figures.by_area(Cut(area, PUBLISHED)):
            below = below + each
        assert below + figures.own(Cut(area, PUBLISHED)) == figures.totals(Cut(area, PUBLISHED))
    for dimension in ("category", "moj_type", "channel", "body"):
        parts = Measures()
        for _code, _label, each in figures.by(Cut("6110", PUBLISHED), dimension):
            parts = parts + each
        assert parts == city
