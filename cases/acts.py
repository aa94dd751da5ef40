"""The registry of acts: each is declared once and gives a button, a form, an endpoint and a policy row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from accounts.actor import Actor
from accounts.policies import Reach, reach_of

if TYPE_CHECKING:
    from cases.colours import Advice
    from cases.forms.act import ActForm
    from cases.models import Case

Facts = Mapping[str, Any]
"""What is true of a case besides its row, read in one query by its kind: open objections, pending transfer, items left, …"""


def _always(_facts: Facts) -> bool:
    return True


def _anybody(_case: Case, _actor: Actor, _facts: Facts) -> bool:
    return True


@dataclass(frozen=True)
class Act:
    """One act on a case.

    `states` are the states in which it is open (None: all); `when` narrows by facts. An act with `while_transferring` or
    `while_paused` stays open while a transfer waits to be signed for, or while the case stands still.
    """

    code: str
    label: str | Promise
    run: Callable[..., Any]
    form: type[ActForm]
    states: frozenset[str] | None
    subject: str = "dispute"
    article: str = ""
    consequence: str | Promise = ""
    icon: str = "point"
    emphasis: str = "normal"
    """primary (the next step of the procedure), normal, side (rarely used), danger."""
    when: Callable[[Facts], bool] = field(default=_always)
    while_transferring: bool = False
    while_paused: bool = False
    only_while_paused: bool = False
    while_closed: bool = True
    """False for acts of any state that nevertheless end when nothing is left to do on the case (`closed_at`)."""
    who: Callable[[Case, Actor, Facts], bool] = field(default=_anybody)
    """Narrows the grant further: who of those whose role grants it may do it on this case, such as the receiver of a transfer."""
    group: str | Promise = ""
    """Heading under which the act stands in the menu of a case; none for acts of the procedure itself."""

    @property
    def name(self) -> str:
        """The last part of the code; it stands in addresses."""
        return self.code.rsplit(".", 1)[1]


def _no_advice(_case: Case, _actor: Actor, _now: dt.datetime) -> Advice:
    from cases.colours import Advice
    from cases.models import Colour

    return Advice(Colour.BLUE, ())


@dataclass(frozen=True)
class Kind:
    """A kind of case: its model, the words for its states, its facts, and the risk colour that its rules speak for."""

    code: str
    model: type[Case]
    state_label: Callable[[str], str]
    facts: Callable[[Case], Facts]
    advice: Callable[[Case, Actor, dt.datetime], Advice] = _no_advice


class Registry:
    """All acts and kinds, filled by each app's `acts.py`."""

    def __init__(self) -> None:
        self._acts: dict[str, dict[str, Act]] = {}
        self._kinds: dict[str, Kind] = {}

    def add_kind(self, kind: Kind, acts: Iterable[Act]) -> None:
        """Register a kind with its acts, in the order in which buttons stand."""
        self._kinds[kind.code] = kind
        self._acts[kind.code] = {act.name: act for act in acts}

    def kind(self, code: str) -> Kind:
        """A kind by code."""
        return self._kinds[code]

    def kinds(self) -> list[Kind]:
        """All kinds."""
        return list(self._kinds.values())

    def acts(self, kind: str) -> list[Act]:
        """All acts of a kind."""
        return list(self._acts[kind].values())

    def act(self, kind: str, name: str) -> Act | None:
        """An act by the last part of its code, or None."""
        return self._acts[kind].get(name.rsplit(".", 1)[-1])


registry = Registry()


def open_acts(case: Case, actor: Actor, facts: Facts | None = None) -> list[Act]:
    """The acts that are open to this actor on this case now."""
    known = registry.kind(case.kind).facts(case) if facts is None else facts
    return [act for act in registry.acts(case.kind) if is_open(act, case, known) and is_for(act, case, actor, known)]


def is_open(act: Act, case: Case, facts: Facts) -> bool:
    """Whether procedure allows the act now, whoever does it."""
    if act.states is not None and case.state not in act.states:
        return False
    if facts.get("transfer_pending") and not act.while_transferring:
        return False
    if case.paused and not (act.while_paused or act.only_while_paused):
        return False
    if act.only_while_paused and not case.paused:
        return False
    if case.closed_at is not None and not act.while_closed:
        return False
    return act.when(facts)


def is_for(act: Act, case: Case, actor: Actor, facts: Facts) -> bool:
    """Whether this actor may do the act on this case: by role, and by what the act itself asks."""
    return is_granted(act.code, case, actor, facts) and act.who(case, actor, facts)


def is_granted(code: str, case: Case, actor: Actor, facts: Facts) -> bool:
    """Whether the actor's roles grant the act on this case; `facts["officers"]` are the users it is handed to."""
    own = case.organisation_id in actor.scope.organisation_ids or actor.user.pk in facts["officers"]
    own = own or facts.get("receiving_organisation") in actor.scope.organisation_ids
    for posting in actor.postings:
        reach = reach_of(frozenset({posting.role}), code)
        if reach is Reach.AREA and (own or case.area_id.startswith(posting.area_id)):
            return True
        if reach is Reach.OWN and own:
            return True
    return False
