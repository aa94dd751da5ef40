"""The demo data: the city's published totals through the importer, invented people only, the same each time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Area, Posting, Role, User
from cases.escalation.cards import on_desk
from cases.escalation.climb import escalate
from cases.escalation.telling import tell_of_escalations
from cases.identifiers import check_id_number
from cases.models import Case, CaseEvent, Clock, Escalation, Notice, Party, Transfer, Urge
from disputes.demo import ledger as demo_ledger
from disputes.demo.loading import DemoError, load
from disputes.demo.names import MARK
from disputes.demo.open_cases import start_for
from disputes.demo.people import PASSWORD
from disputes.models import LedgerImport
from disputes.states import KIND
from mediators.models import Committee, Mediator

AREAS = Path(__file__).resolve().parents[2] / "data" / "shangluo_areas.csv"
JANUARY, MAY = (dt.datetime(2024, month, 1, tzinfo=dt.timezone(dt.timedelta(hours=8))) for month in (1, 5))


@pytest.mark.django_db
def test_the_demo_data(capsys: pytest.CaptureFixture[str]) -> None:
    """One load of everything, looked at from all sides: it is the dearest test of this file."""
    call_command("load_areas", str(AREAS))
    made = load(clock=timezone.now)
    assert made.rows_loaded == 2945

    ledger = Case.objects.filter(events__act="import_ledger", received_at__gte=JANUARY, received_at__lt=MAY)
    resolved = ledger.filter(outcome="success", concluded_at__lt=MAY)
    assert (ledger.count(), resolved.count()) == (2945, 2922)
    assert round(100 * resolved.count() / ledger.count(), 1) == 99.2
    _spread(list(ledger.values_list("area_id", "channel", "colour", "category_id", "received_at")))
    _invented()
    _bodies()
    _open_around_today()
    _accounts(capsys)
    _climb()

    again = load(clock=timezone.now)
    assert (again.rows_loaded, again.open_cases) == (0, 0)
    assert LedgerImport.objects.count() == 7


def _climb() -> None:
    """The job finds what is overdue: each level has something to answer, and is told."""
    now = timezone.now()
    escalate(now)
    tell_of_escalations(now)
    assert set(Escalation.objects.values_list("ground", flat=True)) >= {"warn", "overdue", "climb"}
    assert set(Escalation.objects.values_list("to_level", flat=True)) >= {"township", "county", "city"}
    for name in ("zhen", "xian", "shi"):
        user = User.objects.get(username=name)
        assert on_desk(Actor.of(user, timezone.localdate()), KIND), name
        assert Notice.objects.filter(user=user, key__startswith="escalation:").exists(), name


def _spread(rows: list[tuple[str, str, str, str, dt.datetime]]) -> None:
    assert len({area[:6] for area, *_rest in rows}) == 7
    assert len({area[:9] for area, *_rest in rows}) == 98
    assert len({channel for _area, channel, *_rest in rows}) == 10
    assert {colour for _area, _channel, colour, *_rest in rows} == {"red", "yellow", "blue"}
    assert len({category for *_rest, category, _at in rows}) > 15
    weeks = Counter(at.isocalendar().week for *_rest, at in rows)
    assert len(weeks) >= 17 and max(weeks.values()) < 400


def _invented() -> None:
    people = Party.objects.filter(kind="person")
    assert not people.filter(is_demo=False).exists()
    assert all(name[1] == MARK for name in people.values_list("name", flat=True).distinct())
    assert all(name[1] == MARK for name in Mediator.objects.values_list("name", flat=True))
    assert all(name[1] == MARK for name in User.objects.values_list("name", flat=True))
    assert not User.objects.filter(is_demo=False).exists()
    numbers = list(people.exclude(id_index=None).values_list("id_number", flat=True)[:200])
    assert numbers
    assert all(check_id_number(number or "", today=timezone.localdate()).birth_date.year < 1870 for number in numbers)
    assert not Party.objects.filter(phone_index__isnull=False).exists()


def _bodies() -> None:
    places = Area.objects.filter(level__in=["township", "village"]).count()
    assert Committee.objects.count() == places == 1400
    assert not Committee.objects.filter(mediators=None).exists()


def _open_around_today() -> None:
    now = timezone.now()
    mine = Case.objects.exclude(events__act="import_ledger")
    assert 55 <= mine.count() <= 100
    assert {"registered", "accepted", "assigned", "mediating", "agreed", "performed", "failed"} <= set(mine.values_list("state", flat=True))
    assert mine.filter(due_at__lt=now).exists()
    assert mine.filter(due_at__gt=now, due_at__lt=now + dt.timedelta(days=1, hours=1)).exists()
    assert mine.filter(due_at__gt=now + dt.timedelta(days=1), due_at__lt=now + dt.timedelta(days=9)).exists()
    assert mine.filter(paused=True).exists() and mine.filter(confidential=True).exists() and mine.filter(parent__isnull=False).exists()
    assert Transfer.objects.filter(state="pending").count() >= 2
    assert Urge.objects.filter(answered_at=None).exists()
    assert not CaseEvent.objects.filter(at__gt=now).exists()
    assert not Clock.objects.filter(Q(started_at__gt=now)).exists()
    home = Actor.of(User.objects.get(username="zhen"), timezone.localdate())
    assert Case.objects.visible_to(home).filter(closed_at=None).count() >= 15


def _accounts(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call_command("demo_accounts")
    table = capsys.readouterr().out
    shown = [line.split() for line in table.splitlines()[1:]]
    assert [row[0] for row in shown] == [str(Role(role).label) for role in Role.values]
    for _role, name, username, password in shown:
        user = User.objects.get(username=username)
        assert user.name == name and password == PASSWORD
        assert Posting.objects.filter(user=user).exists()
    assert User.objects.get(username="zhen").check_password(PASSWORD)


def test_the_generator_gives_the_same_ledger_each_time() -> None:
    areas = _few_areas()
    settings = demo_ledger.settings_of(areas, {})
    first = [rows for _county, rows in demo_ledger.ledgers(settings)]
    second = [rows for _county, rows in demo_ledger.ledgers(settings)]
    assert first == second
    rows = [row for county in first for row in county]
    assert len(rows) == 2945
    assert sum(row["result"] == "成功" for row in rows) == 2922
    assert all(row["received_on"] <= row["concluded_on"] <= "2024-04-30" for row in rows)


def _few_areas() -> dict[str, Area]:
    names = {"6110": "商洛市", "611002": "商州区", "611002001": "城关街道", "611002001001": "东店子社区居委会", "611022": "丹凤县"}
    names |= {"611022101": "庾岭镇", "611022101200": "街坊村委会"}
    levels = {4: "city", 6: "county", 9: "township", 12: "village"}
    return {code: Area(code=code, name=name, level=levels[len(code)]) for code, name in names.items()}


@pytest.mark.django_db
def test_without_areas_it_says_what_to_do() -> None:
    with pytest.raises(DemoError, match="load_areas"):
        load(clock=timezone.now)


@pytest.mark.django_db
def test_a_start_is_found_for_every_working_day_ahead() -> None:
    assert start_for("dispute.mediate", dt.date(2026, 11, 24)) == 31


@pytest.mark.django_db
def test_a_copy_that_others_reach_is_not_given_public_passwords(settings: object) -> None:
    settings.PLAIN_HTTP = False  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="public password"):
        call_command("load_demo")
