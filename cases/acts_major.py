"""Acts on major cases (重大案件): mark, analysis, rectification, look-back."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.actions.look_back import add_finding, answer_finding, close_look_back, open_look_back
from cases.actions.major import add_rectification, analyse, finish_rectification, lift_major, mark_major
from cases.acts import Act, Facts
from cases.acts_supervision import GROUP
from cases.forms.major import (
    AddFindingForm,
    AddRectificationForm,
    AnalyseForm,
    AnswerFindingForm,
    CloseLookBackForm,
    FinishRectificationForm,
    LiftMajorForm,
    MarkMajorForm,
    OpenLookBackForm,
)
from cases.models import Case


def _unmarked(facts: Facts) -> bool:
    return not facts["marked_major"]


def _marked(facts: Facts) -> bool:
    return bool(facts["marked_major"])


def is_major(facts: Facts) -> bool:
    """By its mark, or by what its kind says of its scale."""
    return bool(facts.get("major", facts["marked_major"]))


def _unrectified(facts: Facts) -> bool:
    return bool(facts["rectifications_left"])


def _may_be_looked_at(facts: Facts) -> bool:
    return is_major(facts) and facts["look_back"] is None


def _looked_at(facts: Facts) -> bool:
    return facts["look_back"] is not None


def _unanswered(facts: Facts) -> bool:
    return bool(facts["findings_unanswered"])


def _is_found(_case: Case, actor: Actor, facts: Facts) -> bool:
    return bool(set(facts["findings_unanswered"]) & set(actor.scope.organisation_ids))


MAJOR_ACTS: Final = [
    Act(
        "cases.mark_major",
        _("认定重大案件"),
        mark_major,
        MarkMajorForm,
        states=None,
        subject="case",
        article="重大案件管理",
        consequence=_("归档前须完成一案一剖析和一案一整改。"),
        icon="flag",
        emphasis="side",
        when=_unmarked,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
    Act(
        "cases.lift_major",
        _("撤销重大认定"),
        lift_major,
        LiftMajorForm,
        states=None,
        subject="case",
        article="重大案件管理",
        icon="x",
        emphasis="side",
        when=_marked,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
    Act(
        "cases.analyse",
        _("一案一剖析"),
        analyse,
        AnalyseForm,
        states=None,
        subject="case",
        article="重大案件管理",
        consequence=_("剖析成因、处置和教训，存入卷宗。"),
        icon="zoom-question",
        emphasis="side",
        when=is_major,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
    Act(
        "cases.add_rectification",
        _("提出整改"),
        add_rectification,
        AddRectificationForm,
        states=None,
        subject="case",
        article="一案一整改",
        consequence=_("整改单位会收到通知；整改完成前，本案不能归档。"),
        icon="clipboard-list",
        emphasis="side",
        when=is_major,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
    Act(
        "cases.finish_rectification",
        _("整改完成"),
        finish_rectification,
        FinishRectificationForm,
        states=None,
        subject="case",
        article="一案一整改",
        icon="clipboard-check",
        emphasis="side",
        when=_unrectified,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
    Act(
        "cases.open_look_back",
        _("启动倒查"),
        open_look_back,
        OpenLookBackForm,
        states=None,
        subject="case",
        article="重大案件倒查",
        consequence=_("逐环节查找问题，提出改进工作、完善政策、追究责任的建议。"),
        icon="history",
        emphasis="side",
        when=_may_be_looked_at,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
    Act(
        "cases.add_finding",
        _("登记倒查发现"),
        add_finding,
        AddFindingForm,
        states=None,
        subject="case",
        article="信访工作条例 14、40",
        consequence=_("有建议的，责任单位须书面反馈是否采纳。"),
        icon="file-plus",
        emphasis="side",
        when=_looked_at,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
    Act(
        "cases.answer_finding",
        _("反馈倒查建议"),
        answer_finding,
        AnswerFindingForm,
        states=None,
        subject="case",
        article="信访工作条例 14、40",
        consequence=_("写进办理记录，倒查单位会看到。"),
        icon="message-reply",
        emphasis="primary",
        when=_unanswered,
        while_transferring=True,
        while_paused=True,
        who=_is_found,
        group=GROUP,
    ),
    Act(
        "cases.close_look_back",
        _("倒查办结"),
        close_look_back,
        CloseLookBackForm,
        states=None,
        subject="case",
        article="重大案件倒查",
        consequence=_("结论存入卷宗。"),
        icon="file-check",
        emphasis="side",
        when=_looked_at,
        while_transferring=True,
        while_paused=True,
        group=GROUP,
    ),
]
"""In the order in which their buttons stand."""
