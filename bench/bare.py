"""The least SQL that gives what a page shows: written by hand, for one township, with no filter, form or right to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from psycopg import ClientCursor

from bench.facts import Facts
from bench.words import SEARCHED

Statements = Sequence[tuple[str, Sequence[object]]]
SIZE: Final = 51
"""A page of 50, and the one that says that there is a next page."""

_ROW: Final = """
    SELECT c.id, c.number, c.title, c.colour, c.parties_masked, a.path_name, g.name, c.state, u.name, c.due_at, c.paused, c.closed_at,
           c.received_at, o.short_name
    FROM cases_case c JOIN accounts_area a ON a.code = c.area_id JOIN cases_category g ON g.code = c.category_id
    JOIN accounts_organisation o ON o.id = c.organisation_id LEFT JOIN accounts_user u ON u.id = c.handler_id
"""
_SEEN: Final = "left(c.area_id, 9) = %s AND c.kind = 'dispute' AND NOT c.confidential"
_NEWEST: Final = "ORDER BY c.received_at DESC, c.id DESC LIMIT %s"
_FOUND: Final = "c.search @@ %s::tsquery AND c.kind = 'dispute' AND NOT c.confidential"
_DUE: Final = "coalesce(c.due_at, '9999-01-01 00:00:00+00'::timestamptz)"


def list_all(facts: Facts) -> Statements:
    """The newest cases of the township and how many there are, up to the cap."""
    count = f"SELECT count(*) FROM (SELECT FROM cases_case c WHERE {_SEEN} LIMIT 10001) x"
    return [(f"{_ROW} WHERE {_SEEN} {_NEWEST}", [facts.township, SIZE]), (count, [facts.township])]


def list_open(facts: Facts) -> Statements:
    """The same of open cases."""
    seen = f"{_SEEN} AND c.closed_at IS NULL"
    count = f"SELECT count(*) FROM (SELECT FROM cases_case c WHERE {seen} LIMIT 10001) x"
    return [(f"{_ROW} WHERE {seen} {_NEWEST}", [facts.township, SIZE]), (count, [facts.township])]


def list_searched(facts: Facts) -> Statements:
    """The newest cases of the township that hold two characters."""
    query = f"'{SEARCHED}' & 'a9:{facts.township}'"
    count = f"SELECT count(*) FROM (SELECT FROM cases_case c WHERE {_FOUND} LIMIT 10001) x"
    return [(f"{_ROW} WHERE {_FOUND} {_NEWEST}", [query, SIZE]), (count, [query])]


def desk(facts: Facts) -> Statements:
    """Four counts over the open cases, and the twenty nearest their limit."""
    counts = f"""
        SELECT count(*) FILTER (WHERE {_DUE} <= now()), count(*) FILTER (WHERE {_DUE} BETWEEN now() AND now() + interval '1 day'),
               count(*) FILTER (WHERE {_DUE} BETWEEN now() AND now() + interval '7 days'),
               count(*) FILTER (WHERE c.state IN ('registered', 'accepted'))
        FROM cases_case c WHERE {_SEEN} AND c.closed_at IS NULL
    """
    waiting = "AND c.closed_at IS NULL AND c.state IN ('registered', 'accepted')"
    return [(counts, [facts.township]), (f"{_ROW} WHERE {_SEEN} {waiting} ORDER BY {_DUE}, c.id LIMIT 20", [facts.township])]


def case(facts: Facts) -> Statements:
    """The case with its own rows, table by table."""
    whole = """
        SELECT c.*, d.*, a.path_name, g.name, o.name, u.name FROM cases_case c JOIN disputes_dispute d ON d.case_ptr_id = c.id
        JOIN accounts_area a ON a.code = c.area_id JOIN cases_category g ON g.code = c.category_id
        JOIN accounts_organisation o ON o.id = c.organisation_id LEFT JOIN accounts_user u ON u.id = c.handler_id WHERE c.number = %s
    """
    beside = ("cases_party", "cases_caseevent", "cases_clock", "cases_caseofficer", "cases_attachment")
    own = "SELECT t.* FROM {} t JOIN cases_case c ON c.id = t.case_id WHERE c.number = %s"
    mediators = """
        SELECT m.name, t.* FROM disputes_assignment t JOIN mediators_mediator m ON m.id = t.mediator_id
        JOIN cases_case c ON c.id = t.dispute_id WHERE c.number = %s
    """
    return [(whole, [facts.number]), *((own.format(table), [facts.number]) for table in beside), (mediators, [facts.number])]


def intake(facts: Facts) -> Statements:
    """What the form offers to choose from."""
    return [
        ("SELECT code, name FROM cases_category ORDER BY code", []),
        ("SELECT seq, name FROM cases_mojtype ORDER BY seq", []),
        ("SELECT code, path_name FROM accounts_area WHERE code LIKE %s ORDER BY code", [f"{facts.township}%"]),
    ]


def export(facts: Facts) -> Statements:
    """The cells of 10,000 cases, joined by the database."""
    rows = """
        SELECT c.number, c.title, c.occurred_on, c.received_at, a.path_name, c.place, g.code, g.name, c.channel, c.people_count, c.colour,
               c.summary, c.outcome, c.concluded_at, c.state, o.name, c.due_at, m.name, d.amount, d.scale, d.difficulty, d.mediation_kind, k.name,
               d.resolution, d.file_number,
               (SELECT string_agg(p.role || p.name, '、' ORDER BY p.id) FROM cases_party p WHERE p.case_id = c.id),
               (SELECT min(r.name) FROM disputes_assignment s JOIN mediators_mediator r ON r.id = s.mediator_id WHERE s.dispute_id = c.id AND s.lead)
        FROM cases_case c JOIN disputes_dispute d ON d.case_ptr_id = c.id JOIN accounts_area a ON a.code = c.area_id
        JOIN cases_category g ON g.code = c.category_id JOIN accounts_organisation o ON o.id = c.organisation_id
        JOIN cases_mojtype m ON m.seq = d.moj_type_id LEFT JOIN mediators_committee q ON q.id = d.committee_id
        LEFT JOIN accounts_organisation k ON k.id = q.organisation_id
        WHERE {seen} AND c.kind = 'dispute' AND NOT c.confidential AND c.received_at >= %s::timestamp AT TIME ZONE 'Asia/Shanghai'
        ORDER BY c.received_at DESC, c.id DESC
    """
    township = len(facts.exporter_area) == 9
    seen, value = ("left(c.area_id, 9) = %s", facts.exporter_area) if township else ("c.area_id LIKE %s", f"{facts.exporter_area}%")
    return [(rows.format(seen=seen), [value, facts.since])]


_FILLS: Final = """
    SELECT DISTINCT ON (month) id FROM reports_fillstate WHERE state = 'done' AND month = ANY(ARRAY[
        (date_trunc('month', now()) - interval '1 month')::date, (date_trunc('month', now()) - interval '2 months')::date,
        (date_trunc('month', now()) - interval '13 months')::date])
    ORDER BY month, version DESC
"""
"""The last month that has ended, the one before, the same a year before."""


def _figures(area: str, under: str) -> Statements:
    """Totals of an area and of those right under it, and of the area by the ministry's types: the rows as they are stored."""
    cells = f"SELECT c.* FROM reports_cell c WHERE c.fill_id IN ({_FILLS}) AND c.kind = 'dispute' AND c.area {{}} AND c.grain = %s"
    total, kind = 6, 3
    return [
        (cells.format("= %s"), [area, total]),
        (cells.format("LIKE %s"), [under, total]),
        (cells.format("= %s"), [area, kind]),
        ("SELECT code, name FROM accounts_area WHERE parent_id = %s ORDER BY code", [area]),
    ]


def statistics(facts: Facts) -> Statements:
    """The city, its counties, and its kinds."""
    return _figures(facts.township[:4], f"{facts.township[:4]}__")


def county(facts: Facts) -> Statements:
    """A county, its townships, and its kinds."""
    return _figures(facts.township[:6], f"{facts.township[:6]}___")


def screen(facts: Facts) -> Statements:
    """The same as of the city, and the newest six escalations."""
    newest = """
        SELECT e.at, a.path_name, g.name, e.ground, e.to_level FROM cases_escalation e JOIN cases_case c ON c.id = e.case_id
        JOIN accounts_area a ON a.code = c.area_id JOIN cases_category g ON g.code = c.category_id ORDER BY e.id DESC LIMIT 6
    """
    return [*statistics(facts), (newest, [])]


def months(facts: Facts) -> Statements:
    """Totals of the city and its counties in the last month, how they reported, and the versions."""
    month = "(date_trunc('month', now()) - interval '1 month')::date"
    cells = (
        f"SELECT c.* FROM reports_cell c JOIN reports_fillstate f ON f.id = c.fill_id WHERE f.month = {month} AND c.kind = 'dispute' AND c.grain = 6"
    )
    return [
        (f"{cells} AND (c.area = %s OR c.area LIKE %s)", [facts.township[:4], f"{facts.township[:4]}__"]),
        (f"SELECT * FROM reports_monthreport WHERE month = {month} AND area_id LIKE %s", [f"{facts.township[:4]}%"]),
        ("SELECT code, name FROM accounts_area WHERE parent_id = %s ORDER BY code", [facts.township[:4]]),
    ]


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection that talks as the application's does: values put in by the client, no statement prepared, every statement by itself."""
    own: dict[str, Any] = {"application_name": "bench", "options": "-c join_collapse_limit=5 -c cursor_tuple_fraction=1"}
    return psycopg.connect(url, autocommit=True, cursor_factory=ClientCursor, prepare_threshold=None, **own)


def runner(connection: psycopg.Connection[Any], statements: Statements) -> Callable[[], int]:
    """A call that runs the statements, takes all their rows, and says how many they were."""

    def run() -> int:
        with connection.cursor() as cursor:
            return sum(len(cursor.execute(statement, values).fetchall()) for statement, values in statements)

    return run
