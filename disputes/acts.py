"""The acts on a dispute, each declared once, in the order in which their buttons stand.

Registering a dispute is no act on one: `disputes.actions.register`. What is beside the main way is in `disputes.acts_more`, what every case
has in `cases.general_acts`.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.acts import Act, Facts, Kind, registry
from cases.general_acts import GENERAL_ACTS
from disputes.actions.acceptance import accept, decline
from disputes.actions.agreement import agree, fail
from disputes.actions.amendment import amend
from disputes.actions.archive import archive
from disputes.actions.assignment import assign, reassign, unassign
from disputes.actions.confirmation import apply_confirmation, decide_confirmation, receive_confirmation, withdraw_confirmation
from disputes.actions.follow_up import follow_up
from disputes.actions.investigation import investigate
from disputes.actions.objection import decide_objection, object_to_mediator
from disputes.actions.performance import perform_item, record_breach, urge_performance
from disputes.actions.session import hold_session
from disputes.acts_more import MORE_ACTS
from disputes.facts import facts_of
from disputes.forms.acceptance import AcceptForm, DeclineForm
from disputes.forms.agreement import AgreeForm, FailForm
from disputes.forms.amendment import AmendForm
from disputes.forms.archive import ArchiveForm
from disputes.forms.assignment import AssignForm, ReassignForm, UnassignForm
from disputes.forms.confirmation import ApplyConfirmationForm, DecideConfirmationForm, ReceiveConfirmationForm, WithdrawConfirmationForm
from disputes.forms.follow_up import FollowUpForm
from disputes.forms.investigation import InvestigateForm
from disputes.forms.objection import DecideObjectionForm, ObjectForm
from disputes.forms.performance import BreachForm, PerformItemForm, UrgePerformanceForm
from disputes.forms.session import SessionForm
from disputes.models import ConfirmationState, Dispute
from disputes.states import BEFORE_RESULT, IN_MEDIATION, KIND, RESULTS, State


def _in(*states: State) -> frozenset[str]:
    return frozenset(map(str, states))


WITH_MEDIATORS: Final = _in(State.ASSIGNED, State.MEDIATING)
ENFORCEABLE: Final = _in(State.AGREED, State.BREACHED)
AFTER_AGREEMENT: Final = _in(State.AGREED, State.PERFORMED, State.BREACHED)
LIVE_CONFIRMATIONS: Final = frozenset({ConfirmationState.APPLIED, ConfirmationState.RECEIVED, ConfirmationState.CONFIRMED})


def _mediated_before(facts: Facts) -> bool:
    return bool(facts["sessions"])


def _objected(facts: Facts) -> bool:
    return bool(facts["open_objections"])


def _has_mediators(facts: Facts) -> bool:
    return bool(facts["mediators"])


def _items_left(facts: Facts) -> bool:
    return bool(facts["items_left"])


def _unconfirmed(facts: Facts) -> bool:
    return bool(facts["agreement"]) and facts["confirmation"] not in LIVE_CONFIRMATIONS


def _applied(facts: Facts) -> bool:
    return bool(facts["confirmation"] == ConfirmationState.APPLIED)


def _received(facts: Facts) -> bool:
    return bool(facts["confirmation"] == ConfirmationState.RECEIVED)


def _with_the_court(facts: Facts) -> bool:
    return _applied(facts) or _received(facts)


ACCEPTANCE: Final = [
    Act(
        "disputes.accept",
        _("受理"),
        accept,
        AcceptForm,
        states=_in(State.REGISTERED),
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
        states=_in(State.REGISTERED),
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
        states=_in(State.ACCEPTED),
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
        states=_in(State.ASSIGNED),
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
        states=_in(State.MEDIATING),
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
        states=_in(State.MEDIATING),
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
        states=_in(*IN_MEDIATION),
        article="人民调解工作若干规定 27",
        consequence=_("形成一份调查记录。"),
        icon="zoom-question",
    ),
    Act(
        "disputes.amend",
        _("更正信息"),
        amend,
        AmendForm,
        states=_in(*BEFORE_RESULT),
        consequence=_("办理记录中写明更正了哪些项目，不显示个人信息。"),
        icon="pencil",
        emphasis="side",
        while_paused=True,
    ),
]

PERFORMANCE: Final = [
    Act(
        "disputes.perform_item",
        _("登记履行"),
        perform_item,
        PerformItemForm,
        states=_in(State.AGREED),
        article="人民调解法 31",
        consequence=_("全部履行完毕的，转为“已履行”并安排回访。"),
        icon="checklist",
        emphasis="primary",
        when=_items_left,
    ),
    Act(
        "disputes.urge_performance",
        _("督促履行"),
        urge_performance,
        UrgePerformanceForm,
        states=_in(State.AGREED),
        article="人民调解法 31",
        consequence=_("记入办理记录。"),
        icon="bell-ringing",
        when=_items_left,
    ),
    Act(
        "disputes.record_breach",
        _("登记未履行"),
        record_breach,
        BreachForm,
        states=_in(State.AGREED),
        article="人民调解法 31–33",
        consequence=_("履行期限停止；须告知起诉或者申请强制执行的途径，并安排回访。"),
        icon="alert-triangle",
        emphasis="danger",
        when=_items_left,
    ),
]

CONFIRMATION: Final = [
    Act(
        "disputes.apply_confirmation",
        _("申请司法确认"),
        apply_confirmation,
        ApplyConfirmationForm,
        states=ENFORCEABLE,
        article="人民调解法 33；民事诉讼法 205",
        consequence=_("法院三日内决定是否受理。"),
        icon="building-bank",
        when=_unconfirmed,
    ),
    Act(
        "disputes.receive_confirmation",
        _("登记法院受理情况"),
        receive_confirmation,
        ReceiveConfirmationForm,
        states=AFTER_AGREEMENT,
        article="法释〔2011〕5号 4",
        consequence=_("受理的，法院十五日内作出裁定；不予受理的，三十日内还可以再申请。"),
        icon="mail-opened",
        when=_applied,
    ),
    Act(
        "disputes.decide_confirmation",
        _("登记法院裁定"),
        decide_confirmation,
        DecideConfirmationForm,
        states=AFTER_AGREEMENT,
        article="民事诉讼法 206",
        consequence=_("确认有效的协议可以申请强制执行；驳回的可以重新调解或者起诉。"),
        icon="gavel",
        when=_received,
    ),
    Act(
        "disputes.withdraw_confirmation",
        _("撤回司法确认申请"),
        withdraw_confirmation,
        WithdrawConfirmationForm,
        states=AFTER_AGREEMENT,
        article="民诉法解释 357",
        consequence=_("三十日未满的，还可以再申请。"),
        icon="arrow-back-up",
        emphasis="side",
        when=_with_the_court,
    ),
]

AFTERWARDS: Final = [
    Act(
        "disputes.follow_up",
        _("登记回访"),
        follow_up,
        FollowUpForm,
        states=_in(State.AGREED, State.PERFORMED, State.BREACHED, State.FAILED, State.WITHDRAWN, State.TERMINATED),
        article="人民调解法 31",
        consequence=_("形成一份回访记录；发现隐患的，建议重新办理。"),
        icon="home-heart",
    ),
    Act(
        "disputes.archive",
        _("归档"),
        archive,
        ArchiveForm,
        states=_in(*RESULTS),
        article="人民调解法 27",
        consequence=_("案卷关闭，各项期限停止，尚未进行的回访取消；需要时可以“重新办理”。"),
        icon="archive",
        emphasis="primary",
    ),
]

ACTS: Final[list[Act]] = [*ACCEPTANCE, *MEDIATORS, *MEDIATION, *PERFORMANCE, *CONFIRMATION, *AFTERWARDS]


def state_label(state: str) -> str:
    """The word for a state."""
    return str(State(state).label)


registry.add_kind(Kind(code=KIND, model=Dispute, state_label=state_label, facts=facts_of), [*ACTS, *MORE_ACTS, *GENERAL_ACTS])
