"""What the desk and the search box of the bar read: each answer costs few statements, and nothing outside the actor's scope is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.actor import Actor
from accounts.models import Area
from cases.acts import Act, open_acts
from cases.daycount import end_of_day
from cases.filters import last_day
from cases.models import Case
from cases.paging import DUE, NEWEST, page_of
from cases.searching import can_search
from cases.visibility import parts, union_of
from disputes.facts import facts_of_many
from disputes.filters import DisputeFilter
from disputes.models import Dispute
from disputes.states import KIND
from mediators.choices import mediators_in
from mediators.models import Mediator

RELATED = ("area", "handler", "organisation", "category", "first_receiver")
"""What a row of a list shows besides the case itself."""


@dataclass(frozen=True)
class DeskCounts:
    """The four counts of the desk. Due this week has due today in it; overdue is apart."""

    overdue: int
    today: int
    week: int
    waiting: int


DESK_LINKS = {
    "overdue": "overdue=overdue&order=due",
    "today": "overdue=today&order=due",
    "week": "overdue=week&order=due",
    "waiting": "waiting=me&order=due",
}
"""The filters of the list that show what each count counts."""


@dataclass(frozen=True)
class Todo:
    """A case to go on with, and the next act that is open to the actor."""

    case: Dispute
    act: Act | None


@dataclass(frozen=True)
class Found:
    """What the search box found."""

    cases: list[Case]
    mediators: list[Mediator]
    areas: list[Area]


def open_disputes(actor: Actor) -> QuerySet[Any]:
    """The open disputes that the actor may see."""
    return Case.objects.visible_to(actor).filter(kind=KIND, closed_at__isnull=True)


def desk_counts(actor: Actor, now: dt.datetime) -> DeskCounts:
    """The counts of the desk, in one statement."""
    today, week = end_of_day(last_day("today", now)), end_of_day(last_day("week", now))
    counts = open_disputes(actor).aggregate(
        overdue=Count("pk", filter=Q(due_at__lte=now)),
        today=Count("pk", filter=Q(due_at__gt=now, due_at__lte=today)),
        week=Count("pk", filter=Q(due_at__gt=now, due_at__lte=week)),
        waiting=Count("pk", filter=DisputeFilter.waiting_for(actor)),
    )
    return DeskCounts(**counts)


def next_todo(actor: Actor, now: dt.datetime, *, limit: int = 10) -> list[Todo]:
    """What to go on with: what waits for the actor, nearest limit first, then what is due next in the scope.

    Each comes with the act that leads on, where one is open to the actor. Three statements, five where less waits than is shown.
    """
    del now  # the order is that of the limits themselves
    visible = [part.condition for part in parts(actor.scope)]
    everything = Case.objects.get_queryset().filter(kind=KIND, closed_at__isnull=True)
    waiting = everything.filter(DisputeFilter.waiting_for(actor))
    found: list[Dispute] = []
    for wanted in (waiting, everything.filter(due_at__isnull=False)):
        if len(found) < limit:
            known = {dispute.pk for dispute in found}
            more = page_of(wanted, visible, size=limit, order=DUE, load=_disputes, counted=False).rows
            found += [dispute for dispute in more if dispute.pk not in known][: limit - len(found)]
    facts = facts_of_many([dispute.pk for dispute in found]) if found else {}
    return [Todo(dispute, _leading(open_acts(dispute, actor, facts[dispute.pk]))) for dispute in found if dispute.pk in facts]


def search_everything(actor: Actor, text: str, *, now: dt.datetime, limit: int = 6) -> Found:
    """Cases by number, words or a whole document or telephone number; mediators and areas by name. Nothing outside the scope."""
    text = text.strip()
    if not text or len(text) > 50 or not can_search(text):
        return Found([], [], [])
    return Found(_cases(actor, text, now, limit), _mediators(actor, text, limit), _areas(actor, text, limit))


def _cases(actor: Actor, text: str, now: dt.datetime, limit: int) -> list[Case]:
    """By words, and by person where the text is a whole document or telephone number."""
    chosen = DisputeFilter({"q": text}, actor=actor, now=now)
    return page_of(chosen.narrowed, chosen.parts, size=limit, order=NEWEST, load=_listed, counted=False).rows


def _mediators(actor: Actor, text: str, limit: int) -> list[Mediator]:
    return list(mediators_in(actor.scope).filter(name__contains=text, active=True).select_related("area").order_by("name", "pk")[:limit])


def _areas(actor: Actor, text: str, limit: int) -> list[Area]:
    scope = actor.scope
    if not scope.sees_cases or not scope.area_prefixes:
        return []
    inside = union_of([Q(code__startswith=prefix) for prefix in scope.area_prefixes])
    return list(Area.objects.filter(inside, Q(name__contains=text) | Q(code__startswith=text), valid_to__isnull=True).order_by("code")[:limit])


def _listed(ids: Sequence[int]) -> QuerySet[Any]:
    return Case.objects.get_queryset().filter(pk__in=ids).select_related(*RELATED).defer("search", "summary")


def _disputes(ids: Sequence[int]) -> QuerySet[Any]:
    return Dispute.objects.get_queryset().filter(pk__in=ids).select_related(*RELATED).defer("search", "summary")


def _leading(acts: Sequence[Act]) -> Act | None:
    """The act that leads on: the first primary one, or the first that is neither rare nor dangerous."""
    for wanted in ("primary", "normal"):
        for act in acts:
            if act.emphasis == wanted:
                return act
    return None
