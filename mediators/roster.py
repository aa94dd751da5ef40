"""What the cards of the roster show: who serves where, cases in hand, results."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet

from accounts.actor import Actor
from cases.acts import registry
from cases.managers import CaseQuerySet
from cases.models import Case
from mediators.choices import committees_in, mediators_in
from mediators.models import Committee, Mediator, Membership

IN_HAND_SHOWN = 20


@dataclass(frozen=True)
class Record:
    """What became of a mediator's disputes. `rate` is the share that ended in an agreement, in percent; None before the first."""

    ended: int
    agreed: int

    @property
    def rate(self) -> float | None:
        """Percent with one decimal."""
        return round(100 * self.agreed / self.ended, 1) if self.ended else None


def serving(on: dt.date) -> Q:
    """Memberships in force on a day."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=on)


def mediators_seen_by(actor: Actor) -> QuerySet[Mediator]:
    """Mediators in the actor's scope and on the committees in it, with what a line of the list shows."""
    here = Membership.objects.filter(mediator=models.OuterRef("pk"), committee__in=committees_in(actor.scope).values("pk"))
    seen = Mediator.objects.filter(Q(pk__in=mediators_in(actor.scope).values("pk")) | Q(models.Exists(here)))
    return seen.select_related("area").prefetch_related("committees__organisation", "expertise").order_by("area_id", "name", "pk")


def committees_seen_by(actor: Actor, on: dt.date) -> QuerySet[Committee]:
    """Committees in the actor's scope, with their number of members in `members`."""
    members = Count("memberships", filter=Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=on))
    return committees_in(actor.scope).select_related("organisation__area").annotate(members=members).order_by("organisation__area_id", "code")


def members_of(committee: Committee, on: dt.date) -> QuerySet[Membership]:
    """Who serves on a committee, the chair first."""
    ranks = [Membership.Position.CHAIR, Membership.Position.VICE_CHAIR, Membership.Position.MEMBER, Membership.Position.APPOINTED]
    found = committee.memberships.filter(serving(on)).select_related("mediator__area")
    return found.order_by(_rank(ranks), "mediator__name")


def memberships_of(mediator: Mediator, on: dt.date) -> QuerySet[Membership]:
    """On which committees a mediator serves."""
    return mediator.memberships.filter(serving(on)).select_related("committee__organisation").order_by("valid_from", "pk")


def in_hand(mediator: Mediator, actor: Actor) -> CaseQuerySet[Case]:
    """The mediator's cases whose mediation has not ended, as far as the actor may see them.

    Assignments belong to the floor above and are reached by name only.
    """
    live = {"dispute__assignments__mediator": mediator, "dispute__assignments__until__isnull": True}
    return Case.objects.visible_to(actor).open().filter(**live, concluded_at__isnull=True).select_related("area").order_by("due_at", "pk")


def record_of(mediator: Mediator) -> Record:
    """Disputes of the mediator that ended, and how many of them in an agreement."""
    ended = Q(assignments__until__isnull=True, assignments__dispute__concluded_at__isnull=False)
    counts = Mediator.objects.filter(pk=mediator.pk).aggregate(
        ended=Count("assignments", filter=ended), agreed=Count("assignments", filter=ended & Q(assignments__dispute__outcome="success"))
    )
    return Record(counts["ended"], counts["agreed"])


def state_of(case: Case) -> str:
    """The word for a case's state."""
    return registry.kind(case.kind).state_label(case.state)


def _rank(order: list[Membership.Position]) -> models.Case:
    places = [models.When(position=position, then=models.Value(place)) for place, position in enumerate(order)]
    return models.Case(*places, output_field=models.IntegerField())
