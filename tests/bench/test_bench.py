"""The databases that pages are measured over are lawful, whole, and as large as they say."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actor import SHANGHAI, Actor
from accounts.models import Area, User
from bench import drawing, frame, loading, schema
from bench.cpu import tree_seconds
from bench.measuring import Subject, measure
from bench.report import failed, line_of, markdown, table
from bench.rows import FIRST_PERSON, Writer
from cases.blind_index import id_index
from cases.models import Case, CaseEvent, Clock, Move, Party
from cases.search_column import search_tokens
from disputes.filters import DisputeFilter
from disputes.models import Agreement, Assignment, Dispute
from disputes.states import State

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
COUNT = 400
Catalogue = tuple[list[tuple[str, ...]], ...]


@pytest.fixture(scope="module")
def townships(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[frame.Township]]:
    """All areas with their bodies and people, made once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield frame.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def before(townships: list[frame.Township]) -> Catalogue:
    """Indexes, constraints and triggers as the migrations made them."""
    return catalogue()


@pytest.fixture(scope="module")
def loaded(townships: list[frame.Township], before: Catalogue) -> list[frame.Township]:
    """The townships with cases in them."""
    loading.load(townships, COUNT, at=AT, processes=0, progress=lambda _text: None)
    return townships


def actor(username: str) -> Actor:
    return Actor.of(User.objects.get(username=username), AT.date())


def tables() -> list[str]:
    return [written.name for written in Writer().tables]


def catalogue() -> Catalogue:
    names = tables()
    return schema.indexes_of(names), schema.constraints_of(names), schema.triggers_of(names)


def test_two_in_a_hundred_are_open(loaded: list[frame.Township]) -> None:
    assert Case.objects.get_queryset().count() == COUNT
    assert Case.objects.open().count() == COUNT * 2 // 100


def test_every_state_is_one_that_a_dispute_can_reach(loaded: list[frame.Township]) -> None:
    reachable = set(Move.objects.filter(kind="dispute").values_list("target", flat=True))
    for state, closed_at, concluded_at, outcome in Case.objects.get_queryset().values_list("state", "closed_at", "concluded_at", "outcome"):
        assert state in reachable
        assert (closed_at is not None) == (state in {State.ARCHIVED, State.DECLINED})
        assert bool(outcome) == (concluded_at is not None)
        assert closed_at is None or concluded_at <= closed_at <= AT


def test_indexes_constraints_and_triggers_are_as_the_migrations_made_them(before: Catalogue, loaded: list[frame.Township]) -> None:
    assert len(before[0]) > 20
    assert catalogue() == before
    assert all(mode == "O" for _table, _name, mode in before[2])


def test_the_trigger_refuses_an_unlawful_move_after_the_load(loaded: list[frame.Township]) -> None:
    with pytest.raises(DatabaseError, match="unlawful move"), transaction.atomic():
        Case.objects.get_queryset().filter(state=State.ARCHIVED).update(state=State.MEDIATING)


def test_triggers_come_back_when_a_load_fails(townships: list[frame.Township]) -> None:
    with pytest.raises(ZeroDivisionError), schema.without_triggers(tables()):
        assert {mode for _table, _name, mode in schema.triggers_of(tables())} == {"D"}
        raise ZeroDivisionError
    assert {mode for _table, _name, mode in schema.triggers_of(tables())} == {"O"}


def test_cases_are_not_loaded_on_top_of_others(loaded: list[frame.Township]) -> None:
    with pytest.raises(ValueError, match="already"):
        loading.load(loaded, 10, at=AT, processes=0, progress=lambda _text: None)


def test_each_sees_what_lies_in_the_own_area(loaded: list[frame.Township]) -> None:
    code = loaded[0].code
    town, county, city = (Case.objects.visible_to(actor(name)).count() for name in (f"town-{code}", f"county-{code[:6]}", f"city-{code[:4]}"))
    assert city == COUNT
    assert 0 < town <= county < city
    assert town == sum(area.startswith(code) for area in Case.objects.get_queryset().values_list("area_id", flat=True))


def test_the_township_looked_at_has_a_full_page_at_any_size(townships: list[frame.Township]) -> None:
    draw = drawing.Draw(townships, 10_000, AT)
    counts: Counter[bool] = Counter()
    for number in draw.chunks:
        counts.update(each.closed is None for each in draw.chunk(number) if each.township is townships[0])
    assert counts[True] >= 50
    assert counts[False] >= 500


def test_search_finds_loaded_cases_as_it_finds_registered_ones(loaded: list[frame.Township]) -> None:
    case = Case.objects.open().exclude(handler=None).order_by("pk")[0]
    names = list(Party.objects.filter(case=case).order_by("pk").values_list("name", flat=True))
    wanted = search_tokens(
        number=case.number,
        title=case.title,
        place=case.place,
        names=names,
        area=case.area_id,
        organisation=case.organisation_id,
        officers=[case.handler_id or 0],
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(search) FROM cases_case WHERE id = %s", [case.pk])
        (stored,) = cursor.fetchone()
    assert sorted(stored) == sorted(wanted)
    found = DisputeFilter({"q": names[0][:2], "open": "all"}, actor=actor(f"city-{case.area_id[:4]}"), now=AT).qs
    assert case.pk in set(found.values_list("pk", flat=True))


def test_every_case_has_what_a_case_has(loaded: list[frame.Township]) -> None:
    assert Dispute.objects.get_queryset().count() == COUNT
    assert Party.objects.count() == 2 * COUNT
    assert set(CaseEvent.objects.filter(act="register").values_list("case_id", flat=True)) == set(range(1, COUNT + 1))
    assert Case.objects.get_queryset().exclude(handler=None).count() == Assignment.objects.filter(lead=True, until=None).count()
    running = Clock.objects.filter(stopped_at=None).exclude(kind__startswith="level.")
    for clock in running.select_related("case"):
        assert clock.case.closed_at is None
        assert (clock.case.due_at, clock.case.clock_kind) == (clock.due_at, clock.kind)
    assert Case.objects.open().exclude(clock_kind="").count() == running.count() > 0


def test_every_case_has_clocks_and_agreements_as_its_way_makes_them(loaded: list[frame.Township]) -> None:
    assert set(Clock.objects.filter(stopped_at=None, kind="level.township").values_list("case_id", flat=True)) == set(
        Case.objects.get_queryset().filter(concluded_at=None).values_list("pk", flat=True)
    )
    decided = Clock.objects.filter(kind="dispute.accept").exclude(stopped_at=None)
    assert decided.filter(stop_reason="declined").count() == Case.objects.get_queryset().filter(state=State.DECLINED).count()
    assert decided.count() == COUNT - Case.objects.get_queryset().filter(state=State.REGISTERED).count()
    resolved = Case.objects.get_queryset().filter(outcome="success").values_list("pk", "concluded_at__date")
    assert dict(resolved) == dict(Agreement.objects.values_list("dispute_id", "reached_on"))
    assert Clock.objects.filter(stop_reason="agreed").count() == Agreement.objects.count() > COUNT / 2


def test_a_person_is_found_by_the_whole_number(loaded: list[frame.Township]) -> None:
    party = Party.objects.order_by("pk")[0]
    assert party.case_id * 2 == FIRST_PERSON
    assert party.id_number is not None
    assert bytes(party.id_index or b"") == id_index(party.id_number)


def test_new_cases_get_keys_and_numbers_behind_the_loaded_ones(loaded: list[frame.Township]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('cases_case', 'id')), nextval('disputes_case_number')")
        assert cursor.fetchone() == (COUNT + 1, COUNT + 1)


def test_the_same_cases_are_drawn_again(townships: list[frame.Township]) -> None:
    first, second = ([each.title for each in drawing.Draw(townships, 60, AT).chunk(0)] for _time in range(2))
    assert first == second
    assert len(set(first)) > 50


def test_all_areas_have_cases_in_the_course_of_a_load(townships: list[frame.Township]) -> None:
    drawn = [each.village[0] for each in drawing.Draw(townships, 5000, AT).chunk(0)]
    assert len({code[:9] for code in drawn}) == Area.objects.filter(level="township").count()


def test_processor_time_only_grows() -> None:
    import os

    before = tree_seconds(os.getpid())
    total = sum(number * number for number in range(300_000))
    assert total > 0
    assert tree_seconds(os.getpid()) >= before > 0


def test_subjects_are_measured_in_turn_and_shown_with_their_ratio() -> None:
    order: list[str] = []

    def subject(name: str, seconds: float) -> Subject:
        def act() -> float:
            order.append(name)
            return seconds

        ticks = iter(float(number) for number in range(1000))
        return Subject(name, act, lambda: next(ticks), lambda: 0.0)

    page, bare = subject("page", 0.3), subject("bare", 0.1)
    measure([page, bare], times=8, seconds=60, warm=1)
    assert Counter(order) == {"page": 9, "bare": 9}
    assert sum(one != other for one, other in pairwise(order[2:])) == 7
    line = line_of("list", "list", 10, page=page, bare=bare, frame_ms=500.0, statements=7, size=61_000)
    assert (line.wall_ms, line.cpu_ms, line.ratio) == (300.0, 500.0, 0.5)
    shown = table([line, failed("case", "case", 10, "answers 404")])
    assert "| list |" in shown
    assert "answers 404" in shown
    assert len({len(row) for row in markdown([["a", "b"], ["longer", "1"]]).splitlines()}) == 1
