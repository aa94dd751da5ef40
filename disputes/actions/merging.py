"""A double goes into the dispute that is already on file (一案一档)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases import clocks
from cases.acting import acting
from cases.actions.counterpart import both_locked, tell
from cases.actions.supervision import refuse_while_supervised
from cases.errors import Refused
from cases.models import Case, Link, LinkKind
from disputes.actions.children import no_child_open
from disputes.models import Assignment, Dispute
from disputes.states import BEFORE_RESULT, KIND, Outcome, State

ARTICLE = "人民调解工作规范（一案一档）"
TAKES_DOUBLES = frozenset({*BEFORE_RESULT, State.AGREED})


def merge(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, into: Case, reason: str) -> Dispute:
    """Close a double and refer to the dispute that goes on. What the double holds stays readable there; nothing is moved.

    Raises:
        Refused: the other one is not visible to the actor, is this one, is no dispute, or does not go on any more (`into`); or a sub-case
            of the double is open.
    """
    if into.pk == dispute.pk:
        raise Refused({"into": _("不能并入本案自身。")})
    if not Case.objects.visible_to(by).filter(pk=into.pk, kind=KIND).exists():
        raise Refused({"into": _("没有这件纠纷，或者您不能查看它。")})
    kept = Dispute.objects.get_queryset().get(pk=into.pk)
    with both_locked(dispute, kept) as target, acting(dispute, "disputes.merge", by=by, at=at, version=version) as step:
        if target.state not in TAKES_DOUBLES:
            facts = {"number": target.number, "state": State(target.state).label}
            raise Refused({"into": _("%(number)s现为“%(state)s”，不能再并入其他案件。") % facts})
        no_child_open(step)
        refuse_while_supervised(step)
        if target.parent_id == dispute.pk:
            raise Refused({"into": _("不能并入本案的子案。")})
        step.move("merge")
        _close(step.case, at)
        Link.objects.create(case_id=dispute.pk, other_id=target.pk, kind=LinkKind.MERGED, reason=reason, by=by.user, at=at)
        step.searched_words_changed()
        step.say(_("并入 %(number)s：%(reason)s") % {"number": target.number, "reason": reason}, article=ARTICLE, case=target.number)
        text = _("%(number)s 并入本案") % {"number": dispute.number}
        tell(target, act="disputes.merge", by=by, at=at, text=text, article=ARTICLE, case=dispute.number)
    return step.case


def _close(case: Dispute, at: dt.datetime) -> None:
    """Nothing is left to do on the double: no clocks, nobody assigned. Whoever worked on it may still read it."""
    Assignment.objects.filter(dispute=case, until__isnull=True).update(until=at, end_reason=_("并案"))
    case.outcome = Outcome.MERGED
    case.concluded_at = case.closed_at = at
    clocks.stop(case, at=at, reason=str(Outcome.MERGED))
