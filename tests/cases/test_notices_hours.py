"""Quiet hours and digests, in local time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.daycount import SHANGHAI
from cases.notices.hours import DEFAULT, Hours, after_quiet, is_quiet, next_digest

TIMES = st.times(min_value=dt.time(0), max_value=dt.time(23, 59))
MOMENTS = st.datetimes(min_value=dt.datetime(2026, 1, 1), max_value=dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001  (bounds are naive)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        (at(23, 21, 59), at(23, 21, 59)),
        (at(23, 22), at(24, 7)),
        (at(23, 23, 30), at(24, 7)),
        (at(24, 0), at(24, 7)),
        (at(24, 6, 59), at(24, 7)),
        (at(24, 7), at(24, 7)),
    ],
)
def test_quiet_hours_go_over_midnight(moment: dt.datetime, then: dt.datetime) -> None:
    assert after_quiet(moment, DEFAULT) == then


def test_quiet_hours_within_a_day() -> None:
    noon = Hours(dt.time(12), dt.time(14), dt.time(8))
    assert after_quiet(at(23, 13), noon) == at(23, 14)
    assert after_quiet(at(23, 23), noon) == at(23, 23)


def test_without_quiet_hours_any_time_will_do() -> None:
    assert after_quiet(at(23, 3), Hours(None, None, dt.time(8))) == at(23, 3)


def test_the_time_is_the_local_one_wherever_the_server_counts() -> None:
    assert after_quiet(dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC), DEFAULT) == at(24, 7)  # 23:00 in Shanghai


@pytest.mark.parametrize(("moment", "then"), [(at(23, 7, 59), at(23, 8)), (at(23, 8), at(24, 8)), (at(23, 20), at(24, 8))])
def test_a_digest_leaves_at_its_time(moment: dt.datetime, then: dt.datetime) -> None:
    assert next_digest(moment, DEFAULT) == then


@given(MOMENTS, TIMES, TIMES, TIMES)
def test_nothing_leaves_in_quiet_hours_and_nothing_waits_longer_than_a_day(
    moment: dt.datetime, begin: dt.time, end: dt.time, digest: dt.time
) -> None:
    hours = Hours(begin, end, digest)
    then, next_one = after_quiet(moment, hours), next_digest(moment, hours)
    assert not is_quiet(then.astimezone(SHANGHAI).time(), hours)
    assert moment <= then < moment + dt.timedelta(days=1)
    assert moment < next_one <= moment + dt.timedelta(days=1) and next_one.astimezone(SHANGHAI).time() == digest
