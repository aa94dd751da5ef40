"""The board: open disputes by where they stand, the nearest limits on top."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.db.models import Case as When_
from django.db.models import CharField, Count, F, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.case_indexes import due_key
from disputes.states import RESULTS, State
from disputes.views.listing import Listing

PER_LANE: Final = 12
REST: Final = "ended"


@dataclass
class Lane:
    """A lane of the board: states, how many disputes are in it, and the first of them."""

    code: str
    label: str | Promise
    states: list[str]
    query: str = ""
    """The filters of the list that shows all of it."""
    count: int = 0
    cases: list[Case] = field(default_factory=list)


def _lanes() -> list[Lane]:
    plain = (State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.MEDIATING, State.AGREED)
    found = [Lane(state.value, state.label, [state.value]) for state in plain]
    return [*found, Lane(REST, _("待回访归档"), [state.value for state in RESULTS])]


def lanes(listing: Listing) -> list[Lane]:
    """The lanes with what the filters leave of the open disputes; two statements, of which the first looks at narrow rows only."""
    found = {lane.code: lane for lane in _lanes()}
    wanted = listing.query.getlist("state")
    for lane in found.values():
        states = [state for state in lane.states if state in wanted] if wanted else lane.states
        lane.query = listing.query_with(state=states, open="yes", order="due")
    which = [When(state__in=lane.states, then=Value(code)) for code, lane in found.items()]
    opened = listing.filter.qs.filter(closed_at__isnull=True).annotate(lane=When_(*which, default=Value(""), output_field=CharField()))
    ranked = opened.annotate(
        rank=Window(RowNumber(), partition_by=F("lane"), order_by=[due_key(), F("pk")]), size=Window(Count("pk"), partition_by=F("lane"))
    )
    first = list(ranked.filter(rank__lte=PER_LANE).order_by("rank").values_list("lane", "size", "pk"))
    cases = Case.objects.filter(pk__in=[pk for _lane, _size, pk in first]).select_related("area", "handler").defer("search", "summary")
    by_pk = {case.pk: case for case in cases}
    for code, size, pk in first:
        if code in found and pk in by_pk:
            found[code].count = size
            found[code].cases.append(by_pk[pk])
    return list(found.values())
