"""The city's published totals, from the ledgers through the importer to the figures and the lists behind them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Area
from disputes.demo.loading import load
from reports import figures, rates
from reports.figures import Cut
from reports.filling import fill_provisional
from reports.measures import Measures
from reports.months import Period, months_of

AREAS = Path(__file__).resolve().parents[2] / "data" / "shangluo_areas.csv"
PUBLISHED = Period(dt.date(2024, 1, 1), dt.date(2024, 4, 1))


@pytest.mark.django_db
def test_january_to_april_2024() -> None:
    """One load of everything, looked at from all sides: it is the dearest test of this file."""
    call_command("load_areas", str(AREAS))
    load(clock=timezone.now)
    for month in months_of(PUBLISHED):
        fill_provisional(month, at=timezone.now())
    city = figures.totals(Cut("6110", PUBLISHED))
    assert (city.registered, city.successful) == (2945, 2922)
    assert rates.BY_CODE["resolution"].of(city).text == "99.2%"
    assert city.agreements == 2922 and city.performed == 2922
    _levels_add_up(city)


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
