"""The seeded days off are the published ones, and provisional where nothing is published yet."""

from datetime import date, timedelta

import pytest

from cases.clock import Calendar, is_working_day
from cases.daysoff import SOURCE, seed_days_off


def between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar.of(seed_days_off(range(2010, 2028)))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ],
)
def test_the_holidays_of_2026(calendar: Calendar, first: date, last: date) -> None:
    assert all(calendar.is_off(day) for day in between(first, last))
    assert not calendar.is_off(first - timedelta(days=1)) or (first - timedelta(days=1)).weekday() > 4
    assert is_working_day(last + timedelta(days=1), calendar)


MADE_UP_2026 = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)]


def test_the_make_up_working_days_of_2026() -> None:
    rows = [row for row in seed_days_off([2026]) if row.kind == "work"]
    assert [row.date for row in rows] == MADE_UP_2026
    assert all(row.date.weekday() > 4 for row in rows)


def test_every_other_day_of_2026_is_as_in_a_plain_week(calendar: Calendar) -> None:
    rows = {row.date for row in seed_days_off([2026])}
    for day in between(date(2026, 1, 1), date(2026, 12, 31)):
        if day not in rows:
            assert calendar.is_off(day) == (day.weekday() > 4)


def test_names_say_which_holiday_a_day_belongs_to(calendar: Calendar) -> None:
    names = {day: calendar.named(day).name for day in (date(2026, 2, 19), date(2026, 2, 23), date(2026, 9, 20), date(2026, 4, 6))}
    assert list(names.values()) == ["春节", "春节调休", "国庆节调休上班", "清明节（补假）"]
    assert calendar.named(date(2026, 2, 21)).name == ""


def test_a_year_without_a_notice_is_provisional(calendar: Calendar) -> None:
    rows = seed_days_off([2027])
    assert rows
    assert all(row.provisional for row in rows)
    assert not any(row.kind == "work" for row in rows)
    assert not calendar.is_announced(2027)


def test_published_years_are_not(calendar: Calendar) -> None:
    for year in range(2010, 2027):
        rows = seed_days_off([year])
        assert not any(row.provisional for row in rows), year
        assert any(row.kind == "work" for row in rows), year
        assert calendar.is_announced(year)


def test_a_year_nobody_knows_is_not_announced(calendar: Calendar) -> None:
    assert not calendar.is_announced(2031)


def test_rows_belong_to_the_years_asked_for_once_and_in_order() -> None:
    rows = seed_days_off([2026, 2012, 2026])
    days = [row.date for row in rows]
    assert days == sorted(set(days))
    assert {day.year for day in days} == {2012, 2026}
    assert {row.source for row in rows} == {SOURCE}


def test_a_make_up_day_at_the_turn_of_the_year_belongs_to_its_own_year() -> None:
    # 2011-12-31 was worked for a day of January 2012.
    assert (date(2011, 12, 31), "work") in [(row.date, str(row.kind)) for row in seed_days_off([2011])]
    assert all(row.date.year == 2012 for row in seed_days_off([2012]))
