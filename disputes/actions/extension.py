"""Extending a limit within what its source allows."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases import clocks
from cases.acting import acting
from cases.clock import Unit
from cases.errors import Refused
from cases.explanation import quantity
from cases.limits import LIMITS
from cases.models import Attachment
from disputes.actions.support import MEDIATION_CLOCKS, own_attachment
from disputes.models import Dispute

LONGEST = {Unit.MONTH: 12, Unit.CALENDAR_DAY: 365, Unit.WORKING_DAY: 250, Unit.HOUR: 720}
"""Where the source sets no cap: one extension is at most a year, so that a slip of the finger is caught."""


def extend(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    clock: str,
    amount: int,
    reason: str,
    both_agree: bool = False,
    document: Attachment | None = None,
) -> Dispute:
    """Extend a running limit by an amount in its own unit.

    Mediation is extended when both parties ask for it or agree (人民调解工作若干规定 33; 特邀调解规定 27).

    Raises:
        Refused: the limit does not run or may not be extended (`clock`), its cap is passed (`amount`), the parties do not agree
            (`both_agree`), or the paper is none of this dispute (`document`).
    """
    limit = LIMITS.get(clock)
    if limit is None or not limit.may_extend:
        raise Refused({"clock": _("这项期限不能延长。")})
    if not 1 <= amount <= LONGEST[limit.unit]:
        raise Refused({"amount": _("延长须在 1 至 %(most)d 之间。") % {"most": LONGEST[limit.unit]}})
    if clock in MEDIATION_CLOCKS and not both_agree:
        raise Refused({"both_agree": _("延长调解期限须双方当事人同意（%(article)s）。") % {"article": limit.article}})
    with acting(dispute, "disputes.extend", by=by, at=at, version=version) as step:
        own_attachment(step.case, document, "document")
        row = clocks.extend(step.case, clock, amount=amount, at=at, reason=reason, approved_by=by.user, document=document)
        facts = {"name": limit.name, "amount": quantity(amount, limit.unit), "reason": reason}
        step.say(
            _("“%(name)s”延长 %(amount)s：%(reason)s") % facts, article=str(limit.article), clock=clock, amount=amount, nominal=_iso(row.nominal_on)
        )
    return step.case


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
