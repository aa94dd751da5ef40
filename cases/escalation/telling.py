"""The second job: whoever has to hear of a step is told, once (`cases.notices`).

Told are people with a live posting who may see the case: those whom the ladder names, and the body that has to answer. Of a confidential case only
its named officers hear, and nothing of what it is about. A row that was told is marked in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import CASELESS_ROLES
from accounts.language import on_record
from accounts.models import Role
from cases.daycount import local_day
from cases.escalation.cards import last_day, name_of
from cases.models import Escalation, EscalationState, Ground
from cases.notices import Message, NoticeKind, tell_all

BATCH: Final = 200
_SILENT: Final = (EscalationState.STOPPED, EscalationState.HANDED_OVER, EscalationState.ANSWERED)

_PEOPLE: Final = """
WITH e AS MATERIALIZED (
    SELECT e.id, e.case_id, e.told, e.organisation_id AS answers, coalesce(t.to_area_id, c.area_id) AS area_id,
        coalesce(t.to_organisation_id, c.organisation_id) AS body, c.handler_id, c.first_receiver_id, c.confidential
    FROM cases_escalation e JOIN cases_case c ON c.id = e.case_id
    LEFT JOIN cases_transfer t ON e.clock_kind = 'dispute.transfer_response' AND t.case_id = c.id AND t.state = 'pending'
    WHERE e.id = ANY(%(ids)s)
), place AS MATERIALIZED (
    SELECT DISTINCT body AS organisation_id, NULL AS area_id FROM e UNION SELECT answers, NULL FROM e WHERE answers IS NOT NULL
    UNION SELECT NULL, left(area_id, n) FROM e CROSS JOIN unnest(ARRAY[4, 6, 9]) AS n
), live AS MATERIALIZED (
    SELECT DISTINCT p.user_id, p.organisation_id, p.area_id, p.role
    FROM accounts_posting p
    WHERE p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to >= %(day)s) AND p.role <> ALL(%(caseless)s)
        AND (p.organisation_id IN (SELECT organisation_id FROM place) OR p.area_id IN (SELECT area_id FROM place))
), open AS (
    SELECT e.id, l.user_id FROM e JOIN live l ON
        l.organisation_id = e.answers AND l.role <> %(grid)s
        OR 'body' = ANY(e.told) AND l.organisation_id = e.body AND l.role <> %(grid)s
        OR 'township' = ANY(e.told) AND l.role = %(township)s AND l.area_id = left(e.area_id, 9)
        OR 'county' = ANY(e.told) AND l.role = %(county)s AND l.area_id = left(e.area_id, 6)
        OR 'city' = ANY(e.told) AND l.role = %(city)s AND l.area_id = left(e.area_id, 4)
    WHERE NOT e.confidential
    UNION
    SELECT e.id, u.user_id FROM e CROSS JOIN LATERAL (
        SELECT e.handler_id AS user_id WHERE 'handler' = ANY(e.told)
        UNION ALL SELECT e.first_receiver_id WHERE 'first_receiver' = ANY(e.told)
        UNION ALL SELECT g.leader_id FROM cases_leaderincharge g WHERE 'leader' = ANY(e.told) AND g.case_id = e.case_id AND g.until IS NULL
    ) u
    WHERE NOT e.confidential AND EXISTS (
        SELECT FROM accounts_posting p WHERE p.user_id = u.user_id AND p.role <> ALL(%(caseless)s)
            AND p.valid_from <= %(day)s AND (p.valid_to IS NULL OR p.valid_to >= %(day)s)
            AND (starts_with(e.area_id, p.area_id) OR p.organisation_id = e.body))
), closed AS (
    SELECT e.id, o.user_id FROM e JOIN cases_caseofficer o ON o.case_id = e.case_id AND o.until IS NULL WHERE e.confidential
)
SELECT id, user_id FROM open WHERE user_id IS NOT NULL UNION SELECT id, user_id FROM closed ORDER BY id, user_id
"""


def tell_of_escalations(now: dt.datetime, batch: int = BATCH, *, seconds: float | None = None) -> int:
    """Tell of every step that nobody was told of yet; how many there were. May be killed, doubled or late: who was told is not told again."""
    ends = None if seconds is None else time.monotonic() + seconds
    told = 0
    while (ends is None or time.monotonic() < ends) and (count := tell_batch(now, batch)):
        told += count
    return told


@transaction.atomic
def tell_batch(now: dt.datetime, batch: int = BATCH) -> int:
    """The next ones, each marked as told with what was written for it; those that another run has in hand are left to it."""
    untold = Escalation.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(told_at__isnull=True)
    rows = list(untold.select_related("case", "organisation").defer("case__search", "case__summary").order_by("id")[:batch])
    wanted = [row for row in rows if not _needless(row, now)]
    people = _people([row.pk for row in wanted], now)
    with on_record():
        tell_all(_message(row, people[row.pk], now) for row in wanted if people[row.pk])
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    return len(rows)


def _needless(row: Escalation, now: dt.datetime) -> bool:
    """Stopped or answered before anybody was told; or a warning of a limit that has passed, for then the next step says more."""
    return row.state in _SILENT or (row.ground == Ground.WARN and row.due_at is not None and row.due_at <= now)


def _people(ids: list[int], now: dt.datetime) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    if not ids:
        return found
    roles = {"grid": Role.GRID_WORKER, "township": Role.TOWNSHIP_CENTER, "county": Role.COUNTY_CENTER, "city": Role.CITY_LEADER}
    values = {name: str(role) for name, role in roles.items()}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"ids": ids, "day": local_day(now), "caseless": sorted(str(role) for role in CASELESS_ROLES), **values})
        for pk, user in cursor.fetchall():
            found[pk].append(user)
    return found


def _message(row: Escalation, users: list[int], now: dt.datetime) -> Message:
    """The number of the case and what came; what the case is about stands in the body, but not of a confidential one."""
    warning = row.ground == Ground.WARN
    facts = {"number": row.case.number, "limit": name_of(row) or row.get_ground_display(), "ground": row.get_ground_display(), "step": row.step}
    title = _("%(number)s “%(limit)s”临期") if warning else _("%(number)s “%(limit)s”%(ground)s")
    if row.ground == Ground.CLIMB:
        title = _("%(number)s “%(limit)s”%(ground)s（第 %(step)d 步）")
    if not row.clock_kind:
        title = _("%(number)s %(ground)s")
    about = "" if row.case.confidential else row.case.title
    return Message(
        users=tuple(users),
        kind=NoticeKind.WARNING if warning else NoticeKind.ESCALATION,
        key=f"escalation:{row.pk}:{row.organisation_id or 0}",
        title=title % facts,
        body="\n".join(line for line in (about, _sentence(row)) if line),
        case_id=row.case_id,
        at=now,
        urgent=row.case.colour == "red" and not warning,
    )


def _sentence(row: Escalation) -> str:
    """Why, and until when which body answers. The reason of handing over is a person's words and stays on the page of the case."""
    until = last_day(row.answer_by)
    if row.ground != Ground.HANDED_OVER:
        return row.reason
    return _("由%(body)s于 %(until)s 前答复。") % {"body": row.organisation, "until": until}
