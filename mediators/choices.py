"""What may be chosen within a scope: committees and mediators. Nothing outside is ever offered or accepted."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.scope import Scope
from cases.visibility import union_of
from mediators.models import Committee, Mediator


def committees_in(scope: Scope) -> QuerySet[Committee]:
    """The committees of the subtrees and the own ones."""
    if not scope.sees_cases:
        return Committee.objects.none()
    inside = [Q(organisation__area__code__startswith=prefix) for prefix in scope.area_prefixes]
    return Committee.objects.filter(union_of([*inside, Q(organisation_id__in=scope.organisation_ids)]))


def mediators_in(scope: Scope) -> QuerySet[Mediator]:
    """The mediators who serve in the subtrees or on the own committees."""
    if not scope.sees_cases:
        return Mediator.objects.none()
    inside = [Q(area__code__startswith=prefix) for prefix in scope.area_prefixes]
    own = Committee.objects.filter(organisation_id__in=scope.organisation_ids, memberships__mediator=OuterRef("pk"))
    return Mediator.objects.filter(union_of([*inside, Q(Exists(own))]))
