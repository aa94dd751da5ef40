"""Loads the demo data: bodies and people in bulk, the ledger through the importer, open disputes through the acts. A second run adds nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from accounts.actor import Actor
from accounts.models import Area, Organisation, OrganisationKind, User
from cases.daycount import local_day
from cases.models import Case, CaseEvent, Notice
from disputes.demo.bodies import make_bodies, make_committees
from disputes.demo.ledger import COLUMNS, Row, ledgers, settings_of
from disputes.demo.open_cases import Stage, recipes
from disputes.demo.people import HOME, accounts, make_mediators, make_users
from disputes.ledger import checking, loading, receiving
from disputes.ledger.columns import BY_CODE
from disputes.ledger.sheet_writing import as_xlsx
from disputes.models import LedgerImport
from mediators.models import Committee, Mediator

Clock = Callable[[], dt.datetime]
State = LedgerImport.State
STAGES = 3
"""Townships in which open disputes are made: the demo accounts' own, its neighbour, one of another county."""


_SEEN_WITHIN = dt.timedelta(days=3)
"""What the open disputes tell is read within this time."""


class DemoError(Exception):
    """The demo data cannot be loaded; the text says why."""


@dataclass(frozen=True)
class Made:
    """What is there after a run, and what this run added."""

    bodies: int
    people: int
    rows_loaded: int
    open_cases: int


def load(*, clock: Clock) -> Made:
    """Everything. Raises `DemoError` where no areas are loaded."""
    areas = {area.code: area for area in Area.objects.filter(valid_to__isnull=True).order_by("code")}
    if not any(len(code) == 12 for code in areas):
        raise DemoError("load areas first: manage.py load_areas data/shangluo_areas.csv")
    if finished := _finished():
        return finished
    bodies = make_bodies(areas)
    committees = make_committees(areas, bodies)
    wanted = accounts(areas)
    users = make_users(wanted, bodies, clock())
    make_mediators(committees, users)
    rows = sum(_bring(county, data, users, clock) for county, data in ledgers(settings_of(areas, _first_mediators())))
    made = _open_cases(areas, users, clock())
    return Made(len(bodies), len(users), rows, made)


def _finished() -> Made | None:
    """Where an earlier run came to its end: the open disputes come last."""
    if not CaseEvent.objects.filter(act="disputes.register", by__is_demo=True).exists():
        return None
    return Made(Organisation.objects.count(), User.objects.filter(is_demo=True).count(), 0, 0)


def _first_mediators() -> dict[str, str]:
    rows = Mediator.objects.filter(is_demo=True).order_by("-pk").values_list("area_id", "name")
    return dict(rows)


def ledger_file(county: str, rows: list[Row]) -> Path:
    """The county's ledger as a workbook under the data folder."""
    folder = Path(settings.DATA_DIR) / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ledger-2024-{county}.xlsx"
    headings = [str(BY_CODE[code].heading) for code in COLUMNS]
    with path.open("wb") as file:
        for piece in as_xlsx("台账", headings, ([row.get(code, "") for code in COLUMNS] for row in rows)):
            file.write(piece)
    return path


def _bring(county: str, rows: list[Row], users: dict[str, User], clock: Clock) -> int:
    """Bring a county's ledger in as its governance centre would, up to the end; how many rows this run loaded."""
    user = users["xian" if county == HOME[:6] else f"xian{county}"]
    by = Actor.of(user, local_day(clock()))
    name = f"{Area.objects.get(code=county).name}2024年1至4月台账（演示）.xlsx"
    ledger = LedgerImport.objects.filter(by=user, name=name).exclude(state=State.REFUSED).first()
    if ledger is None:
        ledger = receiving.receive(by=by, upload=ContentFile(ledger_file(county, rows).read_bytes()), name=name, at=clock())
    if ledger.state == State.UPLOADED:
        receiving.choose_columns(ledger=ledger, by=by, columns=ledger.mapping["columns"], at=clock(), send=False)
    checking.run(ledger.pk, clock=clock)
    ledger.refresh_from_db()
    if ledger.rows_bad:
        first = ledger.rows.exclude(errors=[]).order_by("line").first()
        raise DemoError(f"{name}: {ledger.rows_bad} bad rows, the first: {first and (first.line, first.errors)}")
    if ledger.state == State.CHECKED:
        receiving.decide(ledger=ledger, by=by, load=True, at=clock(), send=False)
    before = ledger.rows_loaded
    loading.run(ledger.pk, clock=clock)
    ledger.refresh_from_db()
    return ledger.rows_loaded - before


@transaction.atomic
def _open_cases(areas: dict[str, Area], users: dict[str, User], now: dt.datetime) -> int:
    made = sum(len(_play(stage)) for stage in _stages(areas, users, now))
    Notice.objects.filter(at__lt=now - _SEEN_WITHIN).update(read_at=F("at"))
    return made


def _play(stage: Stage) -> list[Case]:
    for recipe in recipes(stage.now):
        recipe(stage)
    return list(stage.made)


def _stages(areas: dict[str, Area], users: dict[str, User], now: dt.datetime) -> list[Stage]:
    townships = sorted(code for code in areas if len(code) == 9)
    home = HOME if HOME in townships else townships[0]
    near = [code for code in townships if code.startswith(home[:6]) and code != home]
    far = [code for code in townships if not code.startswith(home[:6])]
    chosen = [home, *near[:1], *far[len(far) // 3 :][:1]][:STAGES]
    return [_stage(code, next(each for each in townships if each != code), areas, users, now) for code in chosen]


def _stage(township: str, other: str, areas: dict[str, Area], users: dict[str, User], now: dt.datetime) -> Stage:
    today = local_day(now)
    committee = Committee.objects.select_related("organisation").get(code=f"TW{township}")
    county = township[:6]
    return Stage(
        villages=[area for code, area in areas.items() if len(code) == 12 and code.startswith(township)],
        clerk=Actor.of(users["zhen" if township == HOME else f"zhen{township}"], today),
        county=Actor.of(users["xian" if county == HOME[:6] else f"xian{county}"], today),
        committee=committee,
        mediators=list(committee.mediators.order_by("pk").select_related("user")),
        elsewhere=Organisation.objects.get(kind=OrganisationKind.CENTER, area_id=other),
        now=now,
        random=Random(f"open {township}"),
    )
