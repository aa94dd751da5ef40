"""Acts on a dispute beside its main way: ending early, time, changing hands, doubles, parts, taking up again."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.acts import Act, Facts
from cases.bulk import BULK_ACTS
from cases.models import Case
from disputes.actions.ending import terminate, withdraw
from disputes.actions.extension import extend
from disputes.actions.merging import merge
from disputes.actions.reopening import reopen
from disputes.actions.standstill import pause, resume
from disputes.actions.sub_case import open_sub_case
from disputes.actions.transfer import accept_transfer, recall_transfer, return_transfer, transfer
from disputes.bulk_assign import ASSIGN
from disputes.forms.ending import TerminateForm, WithdrawForm
from disputes.forms.extension import ExtendForm
from disputes.forms.merging import MergeForm
from disputes.forms.reopening import ReopenForm
from disputes.forms.standstill import PauseForm, ResumeForm
from disputes.forms.sub_case import OpenSubCaseForm
from disputes.forms.transfer import AcceptTransferForm, RecallTransferForm, ReturnTransferForm, TransferForm
from disputes.models import ConfirmationState
from disputes.states import BEFORE_RESULT, IN_MEDIATION, RESULTS, State

BULK_ACTS[ASSIGN.name] = ASSIGN

_BEFORE: Final = frozenset(map(str, BEFORE_RESULT))
_MEDIATION: Final = frozenset(map(str, IN_MEDIATION))
_GOES_ON: Final = _BEFORE | {str(State.AGREED)}
_ENDED: Final = frozenset(map(str, (*RESULTS, State.MERGED, State.ARCHIVED)))
_HAS_LIMITS: Final = _MEDIATION | {str(State.AGREED), str(State.PERFORMED)}


def _transferring(facts: Facts) -> bool:
    return bool(facts["transfer_pending"])


def _extendable(facts: Facts) -> bool:
    """In mediation, or while a court examines the agreement: other limits after it may not be extended."""
    return not facts["agreement"] or facts["confirmation"] == ConfirmationState.RECEIVED


def _receives(_case: Case, actor: Actor, facts: Facts) -> bool:
    return facts["receiving_organisation"] in actor.scope.organisation_ids


def _sends(case: Case, actor: Actor, facts: Facts) -> bool:
    """The sending body, whoever has the case in hand, and the centres above."""
    own = facts["sending_organisation"] in actor.scope.organisation_ids or case.handler_id == actor.user.pk
    return own or actor.scope.covers_area(case.area_id)


def _has_it(case: Case, actor: Actor, facts: Facts) -> bool:
    """Not for those to whom the case is merely on its way."""
    return not facts["transfer_pending"] or _sends(case, actor, facts)


MORE_ACTS: Final[list[Act]] = [
    Act(
        "disputes.accept_transfer",
        _("签收移送"),
        accept_transfer,
        AcceptTransferForm,
        states=_BEFORE,
        article="人民调解法 18",
        consequence=_("本案转由您的单位承办，原调解员的分派结束；调解期限继续计算。"),
        icon="inbox",
        emphasis="primary",
        when=_transferring,
        while_transferring=True,
        who=_receives,
    ),
    Act(
        "disputes.return_transfer",
        _("退回移送"),
        return_transfer,
        ReturnTransferForm,
        states=_BEFORE,
        article="人民调解法 18",
        consequence=_("退回移送单位；同一单位只能退回一次。"),
        icon="arrow-back-up",
        when=_transferring,
        while_transferring=True,
        who=_receives,
    ),
    Act(
        "disputes.recall_transfer",
        _("撤回移送"),
        recall_transfer,
        RecallTransferForm,
        states=_BEFORE,
        consequence=_("对方不再看到本案，由您的单位继续办理。"),
        icon="arrow-back",
        when=_transferring,
        while_transferring=True,
        who=_sends,
    ),
    Act(
        "disputes.resume",
        _("恢复调解"),
        resume,
        ResumeForm,
        states=_HAS_LIMITS,
        consequence=_("期限接着计算，扣除中止的时间。"),
        icon="player-play",
        emphasis="primary",
        only_while_paused=True,
    ),
    Act(
        "disputes.extend",
        _("延长期限"),
        extend,
        ExtendForm,
        states=_HAS_LIMITS,
        article="人民调解工作若干规定 33；特邀调解规定 27",
        consequence=_("期限按延长后的天数重新计算。"),
        icon="calendar-plus",
        emphasis="side",
        when=_extendable,
    ),
    Act(
        "disputes.pause",
        _("中止调解"),
        pause,
        PauseForm,
        states=_MEDIATION,
        article="民事诉讼法 153（参照）",
        consequence=_("期限停止计算，直到恢复调解；中止期间不能办理其他程序。"),
        icon="player-pause",
        emphasis="side",
    ),
    Act(
        "disputes.transfer",
        _("移送"),
        transfer,
        TransferForm,
        states=_BEFORE,
        article="人民调解法 18",
        consequence=_("接收单位随即能看到完整案卷，须在一个工作日内签收或退回；签收前仍由您的单位办理，期限照常计算。"),
        icon="send",
        emphasis="side",
    ),
    Act(
        "disputes.open_sub_case",
        _("开立子案"),
        open_sub_case,
        OpenSubCaseForm,
        states=_GOES_ON,
        consequence=_("登记一件新的纠纷，归在本案之下；子案未办结，本案不能归档。"),
        icon="git-branch",
        emphasis="side",
    ),
    Act(
        "disputes.merge",
        _("并入另案"),
        merge,
        MergeForm,
        states=_BEFORE,
        article="一案一档",
        consequence=_("本案关闭，内容仍可查看；后续在另案办理。"),
        icon="git-merge",
        emphasis="side",
        while_paused=True,
    ),
    Act(
        "disputes.withdraw",
        _("撤回申请"),
        withdraw,
        WithdrawForm,
        states=_BEFORE,
        article="人民调解法 23",
        consequence=_("调解结束，各项期限停止。"),
        icon="arrow-back-up-double",
        emphasis="danger",
        while_transferring=True,
        while_paused=True,
        who=_has_it,
    ),
    Act(
        "disputes.terminate",
        _("终止调解"),
        terminate,
        TerminateForm,
        states=_BEFORE,
        article="人民调解法 17、23、26",
        consequence=_("调解结束，各项期限停止；须告知当事人其他途径。"),
        icon="ban",
        emphasis="danger",
        while_transferring=True,
        while_paused=True,
        who=_has_it,
    ),
    Act(
        "disputes.reopen",
        _("重新办理"),
        reopen,
        ReopenForm,
        states=_ENDED,
        article="人民调解法 26、32",
        consequence=_("回到“已受理”（从未受理的回到“已登记”），期限重新计算，重新分派调解员；原协议失效。"),
        icon="rotate",
        emphasis="side",
    ),
]
"""In the order in which their buttons stand."""
