"""How many cases climbed: counted by month and area, opened as a list, the same however the job runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from cases.models import Escalation
from cases.models.escalation import EscalationState, Ground, Rung
from disputes.filters import DisputeFilter
from disputes.models import Dispute
from disputes.states import State
from reports.climbs import climbs_of, count_climbs
from reports.filling import fill_provisional
from reports.models import ClimbCount
from reports.months import Period
from tests.factories import signed_in
from tests.reports.worlds import APRIL, CITY, COUNTY, MARCH, OTHER_VILLAGE, VILLAGE, People, areas, dispute, moment, people

pytestmark = pytest.mark.django_db
NOW = moment(20, 4)
IN_MARCH = Period(MARCH, MARCH)


def climb(case: Dispute, to: Rung, at: dt.datetime, *, ground: Ground = Ground.CLIMB) -> None:
    step = Escalation.objects.filter(case_id=case.pk).count() + 1
    values = {"to_level": to, "at": at, "ground": ground, "state": EscalationState.OPEN, "step": step}
    Escalation.objects.create(case_id=case.pk, from_level="x", **values)


@pytest.fixture
def eyes() -> People:
    """One case that climbed twice to the county and once to the city, one that only was warned of, one elsewhere, one in April."""
    areas()
    found = people()
    first, warned, there = (dispute(State.ACCEPTED, received=moment(2), area=code) for code in (VILLAGE, OTHER_VILLAGE, "611022101"))
    climb(first, Rung.COUNTY, moment(9))
    climb(first, Rung.COUNTY, moment(10))
    climb(first, Rung.CITY, moment(20))
    climb(first, Rung.COURT, moment(2, 4))
    climb(warned, Rung.COUNTY, moment(9), ground=Ground.WARN)
    climb(there, Rung.COUNTY, moment(31, hour=23))
    for month in (MARCH, APRIL):
        fill_provisional(month, at=NOW)
    return found


def test_a_case_counts_once_for_each_level_and_month(eyes: People) -> None:
    assert count_climbs(at=NOW) == 2
    assert climbs_of(CITY, IN_MARCH) == {"county": 2, "city": 1}
    assert climbs_of(COUNTY, IN_MARCH) == {"county": 1, "city": 1}
    assert climbs_of(OTHER_VILLAGE, IN_MARCH) == {}
    assert climbs_of(COUNTY, Period(MARCH, APRIL)) == {"county": 1, "city": 1, "court": 1}


def test_however_often_it_runs_the_counts_are_the_same(eyes: People) -> None:
    for _round in range(3):
        count_climbs(at=NOW)
    before = set(ClimbCount.objects.values_list("month", "area", "to_level", "cases"))
    assert len(before) == 4
    count_climbs(at=moment(20, 6))  # March is two months gone: its counts stay
    assert before - {row for row in before if row[0] == APRIL} <= set(ClimbCount.objects.values_list("month", "area", "to_level", "cases"))


@pytest.mark.django_db(transaction=True)
def test_a_run_that_another_is_at_leaves_the_month_to_it() -> None:
    import threading

    areas()
    climb(dispute(State.ACCEPTED, received=moment(2)), Rung.COUNTY, moment(9))
    locked, done = threading.Event(), threading.Event()

    def other() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [0x434C, 202603])
            locked.set()
            done.wait(30)
            cursor.execute("SELECT pg_advisory_unlock_all()")
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    locked.wait(30)
    assert count_climbs(at=moment(20)) == 1  # February only
    done.set()
    thread.join()
    assert not ClimbCount.objects.exists()
    assert count_climbs(at=moment(20)) == 2 and ClimbCount.objects.get().cases == 1


def test_the_page_shows_them_and_opens_their_cases(client: Client, eyes: People) -> None:
    count_climbs(at=NOW)
    with time_machine.travel(NOW, tick=False):
        context: Any = signed_in(client, eyes.city).get(reverse("reports:statistics", args=[CITY]), {"from": "2026-03", "to": "2026-03"}).context
        shown = {row.label: row.figure for row in context["climbs"]}
        assert {label: figure.text for label, figure in shown.items()} == {"镇（街道）": "0", "县（区）": "2", "市": "1", "诉讼途径": "0"}
        for figure in shown.values():
            if figure.href:
                listed = DisputeFilter(QueryDict(figure.href.partition("?")[2]), actor=eyes.city, now=NOW).qs.count()
                assert str(listed) == figure.text
