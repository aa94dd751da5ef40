"""Conflicts of interest between mediators and the parties of a case (回避; 人民调解法 15、19)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from mediators.models import Conflict, Mediator


@dataclass(frozen=True)
class Found:
    """A mediator must not deal with a party, and why."""

    mediator: Mediator
    name: str
    """The party."""
    relation: str

    @property
    def text(self) -> str:
        """A sentence for the person who assigns."""
        facts = {"mediator": self.mediator, "name": self.name, "relation": self.relation}
        return _("%(mediator)s与当事人%(name)s有利害关系（%(relation)s），应当回避。") % facts


def conflicts_of(mediators: Iterable[Mediator], parties: Iterable[tuple[str, bytes | None]], *, on: dt.date) -> list[Found]:
    """The standing conflicts of these mediators with these parties on a day, in one statement.

    Parties are (name, keyed index of the document number or None). Where both sides know a document number it decides, else the name does.
    """
    by_id = {mediator.pk: mediator for mediator in mediators}
    known = list(parties)
    live = Q(until__isnull=True) | Q(until__gte=on)
    concerned = Q(name__in=[name for name, _index in known]) | Q(id_index__in=[index for _name, index in known if index])
    rows = Conflict.objects.filter(live, concerned, mediator_id__in=by_id).order_by("mediator_id", "pk")
    return [
        Found(by_id[row.mediator_id], name, row.relation) for row in rows for name, index in known if _same(row, name, index)
    ]


def _same(row: Conflict, name: str, index: bytes | None) -> bool:
    if row.id_index and index:
        return bytes(row.id_index) == index
    return row.name == name
