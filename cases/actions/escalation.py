"""An escalation is acknowledged, answered, or handed over to the next body with a reason."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from cases.acting import Step, acting
from cases.calendar import calendar
from cases.errors import Refused
from cases.escalation import answering
from cases.escalation.attempts import rule_for
from cases.escalation.levels import above, centre_for, rung_of
from cases.escalation.stopping import WAITING
from cases.escalation.timing import answer_by
from cases.models import Case, Escalation, EscalationState, Ground, LadderStep, Rung, Told

ARTICLE = "平台约定：四级递进、超期升级"
USUAL_ANSWER = 2
"""Working days to answer where no step says it."""
TOLD = {Rung.TOWNSHIP: Told.TOWNSHIP, Rung.COUNTY: Told.COUNTY, Rung.CITY: Told.CITY}


def acknowledge_escalation(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, escalation: Escalation) -> Escalation:
    """The body that has to answer has taken note.

    Raises:
        Refused: it is none of this case, is not this body's, or was acknowledged, answered or stopped already (`escalation`).
    """
    with acting(case, "cases.acknowledge_escalation", by=by, at=at, version=version) as step:
        row = _waiting(step, escalation, EscalationState.OPEN)
        row.state, row.acknowledged_at, row.acknowledged_by = EscalationState.ACKNOWLEDGED, at, by.user
        row.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
        step.say(_("签收升级：%(reason)s") % {"reason": row.reason}, article=ARTICLE, escalation=row.pk)
    return row


def answer_escalation(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, escalation: Escalation, answer: str) -> Escalation:
    """Answer what was done; an answer acknowledges too. The clock climbs on as long as the limit is not met.

    Raises:
        Refused: it is none of this case, is not this body's, or was answered or stopped already (`escalation`).
    """
    with acting(case, "cases.answer_escalation", by=by, at=at, version=version) as step:
        row = _waiting(step, escalation, EscalationState.OPEN, EscalationState.ACKNOWLEDGED)
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by = at, by.user
        row.state, row.answered_at, row.answered_by, row.answer = EscalationState.ANSWERED, at, by.user, answer
        row.save(update_fields=["state", "acknowledged_at", "acknowledged_by", "answered_at", "answered_by", "answer"])
        step.say(_("答复升级：%(answer)s") % {"answer": answer}, article=ARTICLE, escalation=row.pk)
    return row


def hand_over_escalation(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, escalation: Escalation, reason: str) -> Escalation:
    """Hand it over to the centre of the next level, with a reason; returns the row that waits there now.

    That is a new one, which is told to those who answer; or, where that centre has to answer for the same clock and limit already, the one it has.

    Raises:
        Refused: as for `answer_escalation`; or there is no body above (`escalation`).
    """
    with acting(case, "cases.hand_over_escalation", by=by, at=at, version=version) as step:
        row = _waiting(step, escalation, EscalationState.OPEN, EscalationState.ACKNOWLEDGED)
        body, level = _next_body(step.case, row)
        new = _waits_there(row, body) or _handed(step.case, row, body, level, at=at, reason=reason)
        row.state, row.handed_to = EscalationState.HANDED_OVER, new
        row.answered_at, row.answered_by, row.answer = at, by.user, reason
        row.save(update_fields=["state", "handed_to", "answered_at", "answered_by", "answer"])
        step.say(_("移交%(body)s答复：%(reason)s") % {"body": body.name, "reason": reason}, article=ARTICLE, escalation=new.pk)
    return new


def _waiting(step: Step[Case], escalation: Escalation, *states: str) -> Escalation:
    """The row as it is now: this case is locked, so no act changes it under our hands."""
    row = Escalation.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").filter(pk=escalation.pk).first()
    if row is None or row.case_id != step.case.pk or row.state not in states:
        raise Refused({"escalation": _("本案没有这项待办的升级，可能已被答复、移交或停止。")})
    if not answering.answers(step.case, step.by, row.organisation_id, step.facts):
        raise Refused({"escalation": _("这项升级由%(body)s答复。") % {"body": row.organisation}})
    return row


def _waits_there(row: Escalation, body: Organisation) -> Escalation | None:
    """What that body has to answer already for the same clock and limit, the first to be answered."""
    if row.clock_id is None:
        return None
    same = Escalation.objects.filter(case_id=row.case_id, clock_id=row.clock_id, due_at=row.due_at, organisation=body, state__in=WAITING)
    return same.exclude(pk=row.pk).order_by("answer_by", "id").first()


def _handed(case: Case, row: Escalation, body: Organisation, level: Rung, *, at: dt.datetime, reason: str) -> Escalation:
    return Escalation.objects.create(
        case_id=row.case_id,
        clock_id=row.clock_id,
        clock_kind=row.clock_kind,
        step=row.step,
        due_at=row.due_at,
        ground=Ground.HANDED_OVER,
        from_level=row.to_level,
        to_level=level,
        reason=_("%(from)s移交：%(reason)s") % {"from": row.organisation, "reason": reason},
        organisation=body,
        told=[TOLD[level].value],
        at=at,
        answer_by=answer_by(at, _working_days(case, row), calendar()),
        state=EscalationState.OPEN,
    )


def _next_body(case: Case, row: Escalation) -> tuple[Organisation, Rung]:
    present = row.organisation
    level = above(rung_of(present.area_id)) if present else None
    body = centre_for(case.area_id, level) if level else None
    if level is None or body is None or (present and body.pk == present.pk):
        raise Refused({"escalation": _("已是最高一级，请直接答复。")})
    return body, rung_of(body.area_id)


def _working_days(case: Case, row: Escalation) -> int:
    """As long as the one before had."""
    if row.clock_id:
        mine = LadderStep.objects.filter(ladder__clocks=row.clock_id, step=row.step).values_list("answer_within", flat=True).first()
    else:
        rule = rule_for(case, row.from_level)
        mine = rule.answer_within if rule else None
    return mine or USUAL_ANSWER
