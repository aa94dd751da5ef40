"""The statements that fill a month: one pass over the month's cases for the leaves, all other sums from those.

A case is looked at when it was registered before the month's end and was not concluded before its beginning: that is what was registered,
accepted or concluded in the month, and what was pending at its start or its end. What happens to a dispute later (performance, confirmation,
visits) and its limits come as further rows of the same union, each found by the index of its own date.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from disputes.actions.support import MEDIATION_CLOCKS
from disputes.happenings import DECISION_CLOCK, DECISION_REASONS, RATED, RESULT_REASONS, SATISFIED
from disputes.models import AgreementForm, ConfirmationState
from disputes.models.dispute import Difficulty
from disputes.states import Outcome
from reports.measures import CODES, MONEY
from reports.models import ANY, ANY_TYPE, Grain
from reports.months import ends_at, month_end, starts_at

_DIMENSIONS: Final = ("kind", "category", "moj_type", "channel", "body")
_ANYTHING: Final = {"category": f"'{ANY}'", "moj_type": str(ANY_TYPE), "channel": f"'{ANY}'", "body": f"'{ANY}'"}

_ON_TIME, _OVERDUE, _ACCEPTED_ON_TIME, _ACCEPTED_LATE, _PENDING_OVERDUE, _PERFORMED, _APPLIED, _CONFIRMED, _VISITED, _RATED, _SATISFIED = range(1, 12)

_RESULT_REASONS: Final = ("agreed", "failed", Outcome.WITHDRAWN.value, Outcome.TERMINATED.value)
"""Why a clock of mediation stops when there is a result (see `disputes.actions`); stopped for another reason it is neither kept nor missed."""

_DECISIONS: Final = ("accepted", "declined")
"""Why the clock of acceptance stops when it was decided on."""


def _quoted(*values: str) -> str:
    return ", ".join(f"'{value}'" for value in values)


_IN_MONTH: Final = ">= %(start)s AND {0} < %(end)s"


def _in(column: str) -> str:
    return f"{column} " + _IN_MONTH.format(column)


def _on(column: str) -> str:
    """A date column within the month."""
    return f"{column} BETWEEN %(first)s AND %(last)s"


def _concluded(*outcomes: Outcome) -> str:
    return f"{_in('concluded_at')} AND outcome IN ({_quoted(*(each.value for each in outcomes))})"


_SUCCESS: Final = _concluded(Outcome.SUCCESS)
_COUNTS: Final = {
    "registered": "received_at >= %(start)s",
    "accepted": _in("accepted_at"),
    "concluded": _concluded(Outcome.SUCCESS, Outcome.FAILURE, Outcome.WITHDRAWN, Outcome.TERMINATED),
    "successful": _SUCCESS,
    "failed": _concluded(Outcome.FAILURE),
    "withdrawn": _concluded(Outcome.WITHDRAWN),
    "terminated": _concluded(Outcome.TERMINATED),
    "declined": _concluded(Outcome.DECLINED),
    "merged": _concluded(Outcome.MERGED),
    "agreements_oral": f"{_SUCCESS} AND form = '{AgreementForm.ORAL.value}'",
    "agreements_written": f"{_SUCCESS} AND form = '{AgreementForm.WRITTEN.value}'",
    "performed": f"what = {_PERFORMED}",
    "on_time": f"what = {_ON_TIME}",
    "overdue": f"what = {_OVERDUE}",
    "accepted_on_time": f"what = {_ACCEPTED_ON_TIME}",
    "accepted_late": f"what = {_ACCEPTED_LATE}",
    "complex": f"{_in('accepted_at')} AND difficulty = '{Difficulty.COMPLEX.value}'",
    "confirmations_applied": f"what = {_APPLIED}",
    "confirmed": f"what = {_CONFIRMED}",
    "visited": f"what = {_VISITED}",
    "rated": f"what IN ({_RATED}, {_SATISFIED})",
    "satisfied": f"what = {_SATISFIED}",
    "carried_over": "received_at < %(start)s",
    "pending": "what IS NULL AND (concluded_at IS NULL OR concluded_at >= %(end)s)",
    "pending_overdue": f"what = {_PENDING_OVERDUE}",
}
"""When a row of the union counts. Rows of what happened later carry `what` and no times, so that no comparison with a time holds."""

_SUMS: Final = {
    "people": f"sum(people_count::int) FILTER (WHERE {_in('accepted_at')})",
    "amount": f"sum(amount) FILTER (WHERE {_SUCCESS})",
}


def _whole(code: str) -> str:
    """Counts stay small integers on the way up: the sum of the sums would else be reckoned in decimals."""
    return "" if code == MONEY else "::int"


def _leaf(code: str) -> str:
    return f"(count(*) FILTER (WHERE {_COUNTS[code]}))::int" if code in _COUNTS else f"coalesce({_SUMS[code]}, 0){_whole(code)}"


_DIMENSIONS_OF_CASE: Final = """
    left(c.area_id, 12) AS area, c.kind, c.category_id AS category, coalesce(d.moj_type_id, 0) AS moj_type, c.channel, coalesce(k.kind, '') AS body"""
_WITH_DISPUTE: Final = """
    LEFT JOIN LATERAL (
        SELECT o.moj_type_id, o.committee_id, o.accepted_at, o.amount, o.difficulty FROM disputes_dispute o WHERE o.case_ptr_id = c.id OFFSET 0
    ) d ON true
    LEFT JOIN mediators_committee k ON k.id = d.committee_id"""
"""`OFFSET 0` has each dispute fetched by its key: a month is few of them, and reading the whole table would cost more with every year."""

_CASES: Final = f"""
    SELECT {_DIMENSIONS_OF_CASE}, c.received_at, d.accepted_at, c.concluded_at, c.outcome, c.people_count, d.amount, d.difficulty, a.form,
        NULL::int AS what
    FROM cases_case c {_WITH_DISPUTE}
    LEFT JOIN disputes_agreement a ON a.dispute_id = c.id AND a.superseded_at IS NULL AND {_on("a.reached_on")}
    WHERE c.received_at < %(end)s AND (c.concluded_at >= %(start)s OR c.concluded_at IS NULL)"""  # noqa: S608  (constants)


def _later(what: str, source: str) -> str:
    """Rows of what happened to cases: a number that says what, and the statement that gives the key of each case with it."""
    return f"""
    SELECT {_DIMENSIONS_OF_CASE}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, {what}
    FROM ({source}) x JOIN cases_case c ON c.id = x.case_id {_WITH_DISPUTE}"""  # noqa: S608


_CLOCKS: Final = f"""
    SELECT y.case_id, unnest(array_remove(ARRAY[
        CASE WHEN y.kept AND {_in("y.ended")} AND y.ended <= y.due_at THEN CASE WHEN y.accepting THEN {_ACCEPTED_ON_TIME} ELSE {_ON_TIME} END END,
        CASE WHEN {_in("y.due_at")} AND (y.ended IS NULL OR y.ended > y.due_at)
            THEN CASE WHEN y.accepting THEN {_ACCEPTED_LATE} ELSE {_OVERDUE} END END,
        CASE WHEN NOT y.accepting AND y.due_at < %(end)s AND (y.ended IS NULL OR y.ended >= %(end)s) THEN {_PENDING_OVERDUE} END], NULL)) AS what
    FROM (
        SELECT o.case_id, o.due_at, o.kind = '{DECISION_CLOCK}' AS accepting,
            o.stop_reason IN ({_quoted(*DECISION_REASONS, *RESULT_REASONS)}) AS kept,
            CASE WHEN o.stop_reason IN ({_quoted(*RESULT_REASONS)}) THEN least(o.stopped_at, e.concluded_at) ELSE o.stopped_at END AS ended
        FROM cases_clock o JOIN cases_case e ON e.id = o.case_id
        WHERE o.kind IN ({_quoted(DECISION_CLOCK, *MEDIATION_CLOCKS)}) AND o.due_at IS NOT NULL
            AND (o.stopped_at >= %(start)s OR (o.stopped_at IS NULL AND o.due_at < %(end)s))
    ) y"""  # noqa: S608

_PERFORMANCES: Final = f"""
    SELECT g.dispute_id AS case_id FROM disputes_agreement g
    WHERE g.superseded_at IS NULL
        AND g.id IN (SELECT i.agreement_id FROM disputes_agreementitem i WHERE {_on("i.performed_on")})
        AND NOT EXISTS (
            SELECT 1 FROM disputes_agreementitem n WHERE n.agreement_id = g.id AND (n.performed_on IS NULL OR n.performed_on > %(last)s))"""  # noqa: S608

_CONFIRMATIONS: Final = f"""
    SELECT g.dispute_id AS case_id, unnest(array_remove(ARRAY[
        CASE WHEN {_on("f.applied_on")} THEN {_APPLIED} END,
        CASE WHEN {_on("f.decided_on")} AND f.state = '{ConfirmationState.CONFIRMED.value}' THEN {_CONFIRMED} END], NULL)) AS what
    FROM disputes_judicialconfirmation f JOIN disputes_agreement g ON g.id = f.agreement_id
    WHERE {_on("f.applied_on")} OR {_on("f.decided_on")}"""  # noqa: S608

_VISITS: Final = f"""
    SELECT v.dispute_id AS case_id, unnest(CASE
        WHEN v.satisfaction IN ({_quoted(*SATISFIED)}) THEN ARRAY[{_VISITED}, {_SATISFIED}]
        WHEN v.satisfaction IN ({_quoted(*RATED)}) THEN ARRAY[{_VISITED}, {_RATED}]
        ELSE ARRAY[{_VISITED}] END) AS what
    FROM disputes_followup v WHERE {_on("v.done_on")}"""  # noqa: S608

UNION: Final = " UNION ALL ".join(
    (
        _CASES,
        _later("x.what", _CLOCKS),
        _later(str(_PERFORMED), _PERFORMANCES),
        _later("x.what", _CONFIRMATIONS),
        _later("x.what", _VISITS),
    )
)
"""One row for each case of the month and one for each thing that happened to one later."""

LEAVES: Final = f"""
    SELECT area, {", ".join(_DIMENSIONS)}, {", ".join(f"{_leaf(code)} AS {code}" for code in CODES)}
    FROM ({UNION}) u GROUP BY area, {", ".join(_DIMENSIONS)}"""  # noqa: S608
"""The figures of the cases at each area itself."""


def _above(name: str, source: str, digits: int, kept: tuple[str, ...]) -> str:
    """A step up: the sums of `source` by the first digits of the area and the dimensions that are kept."""
    shown = [each if each in kept else f"{_ANYTHING[each]} AS {each}" for each in _DIMENSIONS if each != "kind"]
    groups = ", ".join((f"left(area, {digits})", "kind", *kept))
    return f"""{name} AS MATERIALIZED (
        SELECT left(area, {digits}) AS area, kind, {", ".join(shown)}, {", ".join(f"sum({code}){_whole(code)} AS {code}" for code in CODES)}
        FROM {source} WHERE length(area) >= {digits} GROUP BY {groups})"""  # noqa: S608


_ALL: Final = _DIMENSIONS[1:]
_STEPS: Final = {
    "township_category": ("leaves", 9, ("category",), Grain.CATEGORY),
    "township_total": ("township_category", 9, (), Grain.TOTAL),
    "county_cell": ("leaves", 6, _ALL, Grain.CELL),
    "county_category": ("county_cell", 6, ("category",), Grain.CATEGORY),
    "county_type": ("county_cell", 6, ("moj_type",), Grain.TYPE),
    "county_channel": ("county_cell", 6, ("channel",), Grain.CHANNEL),
    "county_body": ("county_cell", 6, ("body",), Grain.BODY),
    "county_total": ("county_body", 6, (), Grain.TOTAL),
    "city_cell": ("(TABLE county_cell UNION ALL SELECT * FROM leaves WHERE length(area) = 4) s", 4, _ALL, Grain.CELL),
    "city_category": ("city_cell", 4, ("category",), Grain.CATEGORY),
    "city_type": ("city_cell", 4, ("moj_type",), Grain.TYPE),
    "city_channel": ("city_cell", 4, ("channel",), Grain.CHANNEL),
    "city_body": ("city_cell", 4, ("body",), Grain.BODY),
    "city_total": ("city_body", 4, (), Grain.TOTAL),
}
"""From the leaves up: every step reads the smallest sums that suffice."""

_COLUMNS: Final = ", ".join(("area", *_DIMENSIONS, *CODES))


def _write() -> str:
    steps = [_above(name, source, digits, kept) for name, (source, digits, kept, _grain) in _STEPS.items()]
    parts = [("leaves", Grain.LEAF), *((name, grain) for name, (_source, _digits, _kept, grain) in _STEPS.items())]
    rows = " UNION ALL ".join(f"SELECT %(fill)s, {int(grain)}, {_COLUMNS} FROM {name}" for name, grain in parts)  # noqa: S608
    return f"WITH {', '.join(steps)} INSERT INTO reports_cell (fill_id, grain, {_COLUMNS}) {rows}"


COUNT: Final = f"CREATE TEMPORARY TABLE leaves ON COMMIT DROP AS {LEAVES} ORDER BY area"
"""Counts the leaves. A table made from a query is filled by all cores, which an INSERT is not; the order is that in which leaves are found again."""
WRITE: Final = _write()
"""The one statement that writes the cells of a filling, from the leaves up."""
FORGET: Final = "DROP TABLE leaves"


_LEAF_ROWS: Final = f"SELECT {_COLUMNS} FROM reports_cell WHERE grain = {int(Grain.LEAF)} AND fill_id ="  # noqa: S608
DIFFERS: Final = f"""
    SELECT EXISTS (SELECT {_COLUMNS} FROM leaves EXCEPT {_LEAF_ROWS} %(old)s) OR EXISTS ({_LEAF_ROWS} %(old)s EXCEPT SELECT {_COLUMNS} FROM leaves)"""  # noqa: S608
"""Whether the leaves that were just counted are others than those of a filling."""


_KEYS: Final = ("area", *_DIMENSIONS)
_FIELDS: Final = ", ".join(f"coalesce(o.{code}, 0) AS old_{code}, coalesce(n.{code}, 0) AS new_{code}" for code in CODES)
CHANGED: Final = f"""
    SELECT {", ".join(f"coalesce(o.{key}, n.{key}) AS {key}" for key in _KEYS)}, {_FIELDS}
    FROM ({_LEAF_ROWS} %(old)s AND area LIKE %(area)s) o FULL JOIN ({_LEAF_ROWS} %(new)s AND area LIKE %(area)s) n
        ON {" AND ".join(f"o.{key} = n.{key}" for key in _KEYS)}
    WHERE ({", ".join(f"o.{code}" for code in CODES)}) IS DISTINCT FROM ({", ".join(f"n.{code}" for code in CODES)})
    ORDER BY 1, 3, 4, 5, 6 LIMIT %(limit)s"""  # noqa: S608
"""The leaves of an area that differ between two fillings, with both values of each measure."""


def parameters(month: dt.date, *, fill: int = 0) -> dict[str, Any]:
    """What the statements are given: the month's ends as moments and as days."""
    return {"start": starts_at(month), "end": ends_at(month), "first": month, "last": month_end(month), "fill": fill}
