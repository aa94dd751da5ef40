"""Acts on what has climbed: acknowledge, answer, hand over."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.actions.escalation import ARTICLE, acknowledge_escalation, answer_escalation, hand_over_escalation
from cases.acts import Act, Facts
from cases.escalation.answering import may_acknowledge, may_answer
from cases.forms.escalation import AcknowledgeEscalationForm, AnswerEscalationForm, HandOverEscalationForm


def _unsigned(facts: Facts) -> bool:
    return bool(facts["escalations_unsigned"])


def _waits(facts: Facts) -> bool:
    return bool(facts["escalations_waiting"])


ESCALATION_ACTS: Final = [
    Act(
        "cases.acknowledge_escalation",
        _("签收升级"),
        acknowledge_escalation,
        AcknowledgeEscalationForm,
        states=None,
        subject="case",
        article=ARTICLE,
        consequence=_("写明贵单位已知晓，仍须按期答复。"),
        icon="checkbox",
        emphasis="side",
        when=_unsigned,
        who=may_acknowledge,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
    ),
    Act(
        "cases.answer_escalation",
        _("答复升级"),
        answer_escalation,
        AnswerEscalationForm,
        states=None,
        subject="case",
        article=ARTICLE,
        consequence=_("写进办理记录；期限未办结的，到下一步仍会升级。"),
        icon="message-reply",
        when=_waits,
        who=may_answer,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
    ),
    Act(
        "cases.hand_over_escalation",
        _("移交上级答复"),
        hand_over_escalation,
        HandOverEscalationForm,
        states=None,
        subject="case",
        article=ARTICLE,
        consequence=_("由上一级综治中心答复，本单位的这一项结束。"),
        icon="arrow-up",
        emphasis="side",
        when=_waits,
        who=may_answer,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
    ),
]
"""In the order in which their buttons stand."""
