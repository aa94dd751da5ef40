"""Changing the risk colour (三色管理): raising is done at once; lowering needs evidence and another person's approval.

What follows from another colour (plan, rhythm of reviews, ladders of open clocks) is in `cases.risk_clocks`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import Step, acting
from cases.acts import registry
from cases.colours import is_lower
from cases.errors import Refused
from cases.models import Attachment, Case, ChangeState, Colour, ColourChange
from cases.notices import NoticeKind
from cases.people import ABOVE_TOWNSHIP, CENTRES, covering, tell_of, those_in_charge

ARTICLE: Final = "平台约定：三色管理，升级即时生效，降级须有佐证并经他人批准"


def raise_colour(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, colour: str, reason: str) -> ColourChange:
    """Give the case a higher colour, at once; the rules that speak for it now are kept with the change.

    A request to lower it, still undecided, falls away.

    Raises:
        Refused: the colour is not higher than the present one (`colour`).
    """
    with acting(case, "cases.raise_colour", by=by, at=at, version=version) as step:
        found, before = step.case, step.case.colour
        if not is_lower(before, colour):
            raise Refused({"colour": _("本案已是%(colour)s色。降低等级请办理“申请降级”。") % {"colour": found.get_colour_display()}})
        _withdraw_pending(step, _("风险等级已提升"))
        advice = registry.kind(found.kind).advice(found, by, at)
        row = ColourChange.objects.create(
            case_id=found.pk,
            before=before,
            after=colour,
            reason=reason.strip(),
            rules=[text[:160] for text in advice.reasons] if advice.colour != Colour.BLUE else [],
            by=by.user,
            at=at,
            state=ChangeState.DONE,
        )
        found.colour = colour
        step.say(_("风险等级由%(before)s升为%(after)s：%(reason)s") % _words(row), article=ARTICLE, before=before, after=colour, rules=row.rules)
        _tell_raised(step, row)
    return row


def propose_lower(
    *, case: Case, by: Actor, at: dt.datetime, version: int | None = None, colour: str, reason: str, evidence: Attachment
) -> ColourChange:
    """Ask for a lower colour, with a file of the case that shows why. Nothing changes until another person approves.

    Raises:
        Refused: the colour is not lower (`colour`); the file is none of this case (`evidence`).
    """
    with acting(case, "cases.propose_lower", by=by, at=at, version=version) as step:
        found = step.case
        if not is_lower(colour, found.colour):
            raise Refused({"colour": _("拟定等级须低于现在的%(colour)s色。") % {"colour": found.get_colour_display()}})
        if evidence.case_id != found.pk or evidence.removed_at is not None:
            raise Refused({"evidence": _("所选附件不属于本案或已移除。")})
        row = ColourChange.objects.create(
            case_id=found.pk,
            before=found.colour,
            after=colour,
            reason=reason.strip(),
            evidence=evidence,
            by=by.user,
            at=at,
            state=ChangeState.PENDING,
        )
        step.say(_("申请将风险等级由%(before)s降为%(after)s：%(reason)s") % _words(row), article=ARTICLE, change=row.pk)
        approvers = covering(found.area_id, approving_roles(found.colour), at).exclude(pk=by.user.pk).values_list("pk", flat=True)
        _tell(step, row, set(approvers), "proposed", _("申请降低风险等级，请审批"))
    return row


def approve_lower(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, decision: str = "") -> ColourChange:
    """Approve the lower colour that another person asked for: it holds from now on."""
    with acting(case, "cases.approve_lower", by=by, at=at, version=version) as step:
        row = _decide(step, ChangeState.APPROVED, decision)
        step.case.colour = row.after
        step.say(_("批准风险等级由%(before)s降为%(after)s。%(decision)s") % _words(row), article=ARTICLE, change=row.pk)
        _tell(step, row, {row.by_id or 0} | those_in_charge(step.case, at), "approved", _("降低风险等级已批准"))
    return row


def refuse_lower(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, decision: str) -> ColourChange:
    """Refuse the lower colour that another person asked for, with the reason."""
    with acting(case, "cases.refuse_lower", by=by, at=at, version=version) as step:
        row = _decide(step, ChangeState.REFUSED, decision)
        step.say(_("不批准风险等级降为%(after)s：%(decision)s") % _words(row), article=ARTICLE, change=row.pk)
        _tell(step, row, {row.by_id or 0}, "refused", _("降低风险等级未获批准"))
    return row


def withdraw_lower(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None) -> ColourChange:
    """Who asked for a lower colour takes the request back."""
    with acting(case, "cases.withdraw_lower", by=by, at=at, version=version) as step:
        row = _pending(step)
        if row.by_id != by.user.pk:
            raise Refused(_("只有申请人本人可以撤回降级申请。"))
        row.state, row.decided_at = ChangeState.WITHDRAWN, at
        row.save(update_fields=["state", "decided_at"])
        step.say(_("撤回降级申请"), article=ARTICLE, change=row.pk)
    return row


def approving_roles(colour: str) -> frozenset[str]:
    """Who approves leaving a colour: the county or the city for red, a centre for yellow."""
    return frozenset(map(str, ABOVE_TOWNSHIP if colour == Colour.RED else CENTRES))


def _pending(step: Step[Case]) -> ColourChange:
    row = ColourChange.objects.filter(case_id=step.case.pk, state=ChangeState.PENDING).select_related("by").first()
    if row is None:
        raise Refused(_("本案没有待批准的降级申请。"))
    return row


def _decide(step: Step[Case], state: ChangeState, decision: str) -> ColourChange:
    row = _pending(step)
    if row.by_id == step.by.user.pk:
        raise Refused(_("降级申请是您本人提出的，须由他人审批。"))
    if not approving_roles(row.before) & step.by.roles:
        raise Refused(_("红色降级由县级以上批准。"))
    row.state, row.decided_by, row.decided_at, row.decision = state, step.by.user, step.at, decision.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    return row


def _withdraw_pending(step: Step[Case], why: str) -> None:
    pending = ColourChange.objects.filter(case_id=step.case.pk, state=ChangeState.PENDING)
    pending.update(state=ChangeState.WITHDRAWN, decided_at=step.at, decision=why)


def _words(row: ColourChange) -> dict[str, str]:
    return {"before": row.get_before_display(), "after": row.get_after_display(), "reason": row.reason, "decision": row.decision}


def _tell_raised(step: Step[Case], row: ColourChange) -> None:
    """Those who answer for the case, and of a red one the county's centre, which has to find a leader."""
    red = row.after == Colour.RED
    users = those_in_charge(step.case, step.at) | {step.case.first_receiver_id}
    if red:
        users |= set(covering(step.case.area_id, ABOVE_TOWNSHIP, step.at).values_list("pk", flat=True))
    title = _("风险等级升为%(after)s") % _words(row)
    _tell(step, row, users, "raised", title, urgent=red)


def _tell(step: Step[Case], row: ColourChange, users: set[int], what: str, title: str, *, urgent: bool = False) -> None:
    key, text = f"colour:{row.pk}:{what}", f"{title}（{step.case.number}）"
    tell_of(step.case, users - {step.by.user.pk}, kind=NoticeKind.COLOUR, key=key, title=text, at=step.at, urgent=urgent)
