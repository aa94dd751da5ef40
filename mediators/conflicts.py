"""Conflicts of interest: with whom a mediator must not deal (回避; 人民调解法 15(1), 19)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Party
from mediators.models import Conflict, Mediator


class Agent(NamedTuple):
    """Somebody who acts for a party (代理人, 负责人): known by name only."""

    name: str
    id_index: None = None


PartyKey = tuple[str, bytes | None]
"""A party as far as conflicts go: name, and keyed index of the document number where it is known (`cases.blind_index.id_index`)."""


def keys_of(parties: Iterable[Party]) -> list[PartyKey]:
    """The parties of a case, and who acts for them."""
    everybody = list(parties)
    own: list[PartyKey] = [(party.name, _bytes(party.id_index)) for party in everybody]
    return own + [Agent(party.representative) for party in everybody if party.representative]


@dataclass(frozen=True)
class Found:
    """One conflict: which mediator, with which party, why, and the sentence for the person who assigns."""

    mediator: Mediator
    name: str
    relation: str
    text: str


def conflicts_of(mediators: Iterable[Mediator], parties: Iterable[PartyKey], *, on: dt.date) -> list[Found]:
    """Conflicts of these mediators with these parties, in force on a day.

    Two keyed indexes decide when both are known: equal is the same person whatever the name, different is somebody else of that name.
    Where one is unknown the name decides, on the safe side. One SQL statement.
    """
    team, against = list(mediators), list(parties)
    standing = _standing(team, on)
    return [found for mediator in team for party in against for found in _between(mediator, party, standing[mediator.pk])]


def _standing(team: list[Mediator], on: dt.date) -> defaultdict[int, list[Conflict]]:
    rows: defaultdict[int, list[Conflict]] = defaultdict(list)
    for conflict in Conflict.objects.filter(Q(until__isnull=True) | Q(until__gte=on), mediator__in=team).order_by("pk"):
        rows[conflict.mediator_id].append(conflict)
    return rows


def _between(mediator: Mediator, party: PartyKey, standing: list[Conflict]) -> Iterator[Found]:
    name, side = party[0], _("代理人") if isinstance(party, Agent) else _("当事人")
    if _same_person((mediator.name, _bytes(mediator.id_index)), party):
        text = _("%(mediator)s与%(side)s%(party)s同名，可能就是本人；如不是，请登记双方证件号码后再分派。")
        yield Found(mediator, name, _("本人"), text % {"mediator": mediator, "side": side, "party": name})
    for conflict in standing:
        if _same_person((conflict.name, _bytes(conflict.id_index)), party):
            text = _("%(mediator)s须回避：与%(side)s%(party)s有“%(relation)s”关系。")
            yield Found(mediator, name, conflict.relation, text % {"mediator": mediator, "side": side, "party": name, "relation": conflict.relation})


def _same_person(one: PartyKey, other: PartyKey) -> bool:
    if one[1] is not None and other[1] is not None:
        return one[1] == other[1]
    return one[0].strip() == other[0].strip()


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)
