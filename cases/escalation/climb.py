"""The job: every running clock that has come to a step of its ladder climbs it.

One statement for each batch raises the clock's level and writes the escalation and the line of the timeline, so a step is there wholly or not at all.
Rows that another run or an act holds are passed over. So the job may be killed at any point, doubled, or late, and the end is the same. The
case's own row is read and never written.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from cases.escalation import attempts
from cases.escalation.ladders import resolve_batch, steps_due

BATCH: Final = 5000

_CLIMB: Final = """
WITH step AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(steps)s::jsonb) AS s(
        ladder bigint, step smallint, cutoff timestamptz, ground text, rank int, told text[], answer_by timestamptz, act text, article text,
        words text, passed text)
), due AS MATERIALIZED (
    SELECT k.id, k.case_id, k.kind, k.due_at, s.*
    FROM step s CROSS JOIN LATERAL (
        SELECT c.id, c.case_id, c.kind, c.due_at FROM cases_clock c
        WHERE c.stopped_at IS NULL AND c.due_at IS NOT NULL AND c.ladder_id IS NOT NULL
            AND (c.ladder_id, c.level, c.due_at) >= (s.ladder, s.step - 1, '-infinity'::timestamptz)
            AND (c.ladder_id, c.level, c.due_at) <= (s.ladder, s.step - 1, s.cutoff)
        ORDER BY c.ladder_id, c.level, c.due_at LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
    ) k LIMIT %(batch)s
), raised AS (
    UPDATE cases_clock c SET level = d.step FROM due d WHERE c.id = d.id RETURNING d.*
), body AS MATERIALIZED (
    SELECT id, area_id, name,
        CASE WHEN length(area_id) <= 4 THEN 4 WHEN length(area_id) <= 6 THEN 3 WHEN length(area_id) <= 9 THEN 2 ELSE 1 END AS rank
    FROM accounts_organisation
), centre AS MATERIALIZED (
    SELECT area_id, min(id) AS id FROM accounts_organisation WHERE kind = 'center' AND active GROUP BY area_id
), placed AS (
    SELECT r.*, c.state, c.version, b.id AS body_id, b.rank AS from_rank, coalesce(t.to_area_id, c.area_id) AS area,
        CASE WHEN r.rank = 0 THEN 0 ELSE greatest(r.rank, b.rank) END AS to_rank
    FROM raised r
    JOIN cases_case c ON c.id = r.case_id
    LEFT JOIN cases_transfer t ON r.kind = 'dispute.transfer_response' AND t.case_id = r.case_id AND t.state = 'pending'
    JOIN body b ON b.id = coalesce(t.to_organisation_id, c.organisation_id)
), addressed AS (
    SELECT p.*, CASE WHEN p.to_rank > 0 THEN coalesce(z1.id, z2.id, z3.id, z4.id, p.body_id) END AS answers
    FROM placed p
    LEFT JOIN centre z1 ON p.to_rank = 1 AND z1.area_id = left(p.area, 12)
    LEFT JOIN centre z2 ON p.to_rank BETWEEN 1 AND 2 AND z2.area_id = left(p.area, 9)
    LEFT JOIN centre z3 ON p.to_rank BETWEEN 1 AND 3 AND z3.area_id = left(p.area, 6)
    LEFT JOIN centre z4 ON p.to_rank > 0 AND z4.area_id = left(p.area, 4)
), climbed AS MATERIALIZED (
    SELECT a.*,
        left(format(CASE WHEN a.due_at <= %(now)s THEN a.passed ELSE a.words END,
            to_char((a.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'), o.name), 300) AS reason
    FROM addressed a LEFT JOIN body o ON o.id = a.answers
), written AS (
    INSERT INTO cases_escalation (case_id, clock_id, clock_kind, step, due_at, ground, from_level, to_level, reason, organisation_id, told, at,
        answer_by, state, answer, stop_reason)
    SELECT case_id, id, kind, step, due_at, ground, (%(levels)s::text[])[from_rank], coalesce((%(levels)s::text[])[nullif(to_rank, 0)], ''), reason,
        answers, told, %(now)s, answer_by, CASE WHEN answer_by IS NULL THEN 'told' ELSE 'open' END, '', ''
    FROM climbed
    ON CONFLICT DO NOTHING
    RETURNING clock_id
), told AS (
    INSERT INTO cases_caseevent (case_id, act, at, role, source, target, text, article, data, version)
    SELECT c.case_id, c.act, %(now)s, '', c.state, c.state, c.reason, c.article,
        jsonb_build_object('clock', c.kind, 'step', c.step, 'ground', c.ground), c.version
    FROM climbed c JOIN written w ON w.clock_id = c.id
)
SELECT count(*) FROM raised
"""
"""The limits are compared as rows with ladder and level, so that only the index that has all three can serve, whatever the planner believes."""
LEVELS: Final = ["village", "township", "county", "city"]


@dataclass(frozen=True)
class Climbed:
    """What a run did: clocks whose ladder was looked up, steps climbed by time, cases that climbed by attempts."""

    resolved: int
    steps: int
    by_attempts: int


def escalate(now: dt.datetime, batch: int = BATCH, *, seconds: float | None = None) -> Climbed:
    """Let everything climb that is due at `now` (aware), batch by batch, each a transaction of its own; after `seconds` no further batch begins.

    What a run leaves, because it was stopped or because others held the rows, the next one takes.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    resolved = _until_empty(lambda: resolve_batch(batch), ends)
    steps = steps_due(now)
    climbed = _until_empty(lambda: climb_batch(steps, now, batch), ends)
    return Climbed(resolved, climbed, _until_empty(lambda: attempts.sweep_batch(now, batch), ends))


def climb_batch(steps: str, now: dt.datetime, batch: int = BATCH) -> int:
    """Climb the steps that are due (`steps` as from `steps_due`) of at most so many clocks, one step each; how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLIMB, {"steps": steps, "now": now, "batch": batch, "levels": LEVELS})
        return int(cursor.fetchone()[0])


def _until_empty(work: Callable[[], int], ends: float | None) -> int:
    done = 0
    while (ends is None or time.monotonic() < ends) and (count := work()):
        done += count
    return done
