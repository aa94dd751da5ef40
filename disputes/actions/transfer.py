"""Handing a dispute to another body: another area, level or kind of mediation (人民调解法 18; rules of hand-over between centres).

The complete file goes along: the case itself changes hands. Until the receiver signs, the sender keeps it and its clocks run on. The
receiver may return it once, within one working day, with a reason; the sender may recall it as long as nobody has signed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Area, Organisation, Posting, User
from accounts.models.area import CODE_LENGTH, Level
from cases import clocks
from cases.acting import Step, acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.escalation import changing
from cases.models import CaseOfficer, Transfer, TransferState
from cases.models.party import OfficerRole
from cases.notices import events
from cases.queries_transfer import may_receive, pending_of
from disputes.actions.support import end_assignments
from disputes.models import Dispute, MediationKind
from disputes.states import State

CLOCK = "dispute.transfer_response"
ARTICLE = "人民调解法第十八条；平台约定：移送须说明理由、移交完整案卷，接收方一个工作日内可退回一次"


def transfer(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    organisation: Organisation,
    reason: str,
    area: Area | None = None,
    mediation_kind: str = "",
    receiver: User | None = None,
) -> Transfer:
    """Send the dispute to another body, which sees it from now on and has one working day to sign for it or return it.

    Without `area` the area stays, unless the receiver works in another subtree: then it becomes the receiver's. A confidential dispute
    needs a named receiver, who alone sees it there.

    Raises:
        Refused: the body is the present one, of another city, inactive or has nobody to sign (`organisation`); the area is neither the
            present one nor the receiver's (`area`); the named person does not work there, or is missing (`receiver`).
    """
    with acting(dispute, "disputes.transfer", by=by, at=at, version=version) as step:
        case = step.case
        _can_receive(case, organisation, at)
        target = _area_for(case, organisation, area)
        _check_receiver(case, organisation, receiver, at)
        clock = clocks.start(case, CLOCK, at=at)
        row = Transfer.objects.create(
            case_id=case.pk,
            from_organisation_id=case.organisation_id,
            to_organisation=organisation,
            from_area_id=case.area_id,
            to_area=target,
            mediation_kind=mediation_kind,
            reason=reason,
            receiver=receiver,
            by=by.user,
            at=at,
            respond_by=clock.due_at,
        )
        let_see(step, receiver)
        events.transfer_waits(case, row, by=by)
        facts = {"organisation": organisation.name, "reason": reason}
        step.say(_("移送至%(organisation)s：%(reason)s") % facts, article=ARTICLE, **_facts(row))
    return row


def accept_transfer(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, response: str = "") -> Dispute:
    """Sign for a dispute and take it over: organisation, area and kind of mediation change, who mediated before is released.

    What was not accepted yet stays registered and gets a new limit for that; the limit of mediation runs on, for it is the parties'.
    """
    with acting(dispute, "disputes.accept_transfer", by=by, at=at, version=version) as step:
        case, row = step.case, _pending(step)
        if case.state != State.REGISTERED:
            step.move("accept_transfer")
        end_assignments(case, at=at, reason=_("移送至%(organisation)s") % {"organisation": row.to_organisation.name})
        CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True).exclude(user=row.receiver).update(until=at)
        case.organisation, case.area = row.to_organisation, row.to_area
        case.handler = case.committee = None
        case.mediation_kind = row.mediation_kind or case.mediation_kind
        if case.confidential:
            let_see(step, by.user)
        _respond(step, row, TransferState.ACCEPTED, response)
        if case.state == State.REGISTERED:
            clocks.start(case, "dispute.accept", at=at)
        clocks.follow_level(case, at=at)
        changing.taken_over(case)
        step.searched_words_changed()
        step.say(_("%(organisation)s签收") % {"organisation": row.to_organisation.name}, article=ARTICLE, **_facts(row))
    return step.case


def return_transfer(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str) -> Dispute:
    """Return a dispute to the sender: once for each body, within the time for signing, with a reason.

    Raises:
        Refused: this body has returned the dispute before, or the time for it has passed.
    """
    with acting(dispute, "disputes.return_transfer", by=by, at=at, version=version) as step:
        row = _pending(step)
        name = row.to_organisation.name
        before = Transfer.objects.filter(case_id=step.case.pk, to_organisation_id=row.to_organisation_id, state=TransferState.RETURNED)
        if before.exists():
            raise Refused(_("%(organisation)s已退回过一次，不能再次退回，请签收办理。") % {"organisation": name})
        if row.respond_by is not None and at >= row.respond_by:
            raise Refused(_("退回期限（一个工作日）已过，请签收办理。"))
        _respond(step, row, TransferState.RETURNED, reason)
        events.transfer_returned(step.case, row, by=by, at=at)
        step.searched_words_changed()
        step.say(_("%(organisation)s退回：%(reason)s") % {"organisation": name, "reason": reason}, article=ARTICLE, **_facts(row))
    return step.case


def recall_transfer(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str = "") -> Dispute:
    """The sender takes a dispute back as long as nobody has signed for it."""
    with acting(dispute, "disputes.recall_transfer", by=by, at=at, version=version) as step:
        row = _pending(step)
        _respond(step, row, TransferState.RECALLED, reason)
        step.searched_words_changed()
        step.say(_("撤回移送：%(reason)s") % {"reason": reason} if reason else _("撤回移送"), **_facts(row))
    return step.case


def drop_pending(step: Step[Dispute], why: str) -> None:
    """The case ended while it was on its way: the transfer ends with it."""
    row = pending_of(step.case)
    if row is not None:
        _respond(step, row, TransferState.RECALLED, why)
        step.searched_words_changed()


def _pending(step: Step[Dispute]) -> Transfer:
    """The transfer that waits. Acts that need one are open only while there is one."""
    row = pending_of(step.case)
    if row is None:
        raise Refused(_("本案没有待签收的移送。"))
    return row


def _respond(step: Step[Dispute], row: Transfer, state: TransferState, response: str) -> None:
    row.state, row.response = state, response
    row.responded_by, row.responded_at = step.by.user, step.at
    row.save(update_fields=["state", "response", "responded_by", "responded_at"])
    clocks.stop(step.case, CLOCK, at=step.at, reason=str(state))
    if row.receiver_id and state != TransferState.ACCEPTED:
        named = CaseOfficer.objects.filter(case_id=row.case_id, user_id=row.receiver_id, role=OfficerRole.NAMED, until__isnull=True)
        named.filter(since=row.at).update(until=step.at)


def _can_receive(case: Dispute, organisation: Organisation, at: dt.datetime) -> None:
    if organisation.pk == case.organisation_id:
        raise Refused({"organisation": _("本案已由%(name)s承办，请选择其他单位。") % {"name": organisation.name}})
    city = case.area_id[: CODE_LENGTH[Level.CITY]]
    if not organisation.active or not organisation.area_id.startswith(city):
        raise Refused({"organisation": _("%(name)s已停用或不在本市，不能接收。") % {"name": organisation.name}})
    if not may_receive(city=city, code="disputes.accept_transfer", at=at).filter(pk=organisation.pk).exists():
        raise Refused({"organisation": _("%(name)s没有可以签收的人员，请改选其上级综治中心。") % {"name": organisation.name}})


def _area_for(case: Dispute, organisation: Organisation, area: Area | None) -> Area:
    """The area the case will have: the one named, the present one, or the receiver's where that lies in another subtree."""
    own, theirs = case.area_id, organisation.area_id
    if area is None:
        related = own.startswith(theirs) or theirs.startswith(own)
        return case.area if related else organisation.area
    if area.pk != own and not area.pk.startswith(theirs):
        raise Refused({"area": _("移往区划应为原区划，或在%(name)s的辖区内。") % {"name": organisation.name}})
    if area.valid_to is not None:
        raise Refused({"area": _("“%(area)s”已停用，请选择现行区划。") % {"area": area.name}})
    return area


def _check_receiver(case: Dispute, organisation: Organisation, receiver: User | None, at: dt.datetime) -> None:
    if receiver is None:
        if case.confidential:
            raise Refused({"receiver": _("保密案件移送须指定接收人，到对方后只有该人能看到。")})
        return
    if not Posting.objects.live(local_day(at)).filter(user=receiver, organisation=organisation).exists():
        raise Refused({"receiver": _("接收人不在%(name)s任职。") % {"name": organisation.name}})


def let_see(step: Step[Dispute], user: User | None) -> None:
    """Name somebody who may see the case, unless it is handed to that person already."""
    if user is None or CaseOfficer.objects.filter(case_id=step.case.pk, user=user, until__isnull=True).exists():
        return
    CaseOfficer.objects.create(case_id=step.case.pk, user=user, role=OfficerRole.NAMED, since=step.at)
    step.searched_words_changed()


def _facts(row: Transfer) -> dict[str, Any]:
    """For the timeline: from where, to where."""
    kind = MediationKind(row.mediation_kind).label if row.mediation_kind else ""
    return {
        "transfer": row.pk,
        "from_organisation": row.from_organisation_id,
        "from_level": row.from_area.level,
        "to_organisation": row.to_organisation_id,
        "to_area": row.to_area_id,
        "mediation_kind": str(kind),
    }
