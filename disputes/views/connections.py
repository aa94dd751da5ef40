"""What a dispute is connected with: links, sub-cases, similar ones, transfers, urges. Only what this person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.functional import Promise

from cases.models import Case, Link
from cases.pages import Look
from cases.veil import veil_of
from disputes.duplicates import Likely, likely
from disputes.states import State

_COLUMNS = ("id", "number", "title", "state", "colour", "due_at", "paused", "closed_at", "parties_masked", "kind")


@dataclass(frozen=True)
class Linked:
    """Another case and how it belongs here."""

    case: Case
    kind: str | Promise
    reason: str
    link: Link

    @property
    def state(self) -> str:
        """Where the other case stands, in words."""
        return str(State(self.case.state).label)


def connections(look: Look) -> dict[str, Any]:
    """For the panels that are loaded after the page."""
    case = look.case
    prefetch_related_objects([case], "parties")
    return {
        "veil": veil_of(case.parties.all()),
        "linked": _linked(look),
        "sub_cases": [(sub, State(sub.state).label) for sub in _visible(look).filter(parent_id=case.pk).order_by("id")],
        "similar": _similar(look),
        "transfers": list(case.transfers.select_related("from_organisation", "to_organisation", "by", "responded_by").order_by("-at")),
        "urges": list(case.urges.select_related("by", "answered_by").order_by("-at")),
    }


def _visible(look: Look) -> Any:
    return Case.objects.visible_to(look.actor).only(*_COLUMNS)


def _linked(look: Look) -> list[Linked]:
    here = look.case.pk
    links = list(Link.objects.filter(Q(case_id=here) | Q(other_id=here)).order_by("-at"))
    ends = {link.pk: link.other_id if link.case_id == here else link.case_id for link in links}
    others = _visible(look).in_bulk(set(ends.values())) if links else {}
    return [Linked(others[ends[link.pk]], link.get_kind_display(), link.reason, link) for link in links if ends[link.pk] in others]


def _similar(look: Look) -> list[Likely]:
    case = look.case
    return likely(
        actor=look.actor,
        title=case.title,
        area_code=case.area_id,
        occurred_on=case.occurred_on,
        place=case.place,
        parties=[(party.name, party.id_number or "", party.phone or "") for party in case.parties.all()],
        exclude=case.pk,
        limit=5,
    )
