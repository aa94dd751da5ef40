"""By which ladder a clock climbs, and up to which limit each step of each ladder is due at a moment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.language import on_record
from cases.calendar import calendar
from cases.daycount import Calendar, local_day
from cases.escalation.levels import RANK
from cases.escalation.timing import answer_by, cutoff_at
from cases.limits import clock_name
from cases.models import Ground, LadderStep

LOCK: Final = 0x6C616464
"""Key of the advisory lock: whoever sets ladders of a county waits for the batch that looks ladders up, and the other way round."""
NOBODY: Final = 0
"""Rank of a step that no body has to answer."""
ACTS: Final[Mapping[str, str]] = MappingProxyType({Ground.WARN: "cases.warn"})
CLIMBS: Final = "cases.escalate"

_RESOLVE: Final = """
WITH unresolved AS MATERIALIZED (
    SELECT k.id, k.kind, c.kind AS case_kind, c.colour, left(c.area_id, 6) AS county
    FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
    WHERE k.stopped_at IS NULL AND k.ladder_id IS NULL
    ORDER BY k.id LIMIT %(batch)s
    FOR NO KEY UPDATE OF k SKIP LOCKED FOR SHARE OF c SKIP LOCKED
), fitting AS (
    SELECT DISTINCT u.kind, u.case_kind, u.colour, u.county FROM unresolved u
), chosen AS MATERIALIZED (
    SELECT f.*, coalesce(
        (SELECT l.id FROM cases_ladder l
         WHERE l.active AND l.kind = f.case_kind AND l.clock_kind = f.kind
             AND l.colour IN ('', f.colour) AND (l.area_id IS NULL OR l.area_id = f.county)
         ORDER BY l.area_id IS NULL, l.colour = '' LIMIT 1),
        (SELECT id FROM cases_ladder WHERE code = 'none')) AS ladder
    FROM fitting f
)
UPDATE cases_clock k SET ladder_id = c.ladder
FROM unresolved u JOIN chosen c USING (kind, case_kind, colour, county)
WHERE k.id = u.id AND c.ladder IS NOT NULL
"""


def resolve_batch(batch: int) -> int:
    """Look up the ladder of running clocks that have none yet; how many there were. Clocks and cases in somebody's hands are left for later.

    The most specific ladder serves: that of the county for the colour, the county's, the colour's, the one for all; else the one without steps.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
        cursor.execute(_RESOLVE, {"batch": batch})
        found: int = cursor.rowcount
    return found


def steps_due(now: dt.datetime) -> str:
    """Every step of every ladder in use with the latest limit it is due for at `now`, until when it is to be answered, and its words (JSON)."""
    days = calendar()
    rows = LadderStep.objects.filter(ladder__active=True).select_related("ladder").order_by("ladder_id", "step")
    with on_record():
        return json.dumps([_as_json(row, now, days) for row in rows], ensure_ascii=False)


def _as_json(row: LadderStep, now: dt.datetime, days: Calendar) -> dict[str, Any]:
    until = answer_by(now, row.answer_within, days) if row.answer_within else None
    return {
        "ladder": row.ladder_id,
        "step": row.step,
        "cutoff": cutoff_at(now, row.offset, row.unit, days).isoformat(),
        "ground": row.ground,
        "rank": RANK.get(row.to_level, NOBODY),
        "told": list(row.told),
        "answer_by": until.isoformat() if until else None,
        "act": ACTS.get(row.ground, CLIMBS),
        "article": row.ladder.article,
        "words": _words(row, until),
        "passed": _words(row, until, passed=True),
    }


def _words(row: LadderStep, until: dt.datetime | None, *, passed: bool = False) -> str:
    """The sentence of a step as a format of PostgreSQL: %1$s the last day of the limit, %2$s the body that answers.

    `passed`: what it says where the limit had passed before the step was taken. A step that climbs says its number: two may reach one body.
    """
    limit = _name_of(row.ladder.clock_kind)
    if row.ground == Ground.WARN and passed:
        text = _("“%(limit)s”已于 %(day)s 到期，到期前未及预警。")
    elif row.ground == Ground.WARN:
        text = _("“%(limit)s”将于 %(day)s 到期。")
    elif row.ground == Ground.OVERDUE:
        text = _("“%(limit)s”已于 %(day)s 到期，由%(body)s督促，%(until)s 前答复。")
    else:
        text = _("“%(limit)s”于 %(day)s 到期后仍未办结，第 %(step)d 步升至%(body)s，%(until)s 前答复。")
    facts = {"limit": limit.replace("%", "%%"), "day": "%1$s", "body": "%2$s", "until": _last_day(until) if until else "—", "step": row.step}
    return text % facts


def _name_of(clock_kind: str) -> str:
    try:
        return clock_name(clock_kind)
    except KeyError:
        return clock_kind


def _last_day(until: dt.datetime) -> str:
    return local_day(until - dt.timedelta(microseconds=1)).isoformat()
