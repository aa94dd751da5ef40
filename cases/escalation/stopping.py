"""What stops an escalation: its clock was stopped, stands still, or ends on another day; or the matter itself has ended.

Callers have changed the clock before they call, in the same transaction: where the job was at the same clock they waited for it there, so its rows
are seen here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Clock, Escalation, EscalationState

WAITING: Final = (EscalationState.OPEN, EscalationState.ACKNOWLEDGED)
"""States in which an answer is still due."""
PAUSED: Final = "paused"
EXTENDED: Final = "extended"
DAYS_OFF: Final = "days_off"
"""Reasons that can pass: the limit may come to be the same again."""
REASONS: Final[dict[str, str | Promise]] = {
    PAUSED: _("期限中止"),
    EXTENDED: _("期限已延长"),
    DAYS_OFF: _("放假安排变动，到期日改变"),
    "replaced": _("期限已重新起算"),
    "accepted": _("已受理"),
    "declined": _("不予受理"),
    "agreed": _("已达成协议"),
    "failed": _("调解已终结"),
    "reopened": _("已重新办理"),
    "archived": _("已归档"),
    "moved": _("已由其他层级承办"),
}
"""Why, in words; any other reason is that the step the clock ran for is done."""

_LEVEL_AGAIN: Final = """
UPDATE cases_clock c SET level = m.step
FROM (
    SELECT e.clock_id, e.due_at, max(e.step) AS step
    FROM cases_clock k JOIN cases_escalation e ON e.case_id = k.case_id AND e.clock_id = k.id
    WHERE k.id = ANY(%(ids)s) GROUP BY e.clock_id, e.due_at
) m
WHERE c.id = m.clock_id AND c.due_at = m.due_at AND c.level < m.step
"""
_WAITS_AGAIN: Final = """
UPDATE cases_escalation e
SET state = CASE WHEN e.acknowledged_at IS NULL THEN 'open' ELSE 'acknowledged' END,
    answer_by = e.answer_by + (%(at)s - e.stopped_at), stopped_at = NULL, stop_reason = ''
FROM cases_clock c
WHERE c.id = ANY(%(ids)s) AND e.case_id = c.case_id AND e.clock_id = c.id
    AND e.due_at = c.due_at AND e.state = 'stopped' AND e.stop_reason = ANY(%(reasons)s)
"""


def reason_in_words(code: str) -> str:
    """Why an escalation stopped."""
    return str(REASONS.get(code, _("该环节已办结")))


def waiting(**narrowed: object) -> QuerySet[Escalation]:
    """Escalations that wait for an answer."""
    return Escalation.objects.filter(state__in=WAITING, **narrowed)


def of_case(case_id: int, *, at: dt.datetime, reason: str, whole: bool) -> int:
    """Stop what climbed for clocks of a case that do not run any more; `whole`: the matter has ended, so also what climbed by attempts."""
    ended = Q(clock__stopped_at__isnull=False)
    return _stop(waiting(case_id=case_id).filter(ended | Q(clock__isnull=True) if whole else ended), at, reason)


def of_clocks(clock_ids: Iterable[int], *, at: dt.datetime, reason: str) -> int:
    """Stop what climbed for clocks that end on another day now, or stand still."""
    ids = list(clock_ids)
    cases = Clock.objects.filter(pk__in=ids).values("case_id")  # the index is by case
    return _stop(waiting(case_id__in=cases, clock_id__in=ids), at, reason) if ids else 0


def of_attempts(case_id: int, *, at: dt.datetime, reason: str) -> int:
    """Stop what climbed because attempts had failed."""
    return _stop(waiting(case_id=case_id, clock__isnull=True), at, reason)


def go_on(clock_ids: Iterable[int], *, at: dt.datetime) -> None:
    """These clocks run again, or end on another day: where that is a limit they had climbed for before, nothing climbs twice for it.

    What was still to be answered waits again; the time for it grows by as long as it was stopped.
    """
    ids = list(clock_ids)
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LEVEL_AGAIN, {"ids": ids})
        cursor.execute(_WAITS_AGAIN, {"ids": ids, "at": at, "reasons": [PAUSED, EXTENDED, DAYS_OFF]})


def _stop(rows: QuerySet[Escalation], at: dt.datetime, reason: str) -> int:
    return rows.update(state=EscalationState.STOPPED, stopped_at=at, stop_reason=reason[:40])
