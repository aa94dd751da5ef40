"""The same party in three disputes of twelve months, or the same two sides once more.

What is signalled is that cases belong together, never a person: rows name the cases. Who is the same is told by the keyed index of the
document number, then of the telephone number, and last, as a weak sign that is called so, by the same name in the same township (of a body: in
the same county). Numbers that are known to differ are different persons (个人信息保护法 6, 28: no more than the purpose needs).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection

from cases.daycount import SHANGHAI
from reports.models.warning import Grade, WarningKind
from reports.warning.signal import Signal, quarter_of, secret_key, smallest_area

WITHIN: Final = 365
"""Days in which the disputes lie."""
DISPUTES, SIDES_AGAIN, MANY = 3, 2, 5
STAYS: Final = 30
STRONG: Final = ("id", "phone")
MOST: Final = 60
"""A group with more cases than this is a body that everybody has to do with; the newest are kept."""


@dataclass(frozen=True)
class _Group:
    """Cases that share a party, or both sides."""

    fact: str
    """party or sides."""
    basis: str
    """id, phone or name."""
    identity: str
    cases: tuple[int, ...]
    areas: tuple[str, ...]
    newest: dt.date


def repeated_parties(today: dt.date) -> list[Signal]:
    """A signal for each group of cases whose newest one is so new that it is shown on that day (Asia/Shanghai)."""
    return [_signal(group) for group in _without_doubles(_groups(today)) if _shown_until(group) >= today]


def _groups(today: dt.date) -> Iterator[_Group]:
    until = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), SHANGHAI)
    newest = dt.datetime.combine(min(quarter_of(today)[0], today - dt.timedelta(days=STAYS)), dt.time(), SHANGHAI)
    since = until - dt.timedelta(days=WITHIN)
    values: dict[str, dt.datetime | int] = {"since": since, "until": until, "newest": newest, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [_MEMORY])
        cursor.execute(_REPEATED, values | {"disputes": DISPUTES, "again": SIDES_AGAIN})
        for fact, basis, identity, cases, areas, last in cursor.fetchall():
            yield _Group(fact, basis, identity, tuple(cases), tuple(areas), last.astimezone(SHANGHAI).date())


def _without_doubles(groups: Iterable[_Group]) -> list[_Group]:
    """Each set of cases once, by its strongest sign: sides before one party, a number before a name. Larger sets stand for those in them."""
    order = {"id": 0, "phone": 1, "name": 2}
    kept: list[_Group] = []
    for group in sorted(groups, key=lambda each: (order[each.basis], each.fact != "sides", -len(each.cases), each.identity)):
        inside = set(group.cases)
        if not any(inside <= set(other.cases) and other.fact == group.fact for other in kept) and not any(
            inside == set(other.cases) for other in kept
        ):
            kept.append(group)
    return kept


def _signal(group: _Group) -> Signal:
    first, last = quarter_of(group.newest)
    return Signal(
        kind=WarningKind.REPEAT,
        key=secret_key(group.fact, group.basis, group.identity),
        area=smallest_area(group.areas),
        grade=_grade(group),
        first=first,
        last=last,
        shown_until=_shown_until(group),
        observed=len(group.cases),
        data={"fact": group.fact, "basis": group.basis, "newest": group.newest.isoformat()},
        cases=group.cases,
    )


def _grade(group: _Group) -> Grade:
    if group.basis not in STRONG:
        return Grade.LIGHT
    return Grade.GRAVE if len(group.cases) >= (DISPUTES if group.fact == "sides" else MANY) else Grade.MEDIUM


def _shown_until(group: _Group) -> dt.date:
    return max(quarter_of(group.newest)[1], group.newest + dt.timedelta(days=STAYS))


_MEMORY: Final = "64MB"
"""For a year of parties at once (about 11 MB for 40,000 cases), until the end of the transaction of the nightly run."""
# Who occurs once, or in no new case, is left out before anything is sorted or joined: nearly everybody.
_REPEATED: Final = """
WITH seen AS MATERIALIZED (
    SELECT p.case_id, p.role, p.kind, p.name, p.id_index, p.phone_index, c.area_id, c.received_at,
           left(c.area_id, CASE WHEN p.kind = 'organisation' THEN 6 ELSE 9 END) AS place
    FROM cases_case c JOIN cases_party p ON p.case_id = c.id
    WHERE c.received_at >= %(since)s AND c.received_at < %(until)s AND c.parent_id IS NULL AND c.state <> 'merged'
), numbers AS (
    SELECT id_index FROM seen WHERE id_index IS NOT NULL GROUP BY id_index HAVING count(*) > 1 AND max(received_at) >= %(newest)s
), phones AS (
    SELECT phone_index FROM seen
    WHERE phone_index IN (SELECT phone_index FROM seen GROUP BY phone_index HAVING count(*) > 1 AND max(received_at) >= %(newest)s)
    GROUP BY phone_index HAVING count(DISTINCT id_index) <= 1
), names AS (
    SELECT kind, name, place FROM seen
    WHERE (kind, name, place) IN (
        SELECT kind, name, place FROM seen WHERE length(name) >= 2
        GROUP BY kind, name, place HAVING count(*) > 1 AND max(received_at) >= %(newest)s
    )
    GROUP BY kind, name, place HAVING count(DISTINCT id_index) <= 1
), who AS (
    SELECT case_id, role, area_id, received_at, 'id' AS basis, encode(id_index, 'hex') AS identity FROM seen JOIN numbers USING (id_index)
    UNION ALL
    SELECT case_id, role, area_id, received_at, 'phone', encode(phone_index, 'hex') FROM seen JOIN phones USING (phone_index)
    UNION ALL
    SELECT case_id, role, area_id, received_at, 'name', concat_ws(' ', kind, place, name) FROM seen JOIN names USING (kind, name, place)
), sides AS (
    SELECT a.case_id, a.area_id, a.received_at, a.basis, least(a.identity, b.identity) || ' ' || greatest(a.identity, b.identity) AS identity
    FROM who a JOIN who b ON b.case_id = a.case_id AND b.basis = a.basis AND b.role = 'respondent' AND b.identity <> a.identity
    WHERE a.role = 'applicant'
), found AS (
    SELECT 'party' AS fact, basis, identity, case_id, area_id, received_at, %(disputes)s AS least_cases FROM who
    UNION ALL
    SELECT 'sides', basis, identity, case_id, area_id, received_at, %(again)s FROM sides
)
SELECT fact, basis, identity, (array_agg(DISTINCT case_id))[:%(most)s], array_agg(DISTINCT area_id), max(received_at)
FROM found GROUP BY fact, basis, identity, least_cases
HAVING count(DISTINCT case_id) >= least_cases AND max(received_at) >= %(newest)s
"""
