"""Acts of supervision: orders of a higher level (督办), the leader in charge (包案), the first receiver (首问)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.actions.first_receiver import change_first_receiver
from cases.actions.leader import appoint_leader, change_leader, end_leader
from cases.actions.supervision import accept_supervision, answer_supervision, order_again, posting_above, recall_supervision, supervise
from cases.acts import Act, Facts
from cases.forms.leader import AppointLeaderForm, ChangeLeaderForm, EndLeaderForm, FirstReceiverForm
from cases.forms.supervision import AcceptSupervisionForm, AnswerSupervisionForm, OrderAgainForm, RecallSupervisionForm, SuperviseForm
from cases.models import Case, Colour

GROUP: Final = _("督办与风险")
"""Heading of these acts in the menu of a case."""


def _waits(facts: Facts) -> bool:
    return bool(facts["issuers_open"])


def _answered(facts: Facts) -> bool:
    return bool(facts["issuers_answered"])


def _led(facts: Facts) -> bool:
    return facts["leader"] is not None


def _may_be_led(facts: Facts) -> bool:
    return facts["leader"] is None and (facts["colour"] != Colour.BLUE or bool(facts.get("major")))


def _is_above(_case: Case, actor: Actor, facts: Facts) -> bool:
    """Only a higher level than that of the body that has the case."""
    return posting_above(actor, facts["body_area"]) is not None


def _ours(name: str, actor: Actor, facts: Facts) -> bool:
    return bool(set(facts[name]) & set(actor.scope.organisation_ids))


def _answers(case: Case, actor: Actor, facts: Facts) -> bool:
    """The body that has the case, whoever has it in hand, and the levels between it and the issuer; never the issuer alone."""
    own = case.organisation_id in actor.scope.organisation_ids or actor.user.pk in facts["officers"]
    return own or not _ours("issuers_open", actor, facts)


def _recalls(_case: Case, actor: Actor, facts: Facts) -> bool:
    return _ours("issuers_open", actor, facts)


def _judges(_case: Case, actor: Actor, facts: Facts) -> bool:
    return _ours("issuers_answered", actor, facts)


SUPERVISION_ACTS: Final = [
    Act(
        "cases.supervise",
        _("督办"),
        supervise,
        SuperviseForm,
        states=None,
        subject="case",
        article="信访工作条例 14、40",
        consequence=_("签发督办单，承办单位须按期书面答复；答复经审核通过前，本案不能结案归档。"),
        icon="urgent",
        emphasis="side",
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_is_above,
        group=GROUP,
    ),
    Act(
        "cases.answer_supervision",
        _("答复督办"),
        answer_supervision,
        AnswerSupervisionForm,
        states=None,
        subject="case",
        article="信访工作条例 40",
        consequence=_("签发单位收到答复并审核；不通过的会再次督办。"),
        icon="message-reply",
        emphasis="primary",
        when=_waits,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_answers,
        group=GROUP,
    ),
    Act(
        "cases.accept_supervision",
        _("审核通过督办答复"),
        accept_supervision,
        AcceptSupervisionForm,
        states=None,
        subject="case",
        article="信访工作条例 40",
        consequence=_("本案的这份督办单办结。"),
        icon="circle-check",
        emphasis="primary",
        when=_answered,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_judges,
        group=GROUP,
    ),
    Act(
        "cases.order_again",
        _("再次督办"),
        order_again,
        OrderAgainForm,
        states=None,
        subject="case",
        article="信访工作条例 40",
        consequence=_("答复不通过，签发新的督办单，写明前次督办，期限重新计算。"),
        icon="repeat",
        emphasis="side",
        when=_answered,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_judges,
        group=GROUP,
    ),
    Act(
        "cases.recall_supervision",
        _("撤销督办"),
        recall_supervision,
        RecallSupervisionForm,
        states=None,
        subject="case",
        consequence=_("承办单位不必再答复。"),
        icon="arrow-back",
        emphasis="side",
        when=_waits,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_recalls,
        group=GROUP,
    ),
    Act(
        "cases.appoint_leader",
        _("确定包案领导"),
        appoint_leader,
        AppointLeaderForm,
        states=None,
        subject="case",
        article="信访工作条例 18",
        consequence=_("五定：定领导、定人员、定时间、定任务、定责任；包案领导会收到通知。"),
        icon="user-shield",
        emphasis="side",
        when=_may_be_led,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
    Act(
        "cases.change_leader",
        _("更换包案领导"),
        change_leader,
        ChangeLeaderForm,
        states=None,
        subject="case",
        article="信访工作条例 18",
        consequence=_("原包案结束，理由写进办理记录。"),
        icon="switch-horizontal",
        emphasis="side",
        when=_led,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
    Act(
        "cases.end_leader",
        _("结束包案"),
        end_leader,
        EndLeaderForm,
        states=None,
        subject="case",
        article="信访工作条例 18",
        consequence=_("理由写进办理记录；红色案件不能没有包案领导。"),
        icon="user-minus",
        emphasis="side",
        when=_led,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
    Act(
        "cases.change_first_receiver",
        _("移交首问责任"),
        change_first_receiver,
        FirstReceiverForm,
        states=None,
        subject="case",
        article="首问（首办）负责制",
        consequence=_("首问责任人始终有人；移交理由写进办理记录。"),
        icon="user-check",
        emphasis="side",
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
]
"""In the order in which their buttons stand."""
