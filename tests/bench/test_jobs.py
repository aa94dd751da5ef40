"""Jobs are measured for what they are meant to do, and leave the cases as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.actor import SHANGHAI
from bench import closing, escalating, frame, loading
from bench.jobs import Cost, JobLine
from bench.report import job_table
from cases.escalation.climb import escalate
from cases.models import CaseEvent, Clock, Escalation
from reports.jobs import fill_missing
from reports.models import Cell, FillState, MonthReport

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
COUNT = 300


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A few cases in all areas, rolled back after this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(frame.build(), COUNT, at=AT, processes=0, progress=lambda _text: None)
        yield
        transaction.set_rollback(True)


def nothing() -> float:
    return 0.0


def test_clocks_are_borrowed_climbed_and_given_back(loaded: None) -> None:
    scenario = escalating.Scenario(AT, COUNT)
    subjects, count = escalating.measured(scenario, nothing, nothing, rounds=1, idle=1)
    assert count == round(COUNT * escalating.SHARE)
    assert [len(subject.walls) for subject in subjects] == [1, 1, 1, 1]
    assert not Clock.objects.filter(unit=escalating.MARK).exists()
    before = (Clock.objects.count(), Escalation.objects.count(), CaseEvent.objects.count())
    with scenario.borrowed() as due:
        assert Clock.objects.filter(unit=escalating.MARK, level=1, due_at__lte=AT, ladder__isnull=False).count() == due == count
        assert scenario.climb() == count
        assert Escalation.objects.filter(clock__unit=escalating.MARK, step=2).count() == count
        assert CaseEvent.objects.count() == before[2] + count
    assert (Clock.objects.count(), Escalation.objects.count(), CaseEvent.objects.count()) == before


def test_the_bare_statement_writes_as_many_rows_as_the_job(loaded: None) -> None:
    escalate(AT)
    scenario = escalating.Scenario(AT, COUNT)
    with scenario.borrowed() as due:
        before = (Escalation.objects.count(), CaseEvent.objects.count())
        assert scenario.bare() == due > 0
        assert (Escalation.objects.count(), CaseEvent.objects.count()) == (before[0] + due, before[1] + due)
        assert scenario.climb() == 0


def test_a_month_that_is_closed_for_measuring_stays_open(loaded: None) -> None:
    fill_missing(at=AT)
    before = (FillState.objects.count(), Cell.objects.count())
    scenario = closing.Scenario(AT)
    subjects = closing.measured(scenario, nothing, nothing, rounds=1)
    assert [subject.name for subject in subjects] == ["close", "group", "cases"]
    assert (FillState.objects.count(), Cell.objects.count()) == before
    assert not FillState.objects.filter(version__gt=0).exists()
    assert not MonthReport.objects.exists()
    assert closing.filled() == {"months": FillState.objects.count(), "cells": before[1]}


def test_what_counts_nothing_is_no_measurement(loaded: None) -> None:
    with pytest.raises(ValueError, match="nothing"):
        closing.rolled_back(lambda: 0)()


def test_a_job_is_shown_with_its_ratios() -> None:
    line = JobLine("escalate", "escalation", 10_000, 2420, Cost(300.0, 10.0, 90.0), Cost(200.0, 5.0, 45.0), 3)
    assert line.ratios == (2.0, 1.5)
    assert job_table([line]).splitlines()[2].split("|")[-3:-1] == ["       1.50 ", "      2.00 "]
