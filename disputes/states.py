"""The lawful moves of a dispute, each with its article.

This is the one list: the database gets the same rows (`cases.Move`), and a trigger on the case refuses every other move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

KIND = "dispute"


class State(models.TextChoices):
    """Where a dispute stands."""

    REGISTERED = "registered", _("已登记")
    DECLINED = "declined", _("不予受理")
    ACCEPTED = "accepted", _("已受理")
    ASSIGNED = "assigned", _("已分派")
    MEDIATING = "mediating", _("调解中")
    AGREED = "agreed", _("履行中")
    PERFORMED = "performed", _("已履行")
    BREACHED = "breached", _("未履行")
    FAILED = "failed", _("调解不成")
    WITHDRAWN = "withdrawn", _("已撤回")
    TERMINATED = "terminated", _("已终止")
    MERGED = "merged", _("已并案")
    ARCHIVED = "archived", _("已归档")


class Outcome(models.TextChoices):
    """What came of a dispute; empty while nothing has."""

    SUCCESS = "success", _("调解成功")
    FAILURE = "failure", _("调解不成")
    DECLINED = "declined", _("不予受理")
    WITHDRAWN = "withdrawn", _("撤回")
    TERMINATED = "terminated", _("终止")
    MERGED = "merged", _("并案")


S = State
BEFORE_RESULT = (S.REGISTERED, S.ACCEPTED, S.ASSIGNED, S.MEDIATING)
IN_MEDIATION = (S.ACCEPTED, S.ASSIGNED, S.MEDIATING)
RESULTS = (S.DECLINED, S.PERFORMED, S.BREACHED, S.FAILED, S.WITHDRAWN, S.TERMINATED)
ENDED = (*RESULTS, S.MERGED, S.ARCHIVED)


def values(*states: State) -> frozenset[str]:
    """These states as plain strings, as acts name them."""
    return frozenset(map(str, states))


def _move(source: Any, target: State, article: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A transition of the case's state that carries its article."""
    return transition(field="state", source=list(source) if isinstance(source, tuple) else source, target=target, custom={"article": article})


class DisputeFlow:
    """The transitions of a dispute. They only move the state; rules and rows are in `disputes.actions`."""

    @_move("", S.REGISTERED, "人民调解法 17、18；人民调解工作若干规定 23")
    def register(self) -> None:
        """Registered, from whatever channel."""

    @_move(S.REGISTERED, S.ACCEPTED, "人民调解法 17、18")
    def accept(self) -> None:
        """Accepted for mediation: a party applied, or the committee acts on its own and nobody refuses."""

    @_move(S.REGISTERED, S.DECLINED, "人民调解法 17、25；人民调解工作若干规定 22")
    def decline(self) -> None:
        """Not accepted; the party is told why and which other ways are open."""

    @_move((S.ACCEPTED, S.ASSIGNED, S.MEDIATING), S.ASSIGNED, "人民调解法 19")
    def assign(self) -> None:
        """Given to a committee and its mediators."""

    @_move(S.ASSIGNED, S.ACCEPTED, "人民调解法 19")
    def unassign(self) -> None:
        """The assignment is taken back before mediation began."""

    @_move((S.ASSIGNED, S.MEDIATING), S.MEDIATING, "人民调解法 20–22")
    def hold_session(self) -> None:
        """Mediated, with a record."""

    @_move(S.MEDIATING, S.AGREED, "人民调解法 28–30")
    def agree(self) -> None:
        """An agreement was reached, written or oral."""

    @_move(S.MEDIATING, S.PERFORMED, "人民调解法 28–31（当场履行）")
    def agree_and_perform(self) -> None:
        """An agreement was reached and performed on the spot."""

    @_move(S.MEDIATING, S.FAILED, "人民调解法 26")
    def fail(self) -> None:
        """No agreement; the parties are told of arbitration, administrative and court routes."""

    @_move(S.AGREED, S.PERFORMED, "人民调解法 31")
    def complete_performance(self) -> None:
        """Every item of the agreement has been performed."""

    @_move(S.AGREED, S.BREACHED, "人民调解法 31、32")
    def record_breach(self) -> None:
        """The agreement is not performed in spite of urging; the parties are told of suit and execution."""

    @_move(BEFORE_RESULT, S.WITHDRAWN, "人民调解法 23（三）")
    def withdraw(self) -> None:
        """The applicant withdraws."""

    @_move(BEFORE_RESULT, S.TERMINATED, "人民调解法 17、23（二）、26")
    def terminate(self) -> None:
        """A party refuses mediation or wants it ended."""

    @_move(BEFORE_RESULT, S.MERGED, "人民调解工作规范（一案一档）")
    def merge(self) -> None:
        """The same dispute is already on file; this entry goes into that one."""

    @_move((S.ACCEPTED, S.ASSIGNED, S.MEDIATING), S.ACCEPTED, "人民调解法 18；综治中心移交规则")
    def accept_transfer(self) -> None:
        """Another body signs for the dispute and takes it over; who mediates is decided anew."""

    @_move((*RESULTS, S.MERGED, S.ARCHIVED), S.ACCEPTED, "人民调解法 26、32；案卷管理规则")
    def reopen(self) -> None:
        """Taken up again, with a reason."""

    @_move((S.DECLINED, S.WITHDRAWN, S.TERMINATED, S.MERGED, S.ARCHIVED), S.REGISTERED, "人民调解法 17、18；案卷管理规则")
    def register_again(self) -> None:
        """Taken up again before it was ever accepted: whether to accept is to be decided yet."""

    @_move(RESULTS, S.ARCHIVED, "人民调解法 27")
    def archive(self) -> None:
        """The file is complete and closed."""


class LawfulMove(NamedTuple):
    """A row of `cases.Move`."""

    kind: str
    source: str
    target: str
    act: str
    article: str


LEDGER_STATES = (S.REGISTERED, S.ACCEPTED, S.ASSIGNED, S.MEDIATING, S.AGREED, S.PERFORMED, S.FAILED, S.WITHDRAWN, S.TERMINATED, S.ARCHIVED)
"""States in which a dispute may be born when a ledger kept on paper or in a spreadsheet is taken over."""


def lawful_moves() -> Iterator[LawfulMove]:
    """Every move that changes the state: read off the transitions, and the entries of ledgers taken over."""
    for state in LEDGER_STATES:
        yield LawfulMove(KIND, "", str(state), "import_ledger", "人民调解法 27（登记立卷）")
    for name in vars(DisputeFlow):
        meta = getattr(getattr(DisputeFlow, name), "_django_fsm", None)
        if meta is None:
            continue
        for item in meta.transitions.values():
            if item.source != item.target:
                yield LawfulMove(KIND, str(item.source), str(item.target), name, item.custom["article"])
