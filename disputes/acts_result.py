"""Acts on a dispute once there is a result: performance, judicial confirmation, visits, archive."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.acts import Act, Facts
from disputes.actions.archive import archive
from disputes.actions.confirmation import apply_confirmation, decide_confirmation, receive_confirmation, withdraw_confirmation
from disputes.actions.follow_up import follow_up
from disputes.actions.performance import perform_item, record_breach, urge_performance
from disputes.forms.archive import ArchiveForm
from disputes.forms.confirmation import ApplyConfirmationForm, DecideConfirmationForm, ReceiveConfirmationForm, WithdrawConfirmationForm
from disputes.forms.follow_up import FollowUpForm
from disputes.forms.performance import BreachForm, PerformItemForm, UrgePerformanceForm
from disputes.models import ConfirmationState
from disputes.states import RESULTS, State, values

ENFORCEABLE: Final = values(State.AGREED, State.BREACHED)
AFTER_AGREEMENT: Final = values(State.AGREED, State.PERFORMED, State.BREACHED)
VISITED: Final = values(State.AGREED, State.PERFORMED, State.BREACHED, State.FAILED, State.WITHDRAWN, State.TERMINATED)
LIVE_CONFIRMATIONS: Final = frozenset({ConfirmationState.APPLIED, ConfirmationState.RECEIVED, ConfirmationState.CONFIRMED})


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


PERFORMANCE: Final = [
    Act(
        "disputes.perform_item",
        _("登记履行"),
        perform_item,
        PerformItemForm,
        states=values(State.AGREED),
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
        states=values(State.AGREED),
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
        states=values(State.AGREED),
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
        states=VISITED,
        article="人民调解法 31",
        consequence=_("形成一份回访记录；发现隐患的，建议重新办理。"),
        icon="home-heart",
    ),
    Act(
        "disputes.archive",
        _("归档"),
        archive,
        ArchiveForm,
        states=values(*RESULTS),
        article="人民调解法 27",
        consequence=_("案卷关闭，各项期限停止，尚未进行的回访取消；需要时可以“重新办理”。"),
        icon="archive",
        emphasis="primary",
    ),
]
