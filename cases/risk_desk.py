"""What of supervision and risk waits for the actor, for the desk: read in two statements, however much there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.models import Case
from cases.people import ABOVE_TOWNSHIP, CENTRES

EACH: Final = 3
"""Rows of each sort that the desk shows."""
LOOKED_AT: Final = 200
"""Red cases without a leader among which the oldest are shown; the filter of the list shows all."""

_SQL: Final = f"""
(SELECT 'answer' AS sort, i.case_id, i.id AS key, o.answer_by AS day FROM cases_supervisionitem i
    JOIN cases_supervisionorder o ON o.id = i.order_id JOIN cases_case c ON c.id = i.case_id
    JOIN accounts_organisation issuer ON issuer.id = o.organisation_id
    WHERE i.state = 'open' AND (c.organisation_id = ANY(%(ours)s) OR EXISTS (
        SELECT FROM unnest(%(areas)s::text[]) own (area)
        WHERE starts_with(c.area_id, own.area) AND starts_with(own.area, issuer.area_id) AND own.area <> issuer.area_id
    )) ORDER BY o.answer_by, i.id LIMIT {EACH})
UNION ALL
(SELECT 'judge', i.case_id, i.id, NULL FROM cases_supervisionitem i JOIN cases_supervisionorder o ON o.id = i.order_id
    WHERE i.state = 'answered' AND o.organisation_id = ANY(%(ours)s) ORDER BY i.answered_at, i.id LIMIT {EACH})
UNION ALL
(SELECT 'lead', l.case_id, l.id, l.target_on FROM cases_leaderincharge l
    WHERE l.leader_id = %(me)s AND l.until IS NULL ORDER BY l.target_on, l.id LIMIT {EACH})
UNION ALL
(SELECT 'approve', h.case_id, h.id, NULL FROM cases_colourchange h JOIN cases_case c ON c.id = h.case_id
    WHERE h.state = 'pending' AND h.by_id <> %(me)s AND c.area_id LIKE ANY(%(centres)s)
      AND (h.before = 'yellow' OR c.area_id LIKE ANY(%(above)s)) ORDER BY h.at, h.id LIMIT {EACH})
UNION ALL
(SELECT 'lacks_leader', red.id, red.id, NULL FROM (
        SELECT c.id, c.received_at FROM cases_case c
        WHERE c.closed_at IS NULL AND c.concluded_at IS NULL AND c.colour = 'red' AND c.area_id LIKE ANY(%(above)s)
          AND NOT EXISTS (SELECT FROM cases_leaderincharge l WHERE l.case_id = c.id AND l.until IS NULL)
        LIMIT {LOOKED_AT}
    ) red ORDER BY red.received_at, red.id LIMIT {EACH})
"""  # noqa: S608  (a constant)


@dataclass(frozen=True)
class Sort:
    """A sort of things that wait: what it is called, the act that leads on, and the field of its form that names the row."""

    label: str | Promise
    act: str
    field: str
    icon: str


SORTS: Final = {
    "answer": Sort(_("督办待答复"), "answer_supervision", "item", "message-reply"),
    "judge": Sort(_("督办答复待审核"), "accept_supervision", "item", "circle-check"),
    "approve": Sort(_("降级待批准"), "approve_lower", "", "check"),
    "lead": Sort(_("我包案"), "", "", "user-shield"),
    "lacks_leader": Sort(_("红色案件缺包案领导"), "appoint_leader", "", "user-shield"),
}


@dataclass(frozen=True)
class Waiting:
    """Something that waits on a case."""

    sort: Sort
    case: Case
    key: int
    day: dt.date | None


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits, sort by sort, each by its day; only of cases that the actor may see."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "me": actor.user.pk,
                "ours": list(actor.scope.organisation_ids),
                "centres": _patterns(actor, CENTRES),
                "areas": [posting.area_id for posting in actor.postings if posting.role in CENTRES],
                "above": _patterns(actor, ABOVE_TOWNSHIP),
            },
        )
        rows = cursor.fetchall()
    if not rows:
        return []
    seen = Case.objects.visible_to(actor).filter(pk__in={case for _sort, case, _key, _day in rows}).defer("search", "summary")
    cases = {case.pk: case for case in seen}
    return [Waiting(SORTS[sort], cases[case], key, day) for sort, case, key, day in rows if case in cases]


def _patterns(actor: Actor, roles: frozenset[str]) -> list[str]:
    """The subtrees of the postings in one of these roles, as LIKE patterns; codes are digits."""
    return [f"{posting.area_id}%" for posting in actor.postings if posting.role in roles]
