"""Judicial confirmation of an agreement (人民调解法 33；民事诉讼法 205、206；民诉法解释 353–358；法释〔2011〕5号)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from cases import clocks
from cases.acting import acting
from cases.daycount import end_of_day
from cases.errors import Refused
from disputes.actions.agreement import start_confirmation_window
from disputes.actions.support import moment_of, not_after_today
from disputes.intake import COURT_CHANNELS
from disputes.models import Agreement, AgreementForm, ConfirmationState, Dispute, JudicialConfirmation

LAW = "人民调解法第三十三条；民事诉讼法第二百零五条、第二百零六条"
COURT_CLOCKS = ("dispute.court_accept", "dispute.court_confirm")
OUTSIDE_COURTS = ("13", "14", "15")
"""Groups of GB/T 31000 that are no civil matter: administration, litigation and discipline."""


class Jurisdiction(models.TextChoices):
    """Why a court has jurisdiction (民事诉讼法 205)."""

    INVITING = "inviting", _l("邀请调解的法院")
    DOMICILE = "domicile", _l("当事人住所地")
    SUBJECT = "subject", _l("标的物所在地")
    SEAT = "seat", _l("调解组织所在地")


class Excluded(models.TextChoices):
    """What a court does not accept for confirmation (民诉法解释 355)."""

    OUTSIDE = "outside", _l("不属于人民法院受理范围")
    STATUS = "status", _l("确认婚姻关系、亲子关系、收养关系等身份关系")
    OTHER_PROCEDURE = "other_procedure", _l("适用其他特别程序、公示催告程序、破产程序审理")
    TITLE = "title", _l("涉及物权、知识产权确权")


class RejectGround(models.TextChoices):
    """Why a court rejects an application (民诉法解释 358)."""

    MANDATORY_LAW = "mandatory_law", _l("违反法律强制性规定")
    OTHERS_HARMED = "others_harmed", _l("损害国家利益、社会公共利益、他人合法权益")
    PUBLIC_ORDER = "public_order", _l("违背公序良俗")
    NOT_VOLUNTARY = "not_voluntary", _l("违反自愿原则")
    UNCLEAR = "unclear", _l("内容不明确")
    OTHER = "other", _l("其他不能进行司法确认的情形")


def apply_confirmation(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    court: str,
    jurisdiction: str,
    applied_on: dt.date,
    jointly: bool,
    oral: bool = False,
    excluded: Collection[str] = (),
    checked: bool = False,
) -> Dispute:
    """Put a joint application on file; the court's days for deciding on acceptance start. 人民调解法 33；民事诉讼法 205.

    `excluded` are the kinds of matter (民诉法解释 355) that the agreement touches, `checked` says that somebody looked for them; `oral` that
    the court wrote the application down (民诉法解释 353).

    Raises:
        Refused: not joint; later than thirty days from effect; a matter that courts do not confirm; no jurisdiction.
    """
    with acting(dispute, "disputes.apply_confirmation", by=by, at=at, version=version) as step:
        case = step.case
        agreement = Agreement.objects.get(dispute=case, superseded_at__isnull=True)
        _check_application(case, agreement, court, jurisdiction, jointly)
        _check_matter(case, excluded, checked)
        _check_in_time(agreement, applied_on, at)
        told = {"court": court.strip(), "jurisdiction": jurisdiction, "applied_on": applied_on, "applied_jointly": True, "oral": oral}
        JudicialConfirmation.objects.create(agreement=agreement, by=by.user, at=at, **told)
        clocks.stop(case, "dispute.confirm", at=at, reason="applied")
        clocks.start(case, "dispute.court_accept", at=moment_of(applied_on, at))
        facts = {"court": court.strip(), "ground": Jurisdiction(jurisdiction).label, "oral": _("口头") if oral else ""}
        step.say(_("双方共同%(oral)s向%(court)s申请司法确认（%(ground)s）。") % facts, article=LAW)
    return case


def receive_confirmation(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    accepted: bool,
    on: dt.date,
    court_case_number: str = "",
    reason: str = "",
) -> Dispute:
    """Put on file whether the court took the application up. If not, the parties may apply again while the thirty days run.

    法释〔2011〕5号 4、5；民诉法解释 355.
    """
    with acting(dispute, "disputes.receive_confirmation", by=by, at=at, version=version) as step:
        case = step.case
        application = _application(case, ConfirmationState.APPLIED)
        not_after_today("on", on, at, earliest=application.applied_on)
        if not accepted and not reason.strip():
            raise Refused({"reason": _("法院不予受理的，请写明理由。")})
        application.state = ConfirmationState.RECEIVED if accepted else ConfirmationState.NOT_ACCEPTED
        application.received_on = on if accepted else None
        application.court_case_number, application.reason = court_case_number.strip(), reason.strip()
        application.save(update_fields=["state", "received_on", "court_case_number", "reason"])
        clocks.stop(case, "dispute.court_accept", at=at, reason=application.state)
        if accepted:
            clocks.start(case, "dispute.court_confirm", at=moment_of(on, at))
            step.say(_("法院受理司法确认申请，案号%(number)s。") % {"number": application.court_case_number or _("未填")}, article=LAW)
        else:
            start_confirmation_window(case, application.agreement, at=at)
            step.say(_("法院对司法确认申请不予受理：%(reason)s") % {"reason": reason.strip()}, article="民诉法解释第三百五十五条")
    return case


def decide_confirmation(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    confirmed: bool,
    on: dt.date,
    ground: str = "",
    reason: str = "",
) -> Dispute:
    """Put the court's ruling on file: valid and enforceable, or rejected; then the parties mediate again or sue. 民事诉讼法 206."""
    with acting(dispute, "disputes.decide_confirmation", by=by, at=at, version=version) as step:
        case = step.case
        application = _application(case, ConfirmationState.RECEIVED)
        not_after_today("on", on, at, earliest=application.received_on)
        if not confirmed and ground not in RejectGround.values:
            raise Refused({"ground": _("裁定驳回的，请选择理由（民诉法解释第三百五十八条）。")})
        application.state = ConfirmationState.CONFIRMED if confirmed else ConfirmationState.REJECTED
        application.decided_on = on
        words = [] if confirmed else [str(RejectGround(ground).label)]
        application.reason = "：".join([*words, *([reason.strip()] if reason.strip() else [])])[:300]
        application.save(update_fields=["state", "decided_on", "reason"])
        clocks.stop(case, *COURT_CLOCKS, at=at, reason=application.state)
        if confirmed:
            step.say(_("法院裁定调解协议有效；一方拒绝履行的，对方可以申请强制执行。"), article=LAW)
        else:
            told = _("法院裁定驳回申请：%(reason)s。当事人可以变更原协议、重新调解，也可以向法院起诉。")
            step.say(told % {"reason": application.reason}, article=LAW)
    return case


def withdraw_confirmation(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str) -> Dispute:
    """Put on file that the application was withdrawn before the ruling; the thirty days go on where they are not over. 民诉法解释 357."""
    with acting(dispute, "disputes.withdraw_confirmation", by=by, at=at, version=version) as step:
        case = step.case
        if not reason.strip():
            raise Refused({"reason": _("请填写撤回理由。")})
        application = _application(case, ConfirmationState.APPLIED, ConfirmationState.RECEIVED)
        application.state, application.reason = ConfirmationState.WITHDRAWN, reason.strip()
        application.save(update_fields=["state", "reason"])
        clocks.stop(case, *COURT_CLOCKS, at=at, reason="withdrawn")
        start_confirmation_window(case, application.agreement, at=at)
        step.say(_("撤回司法确认申请：%(reason)s") % {"reason": reason.strip()}, article="民诉法解释第三百五十七条")
    return case


def last_day(agreement: Agreement) -> dt.date:
    """The last day on which the parties may apply: thirty days from effect, moved off a day off (人民调解法 33；民法典 203)."""
    clock = clocks.prepared("dispute.confirm", at=moment_of(agreement.effective_on, agreement.at))
    assert clock.due_at is not None  # noqa: S101  (a clock without pauses has an end)
    return (clock.due_at - dt.timedelta(microseconds=1)).astimezone(clock.due_at.tzinfo).date()


def _application(case: Dispute, *states: str) -> JudicialConfirmation:
    found = JudicialConfirmation.objects.select_related("agreement").filter(agreement__dispute=case, state__in=states).order_by("-pk").first()
    if found is None:
        raise Refused(_("没有可办理的司法确认申请。"))
    return found


def _check_application(case: Dispute, agreement: Agreement, court: str, jurisdiction: str, jointly: bool) -> None:
    if not jointly:
        raise Refused({"jointly": _("司法确认须由双方当事人共同申请（人民调解法第三十三条）。")})
    if agreement.form != AgreementForm.WRITTEN:
        raise Refused(_("申请司法确认须提交调解协议；口头协议请先制作书面协议。"))
    if not court.strip():
        raise Refused({"court": _("请填写管辖法院。")})
    invited = case.channel in COURT_CHANNELS
    if invited != (jurisdiction == Jurisdiction.INVITING):
        text = _("法院邀请调解的，由该法院管辖。") if invited else _("本案不是法院邀请调解的，请选择当事人住所地、标的物所在地或调解组织所在地。")
        raise Refused({"jurisdiction": text})
    if invited and court.strip() != case.court_name:
        raise Refused({"court": _("本案由%(court)s邀请调解，应向该法院申请（民事诉讼法第二百零五条）。") % {"court": case.court_name}})


def _check_matter(case: Dispute, excluded: Collection[str], checked: bool) -> None:
    named = [str(each.label) for each in Excluded if each in excluded]
    if case.category_id.startswith(OUTSIDE_COURTS):
        named.append(str(Excluded.OUTSIDE.label))
    if named:
        raise Refused({"excluded": _("法院不予受理：%(matters)s（民诉法解释第三百五十五条）。") % {"matters": "、".join(dict.fromkeys(named))}})
    if not checked:
        raise Refused({"checked": _("请核对协议不含法院不予受理的事项。")})


def _check_in_time(agreement: Agreement, applied_on: dt.date, at: dt.datetime) -> None:
    not_after_today("applied_on", applied_on, at, earliest=agreement.effective_on)
    last = last_day(agreement)
    if end_of_day(applied_on) > end_of_day(last):
        facts = {"effective": agreement.effective_on.isoformat(), "last": last.isoformat()}
        text = _("协议 %(effective)s 生效，三十日内（至 %(last)s）共同申请，现已超过（人民调解法第三十三条）。")
        raise Refused({"applied_on": text % facts})
