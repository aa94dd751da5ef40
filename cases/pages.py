"""What the case page needs of each kind of case: its way as steps, its panels. Each kind adds its own; `cases` knows none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.acts import Facts, registry
from cases.models import Case, CaseEvent


@dataclass(frozen=True)
class Step:
    """A step of the way: `place` is done, here, ahead or off (the way ended before it)."""

    label: str | Promise
    place: str


@dataclass(frozen=True)
class Look:
    """Somebody looks at a case at a moment."""

    case: Case
    actor: Actor
    now: dt.datetime
    facts: Facts


@dataclass(frozen=True)
class KindPages:
    """The pages of a kind of case."""

    related: Sequence[str]
    """Foreign keys that the case page reads with the case."""
    steps: Callable[[Case], list[Step]]
    panels: Callable[[Look], dict[str, Any]]
    """What the kind's own panels show; read with as few statements as the case has things to show."""
    panels_template: str
    connections: Callable[[Look], dict[str, Any]]
    """Linked, similar and sub-cases, transfers, urges: loaded after the page."""
    words: Mapping[str, str | Promise] = field(default_factory=dict)
    """Words for events that are no act of the registry, such as the taking over of a ledger."""


_pages: dict[str, KindPages] = {}

_WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "register": _("登记"),
        "import_ledger": _("台账导入"),
        "days_off": _("放假安排变动"),
        "warn": _("临期预警"),
        "escalate": _("升级"),
    }
)


def add_kind_pages(code: str, pages: KindPages) -> None:
    """Give a kind its pages."""
    _pages[code] = pages


def pages_of(kind: str) -> KindPages:
    """The pages of a kind."""
    return _pages[kind]


def event_label(kind: str, code: str) -> str:
    """What an event is called in the timeline."""
    name = code.rsplit(".", 1)[-1]
    act = registry.act(kind, code)
    if act is not None:
        return str(act.label)
    words = {**_WORDS, **(_pages[kind].words if kind in _pages else {})}
    return str(words.get(name, name))


@dataclass(frozen=True)
class Entry:
    """An event with its words."""

    event: CaseEvent
    label: str
    moved_to: str


def entries(case: Case, events: Sequence[CaseEvent]) -> list[Entry]:
    """Events of a case as the timeline shows them."""
    label = registry.kind(case.kind).state_label
    return [
        Entry(event, event_label(case.kind, event.act), label(event.target) if event.target and event.target != event.source else "")
        for event in events
    ]
