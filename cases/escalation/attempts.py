"""Climbing by attempts (三级递进): after so many tries that failed at a level, a case goes to the next.

After the last one the way to court is open.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.language import on_record
from accounts.models import Organisation, User
from cases.calendar import calendar
from cases.escalation.levels import centre_for, rung_of
from cases.escalation.timing import answer_by
from cases.models import Attempt, AttemptRule, Case, CaseEvent, Escalation, EscalationState, Ground, Rung, Told

ACT: Final = "cases.escalate"
ARTICLE: Final = "平台约定：调解不成逐级递进"
TO_COURT: Final = "人民调解法第二十六条"
_TOLD: Final = {Rung.TOWNSHIP: Told.TOWNSHIP, Rung.COUNTY: Told.COUNTY, Rung.CITY: Told.CITY}

_MISSED: Final = """
SELECT a.case_id, a.level, count(*) AS tries
FROM cases_attempt a JOIN cases_case c ON c.id = a.case_id
WHERE c.closed_at IS NULL AND c.concluded_at IS NULL
AND NOT EXISTS (SELECT FROM cases_escalation e WHERE e.case_id = a.case_id AND e.ground = 'attempts' AND e.from_level = a.level)
AND EXISTS (SELECT FROM cases_attemptrule r WHERE r.unswept AND r.kind = c.kind AND r.level = a.level
    AND (r.area_id IS NULL OR r.area_id = left(c.area_id, 6)))
GROUP BY a.case_id, a.level, c.kind, c.area_id
HAVING count(*) >= (SELECT r.tries FROM cases_attemptrule r WHERE r.kind = c.kind AND r.level = a.level
    AND (r.area_id IS NULL OR r.area_id = left(c.area_id, 6)) ORDER BY r.area_id IS NULL LIMIT 1)
ORDER BY a.case_id LIMIT %s
"""


def failed(case: Case, *, at: dt.datetime, by: User | None, key: str) -> Escalation | None:
    """A try at the level of the body that has the case failed; what climbs for it, if anything does. The caller holds the lock on the case.

    `key` names the try: the same one counts once.
    """
    level = rung_of(case.organisation.area_id)
    _row, made = Attempt.objects.get_or_create(case_id=case.pk, key=key, defaults={"level": level, "at": at, "by": by})
    if not made:
        return None
    tries = Attempt.objects.filter(case_id=case.pk, level=level).count()
    rule = rule_for(case, level)
    if rule is None or tries % rule.tries:
        return None
    return _climb(case, rule, tries, at)


def rule_for(case: Case, level: str) -> AttemptRule | None:
    """The county's own rule for that level, or the one for all."""
    rules = AttemptRule.objects.filter(Q(area__isnull=True) | Q(area_id=case.area_id[:6]), kind=case.kind, level=level)
    return min(rules, key=lambda rule: rule.area_id is None, default=None)


def sweep_batch(now: dt.datetime, batch: int) -> int:
    """After a rule changed: cases whose tries suffice and that did not climb; how many did now. Cases in somebody's hands are left for later."""
    rules = list(AttemptRule.objects.filter(unswept=True).values_list("pk", "tries"))
    if not rules:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, [batch])
        found = cursor.fetchall()
    if not found:
        for pk, tries in rules:
            AttemptRule.objects.filter(pk=pk, tries=tries).update(unswept=False)
    return sum(_sweep(case_id, level, tries, now) for case_id, level, tries in found)


@transaction.atomic
def _sweep(case_id: int, level: str, tries: int, now: dt.datetime) -> bool:
    case = Case.objects.get_queryset().select_for_update(no_key=True, skip_locked=True).filter(pk=case_id, concluded_at__isnull=True).first()
    rule = rule_for(case, level) if case else None
    if case is None or rule is None:
        return False
    return _climb(case, rule, tries, now) is not None


def _climb(case: Case, rule: AttemptRule, tries: int, at: dt.datetime) -> Escalation | None:
    """Write the escalation and the line of the timeline, once."""
    body = _answering(case, rule)
    with on_record():
        reason = _sentence(rule, tries, body)
    row, made = Escalation.objects.get_or_create(
        case_id=case.pk,
        clock=None,
        ground=Ground.ATTEMPTS,
        from_level=rule.level,
        step=max(tries // rule.tries, 1),
        defaults={
            "to_level": rule.to_level,
            "reason": reason,
            "organisation": body,
            "told": [Told.HANDLER.value, Told.BODY.value, *([_TOLD[Rung(rule.to_level)].value] if rule.to_level in _TOLD else [])],
            "at": at,
            "answer_by": answer_by(at, rule.answer_within, calendar()),
            "state": EscalationState.OPEN,
        },
    )
    if not made:
        return None
    CaseEvent.objects.create(
        case_id=case.pk,
        act=ACT,
        at=at,
        source=case.state,
        target=case.state,
        text=reason,
        article=TO_COURT if rule.to_level == Rung.COURT else ARTICLE,
        data={"ground": Ground.ATTEMPTS.value, "tries": tries, "level": rule.level},
        version=case.version,
    )
    return row


def _answering(case: Case, rule: AttemptRule) -> Organisation:
    """The centre of the next level; before the way to court it is the body that has the case, for it ends mediation and tells the routes."""
    centre = None if rule.to_level == Rung.COURT else centre_for(case.area_id, rule.to_level)
    return centre or case.organisation


def _sentence(rule: AttemptRule, tries: int, body: Organisation) -> str:
    facts = {"level": rule.get_level_display(), "tries": tries, "body": body.name}
    if rule.to_level == Rung.COURT:
        return _("%(level)s已 %(tries)s 次调解不成：请%(body)s依法终止调解，告知当事人仲裁、行政、司法途径。") % facts
    return _("%(level)s已 %(tries)s 次调解不成，升至%(body)s。") % facts
