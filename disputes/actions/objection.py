"""Objections of parties to a mediator (人民调解法 19、23（一）)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import Step, acting
from cases.errors import Refused
from cases.models import Party
from cases.models.party import OfficerRole
from cases.notices import events
from disputes.actions.assignment import add_officer, check_team
from disputes.actions.support import end_assignments, own_party
from disputes.models import Assignment, Dispute, Objection
from mediators.models import Mediator

ARTICLE = "人民调解法第十九条、第二十三条"


def object_to_mediator(
    *, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, party: Party, mediator: Mediator, reason: str
) -> Dispute:
    """Write down that a party, of whichever side, objects to a mediator. No session is held until it is decided. 人民调解法 19、23（一）."""
    with acting(dispute, "disputes.object_to_mediator", by=by, at=at, version=version) as step:
        case = step.case
        own_party(case, party, "party")
        if not reason.strip():
            raise Refused({"reason": _("请填写异议理由。")})
        if not Assignment.objects.filter(dispute=case, mediator=mediator, until__isnull=True).exists():
            raise Refused({"mediator": _("%(mediator)s现在不是本案的调解员。") % {"mediator": mediator}})
        if Objection.objects.filter(dispute=case, party=party, mediator=mediator, decided_at__isnull=True).exists():
            raise Refused({"mediator": _("这一异议已经登记，尚未处理。")})
        Objection.objects.create(dispute=case, party=party, mediator=mediator, reason=reason.strip(), at=at, by=by.user)
        facts = {"role": party.get_role_display(), "mediator": mediator}
        step.say(_("%(role)s对调解员%(mediator)s提出异议，处理前不再调解。") % facts, article=ARTICLE, mediator=mediator.pk)
    return case


def decide_objection(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    objection: Objection,
    upheld: bool,
    decision: str,
    replacement: Mediator | None = None,
) -> Dispute:
    """Decide an objection. Upheld, the mediator's assignment ends and another takes the place, now or by reassignment. 人民调解法 19.

    Raises:
        Refused: not an open objection of this dispute; no grounds; the mediator concerned decides; or the replacement may not mediate.
    """
    with acting(dispute, "disputes.decide_objection", by=by, at=at, version=version) as step:
        case = step.case
        _check_decision(case, by, objection, decision)
        if upheld:
            _replace(step, objection.mediator, replacement, decision)
        elif replacement is not None:
            raise Refused({"replacement": _("异议不成立的，不必更换调解员。")})
        objection.upheld, objection.decision = upheld, decision.strip()
        objection.decided_at, objection.decided_by = at, by.user
        objection.save(update_fields=["upheld", "decision", "decided_at", "decided_by"])
        facts = {"mediator": objection.mediator, "result": _("成立，予以更换") if upheld else _("不成立")}
        step.say(_("对调解员%(mediator)s的异议%(result)s。") % facts, article=ARTICLE, upheld=upheld, mediator=objection.mediator_id)
    return case


def _check_decision(case: Dispute, by: Actor, objection: Objection, decision: str) -> None:
    if objection.dispute_id != case.pk or objection.decided_at is not None:
        raise Refused({"objection": _("所选异议不属于本案或已经处理。")})
    if objection.mediator.user_id == by.user.pk:
        raise Refused({"objection": _("被异议的调解员不能处理对自己的异议。")})
    if not decision.strip():
        raise Refused({"decision": _("请填写处理意见。")})


def _replace(step: Step[Dispute], mediator: Mediator, replacement: Mediator | None, decision: str) -> None:
    case, at = step.case, step.at
    current = Assignment.objects.filter(dispute=case, mediator=mediator, until__isnull=True).first()
    lead = current is not None and current.lead
    if replacement is not None:
        _check_replacement(step, replacement)
    end_assignments(case, at=at, reason=decision.strip()[:200], mediators=[mediator.pk])
    if replacement is not None:
        made = Assignment.objects.create(dispute=case, mediator=replacement, lead=lead, since=at, by=step.by.user)
        add_officer(case, replacement, OfficerRole.HANDLER if lead else OfficerRole.CO_HANDLER, at)
        events.assigned(case, [replacement.user_id], key=made.pk, by=step.by, at=at)
        case.handler = replacement.user if lead else case.handler
    step.searched_words_changed()


def _check_replacement(step: Step[Dispute], replacement: Mediator) -> None:
    case = step.case
    if Assignment.objects.filter(dispute=case, mediator=replacement, until__isnull=True).exists():
        raise Refused({"replacement": _("%(mediator)s已是本案的调解员。") % {"mediator": replacement}})
    if case.committee is None:
        raise Refused({"replacement": _("本案尚未分派给调解组织。")})
    try:
        check_team(case, step.by, step.at, case.committee, [replacement])
    except Refused as refusal:
        raise Refused({"replacement": [text for texts in refusal.reasons.values() for text in texts]}) from refusal
