"""Follow-up visits after a result (回访; 人民调解法 31)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Party
from disputes.actions.support import not_after_today, own_party, refresh_follow_up_clock
from disputes.models import Dispute, FollowUp
from disputes.models.follow_up import FollowUpMethod, Satisfaction


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What a visit found: performance, satisfaction, suits and judgments, a hidden risk and the measures against it."""

    done_on: dt.date
    method: str
    parties: Sequence[Party]
    performance: str
    satisfaction: str
    litigation: str = ""
    hidden_risk: str = ""
    measures: str = ""


def follow_up(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, visit: Visit, planned: FollowUp | None = None) -> Dispute:
    """Put a visit on file: a planned one, or one beside the plan. A hidden risk suggests taking the dispute up again. 人民调解法 31.

    Raises:
        Refused: the plan is not open; nobody was visited; the day is impossible; a hidden risk without measures.
    """
    with acting(dispute, "disputes.follow_up", by=by, at=at, version=version) as step:
        case = step.case
        _check_visit(case, visit, planned, at)
        row = planned or FollowUp(dispute=case, due_on=visit.done_on)
        row.done_on, row.method, row.satisfaction = visit.done_on, FollowUpMethod(visit.method), Satisfaction(visit.satisfaction)
        row.performance, row.litigation = visit.performance.strip(), visit.litigation.strip()
        row.hidden_risk, row.measures, row.by = visit.hidden_risk.strip(), visit.measures.strip(), by.user
        row.save()
        row.parties.set(visit.parties)
        refresh_follow_up_clock(case, at=at)
        facts = {"method": row.get_method_display(), "satisfaction": row.get_satisfaction_display()}
        text = _("%(method)s回访，当事人%(satisfaction)s。") % facts
        if row.hidden_risk:
            text += _("发现隐患，建议重新调解。")
        step.say(text, article="人民调解法第三十一条", follow_up=row.pk, suggest_reopen=bool(row.hidden_risk))
    return case


def _check_visit(case: Dispute, visit: Visit, planned: FollowUp | None, at: dt.datetime) -> None:
    ended = local_day(case.concluded_at) if case.concluded_at else None
    not_after_today("done_on", visit.done_on, at, earliest=ended)
    if planned is not None:
        planned.refresh_from_db()
        if planned.dispute_id != case.pk or planned.done_on is not None or planned.cancelled_at is not None:
            raise Refused({"planned": _("所选回访计划不属于本案，或已完成、已取消。")})
    if not visit.parties:
        raise Refused({"parties": _("请选择受访的当事人。")})
    for party in visit.parties:
        own_party(case, party, "parties")
    if not visit.performance.strip():
        raise Refused({"performance": _("请填写履行情况或现状。")})
    if visit.hidden_risk.strip() and not visit.measures.strip():
        raise Refused({"measures": _("发现隐患的，请写明采取的措施。")})
