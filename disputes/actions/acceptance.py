"""Accepting and declining a registered dispute (人民调解法 17、18、25；人民调解工作若干规定 22、23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from cases import clocks
from cases.acting import acting
from cases.actions.supervision import refuse_while_supervised
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Party
from disputes.actions.children import no_child_open
from disputes.actions.support import start_mediation_clock
from disputes.intake import COURT_CHANNELS, REFERRALS
from disputes.models import Dispute
from disputes.models.dispute import StartMode
from disputes.routes import check_told, in_words
from disputes.states import Outcome

PARTIES_NEEDED = 2


class OtherParty(models.TextChoices):
    """What the other party says to mediation (人民调解法 17)."""

    AGREES = "agrees", _l("同意调解")
    NOT_ASKED = "not_asked", _l("尚未表态")
    REFUSES = "refuses", _l("明确拒绝调解")


class DeclineReason(models.TextChoices):
    """Why a dispute is not accepted."""

    RESERVED = "reserved", _l("法律法规规定由专门机关管辖处理")
    FORBIDDEN = "forbidden", _l("法律法规禁止采用民间调解方式解决")
    HANDLED = "handled", _l("人民法院、公安机关或者其他行政机关已经受理或者解决")
    REFUSED = "refused", _l("一方当事人明确拒绝调解")
    NOT_CIVIL = "not_civil", _l("不属于民间纠纷")
    ELSEWHERE = "elsewhere", _l("不属于本单位调解范围，应由其他调解组织受理")
    OTHER = "other", _l("其他")


def accept(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    other_party: str,
    rights_told: bool = False,
    start_mode: str = "",
    note: str = "",
) -> Dispute:
    """Accept a dispute for mediation; the limit for deciding stops, the limit of mediation starts. 人民调解法 17、18.

    A court's limits start on the day its material was signed for (特邀调解规定 27), every other at acceptance.

    Raises:
        Refused: a party clearly refuses, or fewer than two parties are on file, or the start mode does not fit the channel.
    """
    with acting(dispute, "disputes.accept", by=by, at=at, version=version) as step:
        case = step.case
        _check_acceptable(case, other_party, start_mode)
        step.move("accept")
        case.accepted_at = at
        case.start_mode = start_mode or case.start_mode
        if rights_told:
            case.rights_told_on = local_day(at)
        clocks.stop(case, "dispute.accept", at=at, reason="accepted")
        start_mediation_clock(case, at=at)
        facts = {"mode": case.get_start_mode_display(), "other": OtherParty(other_party).label, "note": note.strip()}
        step.say(
            _("受理：%(mode)s，对方当事人%(other)s。%(note)s") % facts,
            article="人民调解法第十七条、第十八条",
            other_party=other_party,
            rights_told=rights_told,
        )
    return case


def decline(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    reason: str,
    detail: str = "",
    routes: Collection[str],
) -> Dispute:
    """Do not accept a dispute; the party has been told why and which other ways are open. The dispute is closed. 人民调解法 17、25、26.

    Raises:
        Refused: one of the law's three ways was not told; a reason of its own is missing; the matter lies with a court that itself handed
            it over; or a sub-case or an order of supervision is open.
    """
    with acting(dispute, "disputes.decline", by=by, at=at, version=version) as step:
        case = step.case
        _check_decline(case, reason, detail, routes)
        no_child_open(step)
        refuse_while_supervised(step)
        step.move("decline")
        label = str(DeclineReason(reason).label)
        case.decline_reason = (f"{label}：{detail.strip()}" if detail.strip() else label)[:300]
        case.outcome = Outcome.DECLINED
        case.concluded_at = case.closed_at = at
        clocks.stop(case, at=at, reason="declined")
        facts = {"reason": case.decline_reason, "routes": in_words(routes)}
        step.say(
            _("不予受理：%(reason)s。已告知其他途径：%(routes)s。") % facts,
            article="人民调解法第十七条；人民调解工作若干规定第二十二条",
            reason=reason,
            routes=sorted(routes),
        )
    return case


def _check_acceptable(case: Dispute, other_party: str, start_mode: str) -> None:
    if other_party == OtherParty.REFUSES:
        raise Refused({"other_party": _("一方当事人明确拒绝调解的，不得调解（人民调解法第十七条）；请办理“不予受理”并告知其他途径。")})
    if start_mode and (start_mode == StartMode.REFERRED) != (case.channel in REFERRALS):
        raise Refused({"start_mode": _("“接受委托移送调解”只用于法院、公安、信访、检察等移送的纠纷，且移送的纠纷必须选用。")})
    if Party.objects.filter(case_id=case.pk).count() < PARTIES_NEEDED:
        raise Refused(_("受理需要登记至少两方当事人，请先用“更正信息”补充。"))


def _check_decline(case: Dispute, reason: str, detail: str, routes: Collection[str]) -> None:
    check_told(routes)
    if reason == DeclineReason.OTHER and not detail.strip():
        raise Refused({"detail": _("选择“其他”的，请写明理由。")})
    if reason == DeclineReason.HANDLED and case.channel in COURT_CHANNELS:
        raise Refused({"reason": _("本案由法院委派或委托调解，不能以法院已经受理为由不予受理。")})
