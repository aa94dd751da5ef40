"""Entering a notice on days off: the calendar changes, and open clocks that touch it are computed anew."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts.actor import Actor
from accounts.models import Role, SystemEvent
from cases import clock_recompute, clocks
from cases.actions.daysoff import NoticeDay, enter_days_off
from cases.calendar import calendar
from cases.clock_recompute import recompute_all, recompute_batch
from cases.errors import NotGranted, Refused
from cases.models import CaseEvent, Clock, DayOff, DaysOffNotice
from disputes.models import Dispute
from tests.factories import DisputeFactory, posted

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
SOURCE = "国办发明电〔2026〕9号"
OFF, WORK = DayOff.Kind.OFF, DayOff.Kind.WORK

pytestmark = pytest.mark.django_db


@pytest.fixture
def center() -> Actor:
    return posted(Role.COUNTY_CENTER, "611002")


def days(first: str, last: str, name: str, kind: str = OFF) -> list[NoticeDay]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [NoticeDay(start + dt.timedelta(days=n), kind, name) for n in range((end - start).days + 1)]


NOTICE_2027 = [
    *days("2027-01-01", "2027-01-03", "元旦"),
    *days("2027-02-05", "2027-02-11", "春节"),
    *days("2027-02-14", "2027-02-14", "春节调休上班", WORK),
    *days("2027-10-01", "2027-10-07", "国庆节"),
]


def enter(by: Actor, rows: list[NoticeDay] = NOTICE_2027, year: int = 2027) -> DaysOffNotice:
    return enter_days_off(by=by, at=NOW, year=year, rows=rows, source=SOURCE)


def dispute_accepted(moment: dt.datetime) -> Dispute:
    """Its clock of thirty days runs from that moment."""
    dispute = DisputeFactory(state="accepted", clocks=False, received_at=moment)
    clocks.start(dispute, "dispute.mediate", at=moment)
    clocks.mirror(dispute)
    dispute.save()
    return dispute


def last_day(dispute: Dispute) -> dt.date:
    clock = Clock.objects.get(case_id=dispute.pk, kind="dispute.mediate")
    assert clock.due_at is not None
    return (clock.due_at - dt.timedelta(seconds=1)).astimezone(SHANGHAI).date()


def test_the_notice_replaces_what_was_expected(center: Actor, django_capture_on_commit_callbacks: object) -> None:
    assert DayOff.objects.filter(date__year=2027, provisional=True).exists()
    before = DayOff.objects.filter(date__year=2026).count()
    enter(center)
    assert DayOff.objects.filter(date__year=2027).count() == len(NOTICE_2027)
    assert not DayOff.objects.filter(date__year=2027, provisional=True).exists()
    assert DayOff.objects.filter(date__year=2026).count() == before
    assert SystemEvent.objects.get().subject == f"2027 {SOURCE}"


def test_a_clock_that_ends_on_a_new_day_off_moves_on(center: Actor) -> None:
    plain = [row for row in NOTICE_2027 if row.date.month != 2]
    enter(center, plain)
    recompute_all(at=NOW)
    clock = dispute_accepted(dt.datetime(2027, 1, 9, 9, tzinfo=SHANGHAI))
    assert last_day(clock) == dt.date(2027, 2, 9)
    version = clock.version
    enter(center)
    assert recompute_all(at=NOW) == 1
    clock.refresh_from_db()
    assert last_day(clock) == dt.date(2027, 2, 12)
    assert clock.due_at == Clock.objects.get(case_id=clock.pk).due_at
    assert clock.version == version + 1
    event = CaseEvent.objects.get(case_id=clock.pk, act="days_off")
    assert "由 2027-02-09 改为 2027-02-12" in event.text
    assert (event.article, event.version) == (SOURCE, clock.version)


def test_entering_it_again_changes_nothing(center: Actor) -> None:
    enter(center)
    recompute_all(at=NOW)
    again = enter(center)
    assert (again.days_changed, again.done_at) == (0, NOW)
    assert recompute_batch(at=NOW) is None


def test_clocks_that_do_not_touch_it_stay(center: Actor) -> None:
    plain = [row for row in NOTICE_2027 if row.date.month != 2]
    enter(center, plain)
    recompute_all(at=NOW)
    before, after = dispute_accepted(dt.datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)), dispute_accepted(dt.datetime(2027, 3, 1, 9, tzinfo=SHANGHAI))
    stopped = dispute_accepted(dt.datetime(2027, 1, 9, 9, tzinfo=SHANGHAI))
    clocks.stop(stopped, at=NOW, reason="done")
    enter(center)
    assert recompute_all(at=NOW) == 0
    assert not CaseEvent.objects.filter(act="days_off").exists()
    assert {each.version for each in (before, after, stopped)} == {1}


def test_a_killed_run_goes_on_where_it_was(center: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(center, [row for row in NOTICE_2027 if row.date.month != 2])
    recompute_all(at=NOW)
    moving = [dispute_accepted(dt.datetime(2027, 1, 9, 9, tzinfo=SHANGHAI)) for _ in range(5)]
    enter(center)
    assert recompute_batch(at=NOW, size=2) == 2

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(clock_recompute, "_tell_cases", dies)
        with pytest.raises(KeyboardInterrupt):
            recompute_batch(at=NOW, size=2)
    assert recompute_all(at=NOW) == 3
    assert {last_day(each) for each in moving} == {dt.date(2027, 2, 12)}
    assert CaseEvent.objects.filter(act="days_off").count() == 5
    notice = DaysOffNotice.objects.order_by("pk").last()
    assert notice is not None
    assert (notice.clocks_moved, notice.done_at) == (5, NOW)


def test_a_paused_clock_is_computed_when_it_runs_again(center: Actor) -> None:
    dispute = dispute_accepted(dt.datetime(2027, 1, 9, 9, tzinfo=SHANGHAI))
    clocks.pause(dispute, at=dt.datetime(2027, 1, 10, 9, tzinfo=SHANGHAI), reason="鉴定", article="", approved_by=center.user)
    enter(center)
    recompute_all(at=NOW)
    assert Clock.objects.get(case_id=dispute.pk).due_at is None


def test_an_extended_clock_keeps_its_extension(center: Actor) -> None:
    enter(center, [row for row in NOTICE_2027 if row.date.month != 2])
    recompute_all(at=NOW)
    moment = dt.datetime(2026, 12, 9, 9, tzinfo=SHANGHAI)
    dispute = dispute_accepted(moment)
    clocks.extend(dispute, "dispute.mediate", amount=1, at=moment, reason="案情复杂", approved_by=center.user)
    assert last_day(dispute) == dt.date(2027, 2, 9)
    enter(center)
    recompute_all(at=NOW)
    assert last_day(dispute) == dt.date(2027, 2, 12)


def test_readers_see_the_new_calendar(center: Actor, django_capture_on_commit_callbacks: object) -> None:
    assert calendar().is_off(dt.date(2027, 2, 8)) in (True, False)
    with django_capture_on_commit_callbacks(execute=False) as callbacks:  # type: ignore[operator]
        enter(center)
    callbacks[0]()
    assert calendar().is_off(dt.date(2027, 2, 11))
    assert not calendar().is_off(dt.date(2027, 2, 14))


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CENTER, Role.MEDIATOR, Role.AUDITOR, Role.CITY_LEADER])
def test_others_may_not(role: Role) -> None:
    with pytest.raises(NotGranted):
        enter(posted(role, "611002001"))


def test_the_system_administrator_may() -> None:
    assert enter(posted(Role.SYSTEM_ADMIN, "6110")).days_changed


@pytest.mark.parametrize(
    ("rows", "field", "reason"),
    [
        ([], "rows", "至少要有一天放假"),
        ([*NOTICE_2027, NOTICE_2027[0]], "rows", "出现了两次"),
        ([*NOTICE_2027, *days("2028-05-01", "2028-05-01", "劳动节")], "rows", "不在 2027 年内"),
        ([*NOTICE_2027, *days("2027-02-15", "2027-02-15", "上班", WORK)], "rows", "不是周六、周日"),
    ],
)
def test_a_wrong_notice_is_refused_with_its_reason(center: Actor, rows: list[NoticeDay], field: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        enter(center, rows)
    assert any(reason in text for text in caught.value.reasons[field])
    assert DayOff.objects.filter(date__year=2027, provisional=True).exists()
