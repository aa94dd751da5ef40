"""A clock explains itself in sentences a clerk can check with a wall calendar."""

from datetime import date, datetime

from cases.clock import Calendar, DayInfo, Due, Pause, Unit, compute_due
from cases.daycount import SHANGHAI
from cases.daysoff import seed_days_off

CALENDAR = Calendar.of(seed_days_off(range(2025, 2028)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, amount: int, unit: Unit, *pauses: Pause, extension: int = 0, article: str = "") -> Due:
    return compute_due(start=at(start), amount=amount, unit=unit, calendar=CALENDAR, pauses=pauses, extension=extension, article=article)


def test_a_last_day_that_moves_says_why() -> None:
    assert due("2026-01-20 10:00", 30, Unit.CALENDAR_DAY, article="人民调解法第三十三条").explanation.lines() == [
        "2026-01-20 起算，当日不计入",
        "期限 30 日",
        "自 2026-01-21 开始计算",
        "最后一日为 2026-02-19，逢春节、春节调休、周末，顺延至 2026-02-24",
        "2026-02-24 24:00 到期",
        "依据：人民调解法第三十三条",
    ]


def test_working_days_name_the_days_passed_over() -> None:
    assert due("2026-02-12 10:00", 5, Unit.WORKING_DAY).explanation.lines() == [
        "2026-02-12 起算，当日不计入",
        "期限 5 个工作日",
        "自 2026-02-13 开始计算",
        "2026-02-15 至 2026-02-23 是农历除夕、春节、春节调休、周末，不计入",
        "2026-02-14 是工作日：春节调休上班",
        "2026-02-26 24:00 到期",
    ]


def test_a_saturday_that_is_worked_is_no_reason_to_move() -> None:
    found = due("2026-01-30 10:00", 15, Unit.CALENDAR_DAY).explanation
    assert "2026-02-14 是工作日：春节调休上班" in found.lines()
    assert found.rolled == ()


def test_pause_and_extension_are_told() -> None:
    pause = Pause(at("2026-03-05 10:00"), at("2026-03-09 10:00"), "委托鉴定", "双方同意")
    lines = due("2026-03-02 10:00", 1, Unit.MONTH, pause, extension=1).explanation.lines()
    assert "期限 1 个月，延长 1 个月，共 2 个月" in lines
    assert "2026-03-05 10:00 至 2026-03-09 10:00 中止：委托鉴定（双方同意）" in lines
    assert "中止的 4 日不计入" in lines
    assert lines[-1] == "2026-05-06 24:00 到期"


def test_an_open_pause_has_no_due_day() -> None:
    lines = due("2026-03-02 10:00", 15, Unit.CALENDAR_DAY, Pause(at("2026-03-05 10:00"), None, "等待当事人")).explanation.lines()
    assert lines[-2:] == ["2026-03-05 10:00 起中止：等待当事人，恢复后继续计算", "中止期间没有到期日"]


def test_a_pause_that_moves_the_last_day_alone_is_told_as_the_reason() -> None:
    pause = Pause(at("2026-03-09 09:00"), at("2026-03-10 09:00"), "鉴定")
    lines = due("2026-02-27 10:00", 8, Unit.CALENDAR_DAY, pause).explanation.lines()
    assert "最后一日为 2026-03-07，逢周末，顺延至 2026-03-10" in lines


def test_a_pause_outside_the_run_is_not_told() -> None:
    outside = [Pause(at("2026-02-01 09:00"), at("2026-02-20 09:00"), "早"), Pause(at("2026-05-01 09:00"), at("2026-05-02 09:00"), "晚")]
    found = due("2026-03-02 10:00", 15, Unit.CALENDAR_DAY, *outside).explanation
    assert found.pauses == ()
    assert found.paused == ()


def test_hours_tell_the_minute() -> None:
    assert due("2026-03-02 10:05", 2, Unit.HOUR).explanation.lines() == [
        "自 2026-03-02 10:05 起即时计算",
        "期限 2 小时",
        "2026-03-02 12:05 到期",
    ]


def test_a_year_without_a_notice_makes_the_day_provisional() -> None:
    found = due("2026-12-20 10:00", 30, Unit.CALENDAR_DAY).explanation
    assert found.provisional
    assert "2027 年放假安排尚未公布，到期日为暂定" in found.lines()
    assert found.nominal == date(2027, 1, 19)


def test_a_limit_that_ends_in_an_announced_year_is_certain() -> None:
    assert not due("2026-11-20 10:00", 30, Unit.CALENDAR_DAY).explanation.provisional


def test_working_days_that_begin_in_a_year_without_a_notice_are_provisional_too() -> None:
    assert due("2026-12-30 10:00", 1, Unit.WORKING_DAY).explanation.unannounced == ()
    assert due("2026-12-30 10:00", 3, Unit.WORKING_DAY).explanation.unannounced == (2027,)
    later = Calendar({**CALENDAR.off_days, date(2028, 1, 1): DayInfo("元旦")}, CALENDAR.workdays)
    found = compute_due(start=at("2027-12-29 10:00"), amount=5, unit=Unit.WORKING_DAY, calendar=later)
    assert found.due_at is not None
    assert found.due_at.year == 2028
    assert found.explanation.unannounced == (2027,)
