"""When a limit ends: the worked examples of the law, and what holds for every start, amount and calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.clock import Calendar, DayInfo, Due, Pause, Unit, add_months, add_working_days, compute_due, days_left, end_of_day, is_working_day
from cases.daycount import SHANGHAI
from cases.daysoff import seed_days_off

CALENDAR = Calendar.of(seed_days_off(range(2023, 2028)))
DAY_UNITS = [Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, amount: int, unit: Unit, *pauses: Pause, extension: int = 0) -> Due:
    return compute_due(start=at(start), amount=amount, unit=unit, calendar=CALENDAR, pauses=pauses, extension=extension)


def pause(start: str, end: str | None) -> Pause:
    return Pause(at(start), at(end) if end else None, "鉴定", "第二十条")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "nominal", "legal"),
    [
        ("2026-01-30", 15, Unit.CALENDAR_DAY, "2026-02-14", "2026-02-14"),  # a Saturday, but a make-up working day
        ("2026-01-20", 30, Unit.CALENDAR_DAY, "2026-02-19", "2026-02-24"),  # in the Spring Festival
        ("2026-09-10", 15, Unit.CALENDAR_DAY, "2026-09-25", "2026-09-28"),  # Mid-Autumn
        ("2026-02-12", 5, Unit.WORKING_DAY, "2026-02-26", "2026-02-26"),
        ("2026-09-24", 5, Unit.WORKING_DAY, "2026-10-09", "2026-10-09"),
        ("2026-01-15", 1, Unit.MONTH, "2026-02-15", "2026-02-24"),
        ("2026-01-31", 1, Unit.MONTH, "2026-02-28", "2026-02-28"),  # month end, a make-up Saturday
        ("2024-01-31", 1, Unit.MONTH, "2024-02-29", "2024-02-29"),  # leap year
        ("2025-11-20", 3, Unit.MONTH, "2026-02-20", "2026-02-24"),
    ],
)
@pytest.mark.parametrize("hour", ["00:00", "09:30", "23:59:59.999999"])
def test_worked_examples(start: str, amount: int, unit: Unit, nominal: str, legal: str, hour: str) -> None:
    found = due(f"{start} {hour}", amount, unit)
    assert found.nominal == date.fromisoformat(nominal)
    assert found.due_at == end_of_day(date.fromisoformat(legal))


def test_a_limit_ends_at_24_00_in_shanghai() -> None:
    found = due("2026-01-30 09:00", 15, Unit.CALENDAR_DAY)
    assert found.due_at == datetime(2026, 2, 14, 16, tzinfo=UTC)
    assert found.due_at is not None
    assert found.due_at.utcoffset() == timedelta(hours=8)


def test_the_day_of_a_start_is_its_day_in_shanghai() -> None:
    late_in_utc = datetime(2026, 3, 1, 17, tzinfo=UTC)  # already 2 March in Shanghai
    assert compute_due(start=late_in_utc, amount=1, unit=Unit.CALENDAR_DAY, calendar=CALENDAR).nominal == date(2026, 3, 3)


def test_hours_run_at_once_and_through_holidays() -> None:
    found = due("2026-02-16 23:30", 2, Unit.HOUR)
    assert found.due_at == at("2026-02-17 01:30")
    assert found.nominal == date(2026, 2, 17)


def test_hours_stand_still_in_a_pause() -> None:
    found = due("2026-03-02 09:00", 24, Unit.HOUR, pause("2026-03-02 10:00", "2026-03-02 12:30"))
    assert found.due_at == at("2026-03-03 11:30")


def test_hours_before_the_start_and_after_the_end_do_not_matter() -> None:
    outside = [pause("2026-03-01 09:00", "2026-03-02 09:00"), pause("2026-03-03 09:00", None)]
    assert due("2026-03-02 09:00", 24, Unit.HOUR, *outside).due_at == at("2026-03-03 09:00")


def test_of_a_pause_that_stands_at_the_start_only_the_hours_after_it_count() -> None:
    assert due("2026-03-02 09:00", 2, Unit.HOUR, pause("2026-03-02 08:00", "2026-03-02 10:00")).due_at == at("2026-03-02 12:00")


def test_an_extension_adds_to_the_amount() -> None:
    assert due("2026-03-02", 15, Unit.CALENDAR_DAY, extension=10).nominal == due("2026-03-02", 25, Unit.CALENDAR_DAY).nominal
    assert due("2026-01-31", 1, Unit.MONTH, extension=1).nominal == date(2026, 3, 31)


class TestPauses:
    """Half-open, in days that count if the clock runs at their end."""

    def test_four_full_days_move_the_end_by_four(self) -> None:
        assert due("2026-03-02", 10, Unit.CALENDAR_DAY).nominal == date(2026, 3, 12)
        assert due("2026-03-02", 10, Unit.CALENDAR_DAY, pause("2026-03-05 10:00", "2026-03-09 10:00")).nominal == date(2026, 3, 16)

    def test_a_pause_within_one_day_moves_nothing(self) -> None:
        assert due("2026-03-02", 10, Unit.CALENDAR_DAY, pause("2026-03-05 10:00", "2026-03-05 18:00")).nominal == date(2026, 3, 12)

    def test_the_day_it_begins_does_not_count_and_the_day_it_ends_does(self) -> None:
        found = due("2026-03-02", 10, Unit.CALENDAR_DAY, pause("2026-03-05 23:00", "2026-03-06 01:00"))
        assert date(2026, 3, 5) in found.explanation.paused
        assert date(2026, 3, 6) in found.explanation.counted

    def test_working_days_count_on_after_it(self) -> None:
        found = due("2026-03-02", 5, Unit.WORKING_DAY, pause("2026-03-04 09:00", "2026-03-10 09:00"))
        assert found.explanation.counted == (date(2026, 3, 3), *(date(2026, 3, day) for day in (10, 11, 12, 13)))

    def test_from_the_start_day_on_the_day_of_resuming_is_the_new_start(self) -> None:
        found = due("2026-03-02 09:00", 3, Unit.CALENDAR_DAY, pause("2026-03-02 10:00", "2026-03-09 10:00"))
        assert found.nominal == date(2026, 3, 12)

    def test_while_it_is_open_there_is_no_end(self) -> None:
        found = due("2026-03-02", 10, Unit.CALENDAR_DAY, pause("2026-03-05 10:00", None))
        assert (found.nominal, found.due_at) == (None, None)
        assert found.explanation.counted == (date(2026, 3, 3), date(2026, 3, 4))

    def test_on_the_last_day_it_still_stops_the_clock(self) -> None:
        assert due("2026-03-02", 10, Unit.CALENDAR_DAY, pause("2026-03-12 17:00", None)).due_at is None

    def test_an_end_that_has_passed_is_not_undone(self) -> None:
        late = pause("2026-03-13 00:00", None)
        assert due("2026-03-02", 10, Unit.CALENDAR_DAY, late).due_at == at("2026-03-13 00:00")

    def test_on_the_day_a_last_day_moved_to_it_moves_on(self) -> None:
        # 2026-03-07 is a Saturday: the last day moved to Monday the 9th, on which the clock stood still until Thursday.
        assert due("2026-02-27", 8, Unit.CALENDAR_DAY).due_at == at("2026-03-10 00:00")
        found = due("2026-02-27", 8, Unit.CALENDAR_DAY, pause("2026-03-09 09:00", "2026-03-12 09:00"))
        assert found.nominal == date(2026, 3, 7)
        assert found.due_at == at("2026-03-13 00:00")

    def test_two_that_overlap_count_once(self) -> None:
        one, two = pause("2026-03-04 09:00", "2026-03-08 09:00"), pause("2026-03-06 09:00", "2026-03-10 09:00")
        both = due("2026-03-02", 20, Unit.CALENDAR_DAY, two, one)
        assert both.nominal == due("2026-03-02", 20, Unit.CALENDAR_DAY, pause("2026-03-04 09:00", "2026-03-10 09:00")).nominal

    def test_two_that_touch_are_one(self) -> None:
        parts = pause("2026-03-02 10:00", "2026-03-03 10:00"), pause("2026-03-03 10:00", "2026-03-04 10:00")
        whole = due("2026-03-02 09:00", 20, Unit.CALENDAR_DAY, pause("2026-03-02 10:00", "2026-03-04 10:00"))
        assert due("2026-03-02 09:00", 20, Unit.CALENDAR_DAY, *parts).nominal == whole.nominal == date(2026, 3, 24)

    def test_one_of_no_length_is_none(self) -> None:
        empty = pause("2026-03-05 10:00", "2026-03-05 10:00")
        assert due("2026-03-02", 20, Unit.CALENDAR_DAY, empty) == due("2026-03-02", 20, Unit.CALENDAR_DAY)

    def test_one_that_ends_before_it_begins_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="ends before"):
            due("2026-03-02", 20, Unit.CALENDAR_DAY, pause("2026-03-10 09:00", "2026-03-09 09:00"))


@pytest.mark.parametrize(("amount", "extension"), [(0, 0), (-1, 0), (1, -1)])
def test_a_limit_of_nothing_is_an_error(amount: int, extension: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        due("2026-03-02", amount, Unit.CALENDAR_DAY, extension=extension)


def test_a_time_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        compute_due(start=datetime(2026, 3, 2), amount=1, unit=Unit.HOUR, calendar=CALENDAR)  # noqa: DTZ001  (that is the point)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-02-11 23:59", 3),
        ("2026-02-13 00:00", 1),
        ("2026-02-14 00:00", 0),
        ("2026-02-14 23:59", 0),
        ("2026-02-15 00:00", -1),
        ("2026-02-16 12:00", -2),
    ],
)
def test_days_left_are_calendar_days_until_the_last_day(now: str, left: int) -> None:
    assert days_left(end_of_day(date(2026, 2, 14)), at(now)) == left


def test_an_hour_that_has_passed_is_overdue_the_same_day() -> None:
    assert days_left(at("2026-02-14 10:00"), at("2026-02-14 09:59")) == 0
    assert days_left(at("2026-02-14 10:00"), at("2026-02-14 10:00")) == -1


def test_working_days_after_a_day() -> None:
    assert add_working_days(date(2026, 9, 24), 5, CALENDAR) == date(2026, 10, 9)
    assert add_working_days(date(2026, 2, 15), 0, CALENDAR) == date(2026, 2, 15)
    assert is_working_day(date(2026, 2, 14), CALENDAR)
    assert not is_working_day(date(2026, 2, 16), CALENDAR)
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 2, 15), -1, CALENDAR)


# --- What holds for every limit -----------------------------------------------------------------------------------------

moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(SHANGHAI))  # noqa: DTZ001  (hypothesis adds the zone)
amounts = st.integers(1, 60)
day_units = st.sampled_from(DAY_UNITS)
years = [date(2024, 1, 1) + timedelta(days=n) for n in range(4 * 366)]
odd_days = st.dictionaries(st.sampled_from(years), st.just(DayInfo("放假")), max_size=80)
calendars = st.builds(Calendar, off_days=odd_days, workdays=odd_days)


@st.composite
def pause_lists(draw: st.DrawFn, start: datetime, *, size: int = 3) -> list[Pause]:
    pauses = []
    for _ in range(draw(st.integers(0, size))):
        begin = start + timedelta(minutes=draw(st.integers(-3000, 60_000)))
        pauses.append(Pause(begin, begin + timedelta(minutes=draw(st.integers(0, 30_000)))))
    return pauses


@given(st.data(), moments, amounts, st.sampled_from(list(Unit)), calendars)
def test_an_end_is_after_its_start_and_never_on_a_day_off(data: st.DataObject, start: datetime, amount: int, unit: Unit, days: Calendar) -> None:
    found = compute_due(start=start, amount=amount, unit=unit, calendar=days, pauses=data.draw(pause_lists(start)))
    assert found.due_at is not None
    assert found.due_at > start
    if unit is not Unit.HOUR:
        last = (found.due_at - timedelta(seconds=1)).date()
        assert not days.is_off(last)
        assert last not in found.explanation.paused
        assert found.due_at == end_of_day(last)
        assert found.nominal is not None
        assert start.date() < found.nominal <= last


@given(st.data(), moments, amounts, st.integers(0, 20), day_units, calendars)
def test_more_units_never_end_earlier(data: st.DataObject, start: datetime, amount: int, more: int, unit: Unit, days: Calendar) -> None:
    pauses = data.draw(pause_lists(start))
    short = compute_due(start=start, amount=amount, unit=unit, calendar=days, pauses=pauses)
    long = compute_due(start=start, amount=amount + more, unit=unit, calendar=days, pauses=pauses)
    extended = compute_due(start=start, amount=amount, unit=unit, calendar=days, pauses=pauses, extension=more)
    assert short.due_at is not None
    assert long.due_at is not None
    assert short.due_at <= long.due_at == extended.due_at
    if more and unit is Unit.WORKING_DAY:
        assert short.due_at < long.due_at


@given(st.data(), moments, amounts, st.sampled_from(list(Unit)), calendars)
def test_a_further_or_longer_pause_never_ends_earlier(data: st.DataObject, start: datetime, amount: int, unit: Unit, days: Calendar) -> None:
    pauses = data.draw(pause_lists(start))
    longer = [Pause(each.start, each.end and each.end + timedelta(minutes=data.draw(st.integers(0, 5000)))) for each in pauses]
    more = longer + data.draw(pause_lists(start, size=1))
    ends = [compute_due(start=start, amount=amount, unit=unit, calendar=days, pauses=each).due_at for each in ([], pauses, longer, more)]
    assert ends == sorted(end for end in ends if end)


@given(moments, st.integers(1, 60), st.integers(0, 100_000), st.integers(1, 40), calendars)
def test_a_pause_of_n_full_days_moves_the_nominal_day_by_n(start: datetime, amount: int, minutes: int, days: int, calendar: Calendar) -> None:
    plain = compute_due(start=start, amount=amount, unit=Unit.CALENDAR_DAY, calendar=calendar)
    assert plain.nominal is not None
    begin = start + timedelta(minutes=minutes)
    assume(begin.date() <= plain.nominal)
    paused = compute_due(start=start, amount=amount, unit=Unit.CALENDAR_DAY, calendar=calendar, pauses=[Pause(begin, begin + timedelta(days=days))])
    assert paused.nominal == plain.nominal + timedelta(days=days)


@given(moments, amounts, day_units, st.integers(0, 100_000), calendars)
def test_an_open_pause_hides_the_end_if_and_only_if_it_began_before_it(
    start: datetime, amount: int, unit: Unit, minutes: int, days: Calendar
) -> None:
    plain = compute_due(start=start, amount=amount, unit=unit, calendar=days).due_at
    begin = start + timedelta(minutes=minutes)
    found = compute_due(start=start, amount=amount, unit=unit, calendar=days, pauses=[Pause(begin, None)]).due_at
    assert plain is not None
    assert found == (None if begin < plain else plain)


@given(st.data(), moments, amounts, day_units, calendars)
def test_computing_again_gives_the_same_and_the_order_of_pauses_does_not_matter(
    data: st.DataObject, start: datetime, amount: int, unit: Unit, days: Calendar
) -> None:
    pauses = data.draw(pause_lists(start))
    once = compute_due(start=start, amount=amount, unit=unit, calendar=days, pauses=pauses)
    again = compute_due(start=start.astimezone(UTC), amount=amount, unit=unit, calendar=days, pauses=pauses[::-1])
    assert (once.nominal, once.due_at) == (again.nominal, again.due_at)
    assert once.explanation.counted == again.explanation.counted


@given(moments, moments, amounts, day_units, calendars)
def test_a_later_start_never_ends_earlier(one: datetime, two: datetime, amount: int, unit: Unit, days: Calendar) -> None:
    first, second = sorted((one, two))
    ends = [compute_due(start=start, amount=amount, unit=unit, calendar=days).due_at for start in (first, second)]
    assert ends == sorted(end for end in ends if end)


@given(moments, amounts, calendars)
def test_working_days_agree_with_counting_them(start: datetime, amount: int, days: Calendar) -> None:
    found = compute_due(start=start, amount=amount, unit=Unit.WORKING_DAY, calendar=days)
    assert found.nominal == add_working_days(start.date(), amount, days)
    assert len(found.explanation.counted) == amount
    passed = {start.date() + timedelta(days=n) for n in range(1, (found.nominal - start.date()).days + 1)}
    assert passed == {*found.explanation.counted, *(day.date for day in found.explanation.skipped)}


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 48))
def test_the_corresponding_day_of_a_later_month(day: date, count: int) -> None:
    found = add_months(day, count)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)
