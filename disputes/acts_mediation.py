"""Acts on a dispute until there is a result: acceptance, mediators, mediation."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.acts import Act, Facts
from disputes.actions.acceptance import accept, decline
from disputes.actions.agreement import agree, fail
from disputes.actions.amendment import amend
from disputes.actions.assignment import assign, reassign, unassign
from disputes.actions.investigation import investigate
from disputes.actions.objection import decide_objection, object_to_mediator
from disputes.actions.session import hold_session
from disputes.forms.acceptance import AcceptForm, DeclineForm
from disputes.forms.agreement import AgreeForm, FailForm
from disputes.forms.amendment import AmendForm
from disputes.forms.assignment import AssignForm, ReassignForm, UnassignForm
from disputes.forms.investigation import InvestigateForm
from disputes.forms.objection import DecideObjectionForm, ObjectForm
from disputes.forms.session import SessionForm
from disputes.states import BEFORE_RESULT, IN_MEDIATION, State, values

WITH_MEDIATORS: Final = values(State.ASSIGNED, State.MEDIATING)


def _mediated_before(facts: Facts) -> bool:
    return bool(facts["sessions"])


def _objected(facts: Facts) -> bool:
    return bool(facts["open_objections"])


def _has_mediators(facts: Facts) -> bool:
    return bool(facts["mediators"])


ACCEPTANCE: Final = [
    Act(
        "disputes.accept",
        _("受理"),
        accept,
        AcceptForm,
        states=values(State.REGISTERED),
        article="人民调解法 17、18",
        consequence=_("受理期限停止，调解期限开始计算。"),
        icon="circle-check",
        emphasis="primary",
    ),
    Act(
        "disputes.decline",
        _("不予受理"),
        decline,
        DeclineForm,
        states=values(State.REGISTERED),
        article="人民调解法 17、25；人民调解工作若干规定 22",
        consequence=_("本案结案，各项期限停止；须告知当事人其他途径。"),
        icon="circle-x",
        emphasis="danger",
    ),
]

MEDIATORS: Final = [
    Act(
        "disputes.assign",
        _("分派"),
        assign,
        AssignForm,
        states=values(State.ACCEPTED),
        article="人民调解法 19",
        consequence=_("本案转由所选调委会承办，生成卷号；有利害关系的调解员不能分派。"),
        icon="user-check",
        emphasis="primary",
    ),
    Act(
        "disputes.decide_objection",
        _("处理异议"),
        decide_objection,
        DecideObjectionForm,
        states=WITH_MEDIATORS,
        article="人民调解法 19、23",
        consequence=_("异议成立的，该调解员退出本案，须另行指定。"),
        icon="gavel",
        emphasis="primary",
        when=_objected,
    ),
    Act(
        "disputes.reassign",
        _("改派"),
        reassign,
        ReassignForm,
        states=WITH_MEDIATORS,
        article="人民调解法 19、23",
        consequence=_("原调解员退出本案；换调委会的，卷号重新生成。"),
        icon="replace",
        emphasis="side",
    ),
    Act(
        "disputes.unassign",
        _("撤销分派"),
        unassign,
        UnassignForm,
        states=values(State.ASSIGNED),
        article="人民调解法 19",
        consequence=_("回到“已受理”，由您的单位重新分派；卷号保留。"),
        icon="user-minus",
        emphasis="side",
    ),
]

MEDIATION: Final = [
    Act(
        "disputes.hold_session",
        _("登记调解"),
        hold_session,
        SessionForm,
        states=WITH_MEDIATORS,
        article="人民调解法 20–24",
        consequence=_("形成一份调解记录。"),
        icon="messages",
        emphasis="primary",
    ),
    Act(
        "disputes.agree",
        _("达成协议"),
        agree,
        AgreeForm,
        states=values(State.MEDIATING),
        article="人民调解法 28–31",
        consequence=_("调解成功，开始履行；三十日内可以共同申请司法确认。"),
        icon="writing-sign",
        emphasis="primary",
        when=_mediated_before,
    ),
    Act(
        "disputes.fail",
        _("调解不成"),
        fail,
        FailForm,
        states=values(State.MEDIATING),
        article="人民调解法 26",
        consequence=_("调解结束，各项期限停止；须告知仲裁、行政、司法途径，并安排回访。"),
        icon="mood-sad",
        when=_mediated_before,
    ),
    Act(
        "disputes.object_to_mediator",
        _("对调解员提出异议"),
        object_to_mediator,
        ObjectForm,
        states=WITH_MEDIATORS,
        article="人民调解法 19、23",
        consequence=_("异议处理之前不能调解。"),
        icon="hand-stop",
        emphasis="side",
        when=_has_mediators,
    ),
    Act(
        "disputes.investigate",
        _("登记调查"),
        investigate,
        InvestigateForm,
        states=values(*IN_MEDIATION),
        article="人民调解工作若干规定 27",
        consequence=_("形成一份调查记录。"),
        icon="zoom-question",
    ),
    Act(
        "disputes.amend",
        _("更正信息"),
        amend,
        AmendForm,
        states=values(*BEFORE_RESULT),
        consequence=_("办理记录中写明更正了哪些项目，不显示个人信息。"),
        icon="pencil",
        emphasis="side",
        while_paused=True,
    ),
]
