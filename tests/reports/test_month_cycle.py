"""Village, township, county and city report in turn; a closed month is frozen; what comes late makes a new version."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import Area, Role
from cases.errors import Refused
from cases.models import Case, Notice
from disputes.states import State
from reports import figures, filling, jobs
from reports.actions.month import NotAllowed, close_on_day, lock, mark_missing, open_below, recount, return_report, submit, submit_below
from reports.difference import difference, late_cases
from reports.figures import Cut
from reports.measures import CODES
from reports.models import FillState, MonthEvent, MonthReport
from reports.months import Period, report_due
from tests.factories import posted, signed_in
from tests.reports.worlds import (
    AFTER,
    APRIL,
    CITY,
    COUNTY,
    MARCH,
    OTHER_COUNTY,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    People,
    areas,
    dispute,
    moment,
    people,
)

pytestmark = pytest.mark.django_db
IN_MARCH = Period(MARCH, MARCH)


@pytest.fixture
def world() -> tuple[dict[str, Area], People]:
    """Two disputes in March, one in each village."""
    found = areas()
    dispute(received=moment(2), concluded=moment(9))
    dispute(State.REGISTERED, received=moment(5), area=OTHER_VILLAGE)
    return found, people()


def hand_in_all(found: dict[str, Area], who: People) -> None:
    """Everything up to the counties."""
    submit_below(month=MARCH, area=found[TOWN], by=who.town, at=AFTER)
    submit(month=MARCH, area=found[TOWN], by=who.town, at=AFTER)
    submit(month=MARCH, area=found[COUNTY], by=who.county, at=AFTER)
    mark_missing(month=MARCH, area=found[OTHER_COUNTY], by=who.city, at=AFTER, reason="停电未报")


def locked(found: dict[str, Area], who: People) -> FillState:
    hand_in_all(found, who)
    return lock(month=MARCH, city=found[CITY], by=who.city, at=AFTER)


def test_each_level_after_those_under_it(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    for area, by in ((found[TOWN], who.town), (found[COUNTY], who.county)):
        with pytest.raises(Refused, match="没有报送"):
            submit(month=MARCH, area=area, by=by, at=AFTER)
    with pytest.raises(Refused, match="没有报送"):
        lock(month=MARCH, city=found[CITY], by=who.city, at=AFTER)
    report = submit(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER)
    assert (report.state, report.on_behalf, report.figures["registered"]) == ("submitted", False, 1)
    assert submit_below(month=MARCH, area=found[TOWN], by=who.town, at=AFTER) == 1
    assert MonthReport.objects.get(area_id=OTHER_VILLAGE).on_behalf
    submit(month=MARCH, area=found[TOWN], by=who.town, at=AFTER)
    submit(month=MARCH, area=found[COUNTY], by=who.county, at=AFTER)
    assert [each.pk for each in open_below(found[CITY], MARCH)] == [OTHER_COUNTY]
    mark_missing(month=MARCH, area=found[OTHER_COUNTY], by=who.city, at=AFTER, reason="停电未报")
    fill = lock(month=MARCH, city=found[CITY], by=who.city, at=AFTER)
    assert (fill.version, fill.state) == (1, "done")
    assert figures.state_of(VILLAGE, MARCH).locked
    acts = list(MonthEvent.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["submit", "submit", "submit", "submit", "mark_missing", "lock"]


def test_who_may_do_what(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    other = posted(Role.TOWNSHIP_CENTER, "611022101")
    auditor = posted(Role.AUDITOR, CITY)
    for by in (other, auditor, posted(Role.GRID_WORKER, VILLAGE)):
        with pytest.raises(NotAllowed):
            submit(month=MARCH, area=found[VILLAGE], by=by, at=AFTER)
    with pytest.raises(NotAllowed):
        submit(month=MARCH, area=found[TOWN], by=who.village, at=AFTER)
    for act, by in ((lock, who.county), (lock, who.town)):
        with pytest.raises(NotAllowed):
            act(month=MARCH, city=found[CITY], by=by, at=AFTER)
    submit(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER)
    with pytest.raises(NotAllowed):
        return_report(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER, reason="自己退回")


def test_a_report_is_returned_with_a_reason_and_handed_in_again(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    submit(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER)
    with pytest.raises(Refused, match="理由"):
        return_report(month=MARCH, area=found[VILLAGE], by=who.town, at=AFTER, reason=" ")
    return_report(month=MARCH, area=found[VILLAGE], by=who.town, at=AFTER, reason="漏报一件")
    assert figures.state_of(VILLAGE, MARCH).state == "returned"
    assert Notice.objects.filter(user=who.village.user, kind="report").count() == 1
    submit(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER)
    submit_below(month=MARCH, area=found[TOWN], by=who.town, at=AFTER)
    submit(month=MARCH, area=found[TOWN], by=who.town, at=AFTER)
    with pytest.raises(Refused, match="上一级"):
        return_report(month=MARCH, area=found[VILLAGE], by=who.town, at=AFTER, reason="再看一次")
    with pytest.raises(Refused, match="不必再报"):
        submit(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER)


def test_a_month_is_reported_after_its_end(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    with pytest.raises(Refused, match="尚未结束"):
        submit(month=MARCH, area=found[VILLAGE], by=who.village, at=moment(31, 3, 23))
    with pytest.raises(Refused, match="市级不再上报"):
        submit(month=MARCH, area=found[CITY], by=who.city, at=AFTER)


def test_the_days_of_reporting() -> None:
    """2026-05: the first five days are off, the ninth is worked."""
    assert [report_due(APRIL, level) for level in ("village", "township", "county", "city")] == [
        dt.date(2026, 5, 7), dt.date(2026, 5, 8), dt.date(2026, 5, 11), dt.date(2026, 5, 14),
    ]  # fmt: skip


_MEASURES = ", ".join(CODES)
INSERT = f"""
    INSERT INTO reports_cell (fill_id, grain, area, kind, category, moj_type, channel, body, {_MEASURES})
    SELECT fill_id, grain, '611002001009', kind, category, moj_type, channel, body, {_MEASURES} FROM reports_cell WHERE grain = 0 LIMIT 1"""  # noqa: S608


def test_a_closed_month_is_frozen(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    fill = locked(found, who)
    statements = (
        "UPDATE reports_cell SET registered = 9",
        "DELETE FROM reports_cell",
        "UPDATE reports_fillstate SET note = 'x'",
        "DELETE FROM reports_fillstate",
        "UPDATE reports_monthevent SET text = 'x'",
        INSERT,
    )
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    for setting in ("", str(fill.pk)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('fengqiao.filling', %s, true)", [setting])
            cursor.execute(statements[-1])
    assert filling.fill_provisional(MARCH, at=AFTER) is None
    with pytest.raises(Refused, match="锁定"):
        submit(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER)


def test_a_late_entry_makes_a_new_version_beside_the_old(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    old = locked(found, who)
    assert jobs.nightly(at=moment(2, 4))["late"] == 0
    late = dispute(State.ACCEPTED, received=moment(30), created_at=moment(3, 4), updated_at=moment(3, 4))
    hidden = dispute(State.ACCEPTED, received=moment(30), updated_at=moment(3, 4), confidential=True)
    Case.objects.get_queryset().get(pk=late.pk).events.create(act="disputes.register", at=moment(3, 4), version=1)
    assert figures.totals(Cut(CITY, IN_MARCH)).registered == 2
    assert jobs.nightly(at=moment(4, 4))["late"] == 1
    new = FillState.objects.get(month=MARCH, version=2)
    assert (new.reason, figures.totals(Cut(CITY, IN_MARCH)).registered) == ("late_entry", 4)
    assert figures.totals(Cut(CITY, IN_MARCH, version=1)).registered == 2
    shown = difference(old, new, CITY)
    assert {(each.code, each.before, each.after) for each in shown.totals} >= {("registered", 2, 4), ("pending", 1, 3)}
    assert [(cell.area, cell.category) for cell in shown.cells] == [(VILLAGE, late.category_id)]
    assert list(late_cases(shown, who.city)) == [Case.objects.get_queryset().get(pk=late.pk)]
    assert hidden.pk not in late_cases(shown, who.city).values_list("pk", flat=True)
    assert difference(old, new, OTHER_COUNTY).cells == []
    assert jobs.nightly(at=moment(5, 4))["late"] == 0


def test_a_recount_without_difference_makes_no_version(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    with pytest.raises(Refused, match="尚未锁定"):
        recount(month=MARCH, city=found[CITY], by=who.city, at=AFTER, reason="核对")
    locked(found, who)
    with pytest.raises(Refused, match="相同"):
        recount(month=MARCH, city=found[CITY], by=who.city, at=AFTER, reason="核对")
    assert list(FillState.objects.values_list("version", flat=True)) == [1]
    Case.objects.get_queryset().filter(area_id=VILLAGE).update(channel="phone")
    fill = recount(month=MARCH, city=found[CITY], by=who.city, at=AFTER, reason="更正来源")
    assert fill.version == 2
    assert [code for code, _label, _found in figures.by(Cut(CITY, IN_MARCH), "channel")] == ["visit", "phone"]


def test_a_month_is_closed_on_its_day(world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    submit_below(month=MARCH, area=found[TOWN], by=who.town, at=AFTER)
    due = report_due(MARCH, "city")
    assert jobs.close_due(at=moment(due.day, due.month, 23)) == 0
    assert jobs.close_due(at=moment(due.day + 1, due.month, 0)) == 1
    assert jobs.close_due(at=moment(due.day + 1, due.month, 1)) == 0
    assert figures.state_of(CITY, MARCH).locked
    assert set(MonthReport.objects.filter(state="missing").values_list("area_id", flat=True)) == {COUNTY, OTHER_COUNTY}
    assert close_on_day(month=MARCH, city=found[CITY], at=AFTER) is None


def test_the_pages_of_the_cycle(client: Client, world: tuple[dict[str, Area], People]) -> None:
    _found, who = world
    signed_in(client, who.town)
    filling.fill_provisional(MARCH, at=AFTER)
    page = client.get("/statistics/months/", {"month": "2026-03"}).content.decode()
    assert "代报全部下级" in page and "东店子社区" in page and "2026-04-02" in page and "数据截至 2026-03-31 24:00" in page
    assert client.get(f"/statistics/months/2026-03/{COUNTY}/submit/").status_code == 404
    refused = client.post(f"/statistics/months/2026-03/{TOWN}/submit/")
    assert refused.status_code == 400 and "没有报送" in refused.content.decode()
    assert client.post(f"/statistics/months/2026-03/{TOWN}/submit-below/").status_code == 302
    assert client.post(f"/statistics/months/2026-03/{TOWN}/submit/").status_code == 302
    assert client.post(f"/statistics/months/2026-03/{VILLAGE}/return/", {"reason": ""}).status_code == 400
    signed_in(client, who.county)
    assert client.post(f"/statistics/months/2026-03/{TOWN}/return/", {"reason": "数字不符"}).status_code == 302
    assert "数字不符" in client.get("/statistics/months/", {"month": "2026-03"}).content.decode()


def test_the_page_of_a_version(client: Client, world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    locked(found, who)
    late = dispute(State.ACCEPTED, received=moment(30), updated_at=moment(3, 4))
    recount(month=MARCH, city=found[CITY], by=who.city, at=moment(3, 4), reason="补录")
    signed_in(client, who.city)
    page = client.get("/statistics/months/2026-03/versions/2/").content.decode()
    assert late.number in page and "2 → 3" not in page and "+1" in page
    assert "与第 1 版的差异" not in client.get("/statistics/months/2026-03/versions/1/").content.decode()
    assert client.get("/statistics/months/2026-03/versions/3/").status_code == 404
    signed_in(client, who.town)
    assert client.get("/statistics/months/2026-03/versions/2/", {"area": COUNTY}).status_code == 404


def test_the_city_hands_in_for_all_below_from_the_bottom_up(client: Client, world: tuple[dict[str, Area], People]) -> None:
    found, who = world
    submit(month=MARCH, area=found[VILLAGE], by=who.village, at=AFTER)
    mark_missing(month=MARCH, area=found[OTHER_COUNTY], by=who.city, at=AFTER, reason="停电未报")
    signed_in(client, who.city)
    address, page = f"/statistics/months/2026-03/{CITY}/submit-below/", "/statistics/months/?month=2026-03"
    assert address in client.get(page).content.decode()
    assert client.post(address).status_code == 302
    events = MonthEvent.objects.filter(text="代报").order_by("id")
    assert [event.area_id for event in events] == [OTHER_VILLAGE, TOWN, COUNTY]
    assert {event.by for event in events} == {who.city.user} and [event.data["figures"]["registered"] for event in events] == [1, 2, 2]
    handed = dict(MonthReport.objects.filter(state="submitted").values_list("area_id", "on_behalf"))
    assert handed == {VILLAGE: False, OTHER_VILLAGE: True, TOWN: True, COUNTY: True}
    assert MonthReport.objects.get(area_id=TOWN).figures == events[1].data["figures"]
    assert address not in client.get(page).content.decode()
    with pytest.raises(Refused, match="没有可以代报"):
        submit_below(month=MARCH, area=found[CITY], by=who.city, at=AFTER)
    assert lock(month=MARCH, city=found[CITY], by=who.city, at=AFTER).state == "done"
