"""A notice on days off and an act that starts a limit, in real transactions side by side: no limit is left as it was before the notice."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import Role
from cases import clocks
from cases.actions.daysoff import NoticeDay, enter_days_off
from cases.calendar import calendar, forget
from cases.clock_recompute import recompute_all
from cases.models import Clock, DayOff
from disputes.states import State
from tests.acts import center, dispute_of
from tests.factories.people import posted

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
START = dt.datetime(2031, 3, 3, 2, tzinfo=dt.UTC)
KIND = "dispute.mediate"


def last_day() -> dt.date:
    """The last day of a limit from `START` as the calendar is now."""
    day = clocks.prepared(KIND, at=START).due_at
    assert day is not None
    return (day - dt.timedelta(seconds=1)).astimezone(timezone.get_default_timezone()).date()


class Beside(threading.Thread):
    """Does something on a connection of its own; what went wrong is raised by `done`."""

    def __init__(self, deed: Any) -> None:
        super().__init__()
        self.deed, self.error = deed, None

    def run(self) -> None:
        try:
            self.deed()
        except BaseException as error:  # noqa: BLE001  (told to the test)
            self.error = error  # type: ignore[assignment]
        finally:
            connections.close_all()

    def done(self) -> None:
        self.join(PATIENCE)
        assert not self.is_alive()
        if self.error:
            raise self.error


@pytest.fixture
def notice() -> Any:
    """Makes the day a limit from `START` ends on, and the day after, days off; returns the deed of entering it."""
    forget()
    by, end = posted(Role.SYSTEM_ADMIN, "6110"), last_day()
    rows = [NoticeDay(end + n * dt.timedelta(days=1), DayOff.Kind.OFF, "测试假日") for n in range(2)]
    return lambda: enter_days_off(by=by, at=timezone.now(), year=end.year, rows=rows, source="测试通知一号")


def test_a_limit_written_while_a_notice_waits_is_computed_anew_by_its_job(notice: Any) -> None:
    before, case = last_day(), dispute_of(center(), State.ACCEPTED)
    computed, entered = threading.Event(), threading.Event()

    def act() -> None:
        with transaction.atomic():
            clocks.start(case, KIND, at=START)
            computed.set()
            assert not entered.wait(1.5), "the notice waits for the act"

    acting = Beside(act)
    acting.start()
    assert computed.wait(PATIENCE)

    def enter() -> None:
        notice()
        entered.set()

    entering = Beside(enter)
    entering.start()
    acting.done()
    entering.done()
    recompute_all(at=timezone.now())
    clock = Clock.objects.get(case_id=case.pk, kind=KIND, stopped_at__isnull=True)
    assert last_day() > before and clock.due_at == clocks.prepared(KIND, at=START).due_at


def test_an_act_that_begins_while_a_notice_is_committed_waits_and_counts_with_it(notice: Any) -> None:
    before, case = last_day(), dispute_of(center(), State.ACCEPTED)
    calendar()  # the cache is warm with the days before the notice
    replaced, go_on = threading.Event(), threading.Event()

    def enter() -> None:
        with transaction.atomic():
            notice()
            replaced.set()
            assert go_on.wait(PATIENCE)

    def act() -> None:
        with transaction.atomic():
            clocks.start(case, KIND, at=START)

    entering = Beside(enter)
    entering.start()
    assert replaced.wait(PATIENCE)
    acting = Beside(act)
    acting.start()
    acting.join(1)
    assert acting.is_alive(), "the act waits for the notice"
    go_on.set()
    entering.done()
    acting.done()
    clock = Clock.objects.get(case_id=case.pk, kind=KIND, stopped_at__isnull=True)
    assert clock.due_at == clocks.prepared(KIND, at=START).due_at and last_day() > before


def test_rows_read_before_a_notice_are_not_found_after_it(notice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that read the rows before the commit and fills the cache after it."""
    from cases import calendar as module

    before = last_day()
    slow: list[Any] = []
    real = module.cache.set
    monkeypatch.setattr(module.cache, "set", lambda key, *rest: slow.append((key, *rest)) if ".rows." in key else real(key, *rest))
    forget()
    calendar()
    assert slow, "it read the rows, and has not filled the cache yet"
    notice()
    monkeypatch.undo()
    for late in slow:
        real(*late)
    assert last_day() > before
