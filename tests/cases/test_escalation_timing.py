"""When a step of a ladder is due."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.daycount import SHANGHAI, Calendar, DayInfo, end_of_day
from cases.escalation.timing import answer_by, cutoff_at, moment_of

NATIONAL_DAY = {dt.date(2026, 10, day): DayInfo("国庆节") for day in range(1, 8)}
WORKED = {dt.date(2026, 10, 10): DayInfo("国庆节调休上班"), dt.date(2026, 9, 20): DayInfo("国庆节调休上班")}
DAYS = Calendar(NATIONAL_DAY, WORKED)
FIRST = dt.datetime(2026, 9, 1, tzinfo=SHANGHAI)
MOMENTS = st.integers(0, 61 * 24 * 60).map(lambda minutes: FIRST + dt.timedelta(minutes=minutes))
OFFSETS = st.tuples(st.integers(-12, 12), st.sampled_from(["hour", "calendar_day", "working_day"]))


@pytest.mark.parametrize(
    ("last", "offset", "due"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),  # a Friday; the next working day is Monday
        ("2026-11-20", 3, "2026-11-25"),
        ("2026-11-20", -1, "2026-11-19"),
        ("2026-11-23", -1, "2026-11-20"),  # warned when Friday ends: Monday is left whole
        ("2026-09-30", 1, "2026-10-08"),  # over the holiday
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday that is worked
        ("2026-10-08", -2, "2026-09-29"),
    ],
)
def test_working_days_are_counted_from_the_last_day(last: str, offset: int, due: str) -> None:
    ends = end_of_day(dt.date.fromisoformat(last))
    assert moment_of(ends, offset, "working_day", DAYS) == end_of_day(dt.date.fromisoformat(due))


@given(MOMENTS, MOMENTS, OFFSETS)
def test_a_step_is_due_exactly_for_limits_up_to_the_cutoff(due_at: dt.datetime, now: dt.datetime, offset: tuple[int, str]) -> None:
    assert (moment_of(due_at, *offset, DAYS) <= now) == (due_at <= cutoff_at(now, *offset, DAYS))


@given(st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 1)), MOMENTS, OFFSETS)
def test_so_it_is_for_limits_that_end_at_midnight(day: dt.date, now: dt.datetime, offset: tuple[int, str]) -> None:
    test = end_of_day(day)
    assert (moment_of(test, *offset, DAYS) <= now) == (test <= cutoff_at(now, *offset, DAYS))


@given(MOMENTS, st.integers(1, 10))
def test_a_warning_leaves_at_least_that_many_working_days(now: dt.datetime, days: int) -> None:
    ends = cutoff_at(now, -days, "working_day", DAYS)
    left = [day for day in _days(now.date(), ends) if not DAYS.is_off(day)]
    assert len(left) >= days


def _days(first: dt.date, ends: dt.datetime) -> list[dt.date]:
    count = (ends.astimezone(SHANGHAI).date() - first).days
    return [first + dt.timedelta(days=n) for n in range(count)]


def test_an_answer_is_due_at_the_end_of_a_working_day() -> None:
    friday = dt.datetime(2026, 11, 20, 16, tzinfo=SHANGHAI)
    assert answer_by(friday, 2, DAYS) == end_of_day(dt.date(2026, 11, 24))
