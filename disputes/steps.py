"""The way of a dispute as steps, as the head of its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.pages import Step
from disputes.models import Dispute
from disputes.states import Outcome, State

WAY: Final[Sequence[tuple[State, str | Promise]]] = (
    (State.REGISTERED, _("登记")),
    (State.ACCEPTED, _("受理")),
    (State.ASSIGNED, _("分派")),
    (State.MEDIATING, _("调解")),
    (State.AGREED, _("达成协议")),
    (State.PERFORMED, _("履行完毕")),
    (State.ARCHIVED, _("归档")),
)
_ORDER: Final = [state for state, _label in WAY]
_BEFORE_END: Final[dict[str, State]] = {State.DECLINED: State.REGISTERED, State.FAILED: State.MEDIATING, State.BREACHED: State.AGREED}
_ENDS_OF_OUTCOME: Final[dict[str, State]] = {
    Outcome.FAILURE: State.FAILED,
    Outcome.DECLINED: State.DECLINED,
    Outcome.WITHDRAWN: State.WITHDRAWN,
    Outcome.TERMINATED: State.TERMINATED,
    Outcome.MERGED: State.MERGED,
}


def steps_of(case: Case) -> list[Step]:
    """The steps: what is done, where the dispute stands, what lies ahead; a way that ended early shows its end and the archive after it."""
    assert isinstance(case, Dispute)  # noqa: S101  (the kind's own page)
    if case.state in _ORDER and (case.state != State.ARCHIVED or case.outcome in ("", Outcome.SUCCESS)):
        here = _ORDER.index(State(case.state))
        return [Step(label, _place(index, here)) for index, (_state, label) in enumerate(WAY)]
    return _ended_early(case)


def _place(index: int, here: int) -> str:
    if index == here:
        return "here"
    return "done" if index < here else "ahead"


def _ended_early(dispute: Dispute) -> list[Step]:
    archived = dispute.state == State.ARCHIVED
    end = _ENDS_OF_OUTCOME.get(dispute.outcome, State.BREACHED) if archived else State(dispute.state)
    reached = _ORDER.index(_BEFORE_END.get(end, _furthest(dispute)))
    steps = [Step(label, "done") for _state, label in WAY[: reached + 1]]
    steps.append(Step(end.label, "done" if archived else "here"))
    if end != State.MERGED:
        steps.append(Step(WAY[-1][1], "here" if archived else "ahead"))
    return steps


def _furthest(dispute: Dispute) -> State:
    """How far a dispute had come that was withdrawn, terminated or merged, by what its row tells."""
    if dispute.committee_id is not None:
        return State.ASSIGNED
    return State.ACCEPTED if dispute.accepted_at is not None else State.REGISTERED
