"""Thirty days without a joint application: the clock ends, the case is not overdue for it, the agreement stands."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.models import CaseEvent, Clock
from disputes.actions.lapse import lapse_confirmation_windows
from disputes.tasks import lapse_confirmations
from tests.acts import center, do, fresh, last_event, names_open, running
from tests.disputes.way import DAY, agreed, confirmation_input, today

pytestmark = pytest.mark.django_db
FAR = {"due_on": (today() + 200 * DAY).isoformat()}


def test_the_window_ends_and_the_case_is_not_overdue_for_it():
    actor = center()
    case = agreed(actor, FAR)
    end = Clock.objects.get(kind="dispute.confirm").due_at
    assert fresh(case).due_at == end
    assert lapse_confirmation_windows(at=end - dt.timedelta(seconds=1)) == 0
    assert lapse_confirmation_windows(at=end) == 1
    after = fresh(case)
    assert running(case) == {"dispute.performance"} and after.clock_kind == "dispute.performance" and after.due_at > end
    assert (after.state, after.version) == ("agreed", case.version + 1)
    event = last_event(case)
    assert (event.act, event.by, event.version) == ("disputes.lapse_confirmation", None, after.version) and "继续有效" in event.text


def test_a_second_run_does_nothing_more():
    actor = center()
    case = agreed(actor, FAR)
    later = timezone.now() + 60 * DAY
    assert [lapse_confirmation_windows(at=later) for _ in range(2)] == [1, 0]
    assert CaseEvent.objects.filter(case_id=case.pk, act="disputes.lapse_confirmation").count() == 1


def test_who_applied_in_time_is_left_alone():
    actor = center()
    case = agreed(actor, FAR)
    do("apply_confirmation", case, actor, **confirmation_input())
    assert lapse_confirmation_windows(at=timezone.now() + 60 * DAY) == 0


def test_an_application_afterwards_is_refused_by_its_own_rule():
    actor = center()
    case = agreed(actor, FAR)
    lapse_confirmation_windows(at=timezone.now() + 60 * DAY)
    assert "apply_confirmation" in names_open(case, actor)  # the form says until when it was possible


def test_the_job_runs_by_the_wall_clock():
    agreed(center(), FAR)
    lapse_confirmations()
    assert CaseEvent.objects.filter(act="disputes.lapse_confirmation").count() == 0
    Clock.objects.filter(kind="dispute.confirm").update(due_at=timezone.now() - DAY)
    lapse_confirmations()
    assert CaseEvent.objects.filter(act="disputes.lapse_confirmation").count() == 1
