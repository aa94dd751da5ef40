"""Taking a dispute up again after a result, a merger or archiving."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases import clocks
from cases.acting import Step, acting, lock
from cases.actions.counterpart import both_locked, tell
from cases.errors import Refused
from cases.models import Case, Link, LinkKind
from cases.models.party import OfficerRole
from disputes.actions.support import cancel_follow_ups, end_assignments, mediation_limit
from disputes.actions.transfer import let_see
from disputes.models import Agreement, ConfirmationState, Dispute, JudicialConfirmation

ARTICLE = "人民调解法第二十六条、第三十二条"
PENDING = (ConfirmationState.APPLIED, ConfirmationState.RECEIVED)


def reopen(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str) -> Dispute:
    """Take a dispute up again: clocks start anew, who mediates is decided anew, an agreement in force ends.

    One that had been accepted is accepted again; one that never was waits for acceptance, so that nobody is mediated without having been
    asked (人民调解法 17).

    Raises:
        Refused: a court has confirmed the agreement or is about to, or the parent case is closed.
    """
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        parent = _locked_parent(dispute)
        merger = Link.objects.filter(case_id=dispute.pk, kind=LinkKind.MERGED).select_related("other").first()
        kept = stack.enter_context(both_locked(dispute, merger.other)) if merger else None
        step = stack.enter_context(acting(dispute, "disputes.reopen", by=by, at=at, version=version))
        _may_reopen(step.case, parent)
        step.move("reopen" if step.case.accepted_at else "register_again")
        _start_anew(step)
        step.say(_("重新办理：%(reason)s") % {"reason": reason}, article=ARTICLE)
        if merger and kept is not None:
            _part(step, merger, kept)
    return step.case


def _locked_parent(dispute: Dispute) -> Case | None:
    """The case this is a part of, locked before the part as everywhere, so that it is not closed meanwhile."""
    if dispute.parent_id is None:
        return None
    parent: Case = Case.objects.get_queryset().get(pk=dispute.parent_id)
    return lock(parent)


def _may_reopen(case: Dispute, parent: Case | None) -> None:
    live = JudicialConfirmation.objects.filter(agreement__dispute=case, agreement__superseded_at__isnull=True)
    if live.filter(state=ConfirmationState.CONFIRMED).exists():
        raise Refused(_("协议已经法院确认有效，一方不履行的应向法院申请强制执行（人民调解法第三十三条），不能重新调解。"))
    if live.filter(state__in=PENDING).exists():
        raise Refused(_("司法确认正在办理，请先登记法院裁定或撤回申请。"))
    if parent is not None and parent.closed_at is not None:
        raise Refused(_("上级案件 %(number)s 已结案，请先重新办理上级案件。") % {"number": parent.number})


def _start_anew(step: Step[Dispute]) -> None:
    case, at = step.case, step.at
    end_assignments(case, at=at, reason=_("重新办理"))
    case.officers.filter(until__isnull=True).exclude(role=OfficerRole.NAMED).update(until=at)
    if case.confidential:
        let_see(step, step.by.user)
    case.handler = None
    cancel_follow_ups(case, at=at)
    Agreement.objects.filter(dispute=case, superseded_at__isnull=True).update(superseded_at=at)
    clocks.stop(case, at=at, reason="reopened")
    clocks.start(case, mediation_limit(case.channel, case.court_procedure) if case.accepted_at else "dispute.accept", at=at)
    clocks.follow_level(case, at=at)
    case.closed_at = case.concluded_at = None
    case.outcome = case.decline_reason = ""
    step.searched_words_changed()


def _part(step: Step[Dispute], merger: Link, kept: Case) -> None:
    """A double that is taken up again stands by itself; the other timeline tells it."""
    merger.delete()
    text = _("%(number)s 不再并入本案，重新办理") % {"number": step.case.number}
    tell(kept, act="disputes.reopen", by=step.by, at=step.at, text=text, case=step.case.number)
