"""Acts of risk: the colour (三色管理), the plan (一案一策), the review (研判)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.actions.colour import approve_lower, approving_roles, propose_lower, raise_colour, refuse_lower, withdraw_lower
from cases.actions.plan import finish_step, make_plan
from cases.actions.review import review
from cases.acts import Act, Facts
from cases.acts_supervision import GROUP
from cases.forms.colour import ApproveLowerForm, ProposeLowerForm, RaiseColourForm, RefuseLowerForm, WithdrawLowerForm
from cases.forms.plan import FinishStepForm, MakePlanForm, ReviewForm
from cases.models import Case, Colour


def _can_rise(facts: Facts) -> bool:
    return bool(facts["colour"] != Colour.RED)


def _can_sink(facts: Facts) -> bool:
    return facts["colour"] != Colour.BLUE and facts["lowering_by"] is None


def _asked(facts: Facts) -> bool:
    return facts["lowering_by"] is not None


def _reviewed(facts: Facts) -> bool:
    return bool(facts["colour"] != Colour.BLUE)


def _has_steps(facts: Facts) -> bool:
    return bool(facts["steps_left"])


def _decides(_case: Case, actor: Actor, facts: Facts) -> bool:
    """Another person than who asked, of the level that the colour needs."""
    return facts["lowering_by"] != actor.user.pk and bool(approving_roles(facts["colour"]) & actor.roles)


def _asked_himself(_case: Case, actor: Actor, facts: Facts) -> bool:
    return bool(facts["lowering_by"] == actor.user.pk)


RISK_ACTS: Final = [
    Act(
        "cases.raise_colour",
        _("提升风险等级"),
        raise_colour,
        RaiseColourForm,
        states=None,
        subject="case",
        article="三色管理",
        consequence=_("即时生效；红色须一日内制定一案一策、每日研判，黄色每周研判。"),
        icon="arrow-up",
        emphasis="side",
        when=_can_rise,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
    Act(
        "cases.propose_lower",
        _("申请降级"),
        propose_lower,
        ProposeLowerForm,
        states=None,
        subject="case",
        article="三色管理",
        consequence=_("须有佐证，经他人批准后生效；批准前等级不变。"),
        icon="arrow-down",
        emphasis="side",
        when=_can_sink,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
    Act(
        "cases.approve_lower",
        _("批准降级"),
        approve_lower,
        ApproveLowerForm,
        states=None,
        subject="case",
        article="三色管理",
        consequence=_("风险等级即时降低，研判周期随之改变。"),
        icon="check",
        emphasis="primary",
        when=_asked,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_decides,
        group=GROUP,
    ),
    Act(
        "cases.refuse_lower",
        _("不批准降级"),
        refuse_lower,
        RefuseLowerForm,
        states=None,
        subject="case",
        article="三色管理",
        consequence=_("风险等级不变，理由告知申请人。"),
        icon="x",
        emphasis="side",
        when=_asked,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_decides,
        group=GROUP,
    ),
    Act(
        "cases.withdraw_lower",
        _("撤回降级申请"),
        withdraw_lower,
        WithdrawLowerForm,
        states=None,
        subject="case",
        consequence=_("风险等级不变。"),
        icon="arrow-back",
        emphasis="side",
        when=_asked,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_asked_himself,
        group=GROUP,
    ),
    Act(
        "cases.make_plan",
        _("制定一案一策"),
        make_plan,
        MakePlanForm,
        states=None,
        subject="case",
        article="一案一策",
        consequence=_("原有的方案被替换；红色案件没有一案一策不能办结。"),
        icon="checklist",
        emphasis="side",
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
    Act(
        "cases.finish_step",
        _("措施完成"),
        finish_step,
        FinishStepForm,
        states=None,
        subject="case",
        article="一案一策",
        icon="list-check",
        emphasis="side",
        when=_has_steps,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
    Act(
        "cases.review",
        _("登记研判"),
        review,
        ReviewForm,
        states=None,
        subject="case",
        article="三色管理",
        consequence=_("下次研判日期按等级计算：红色次日，黄色七日后。"),
        icon="message-2",
        emphasis="side",
        when=_reviewed,
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        group=GROUP,
    ),
]
"""In the order in which their buttons stand."""
