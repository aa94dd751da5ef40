"""What may be chosen within a scope: organisations and users that work there. Nothing outside is ever offered or accepted."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation, User
from accounts.scope import Scope


def organisations_in(scope: Scope) -> QuerySet[Organisation]:
    """The organisations of the subtrees, and the own ones."""
    if not scope.sees_cases:
        return Organisation.objects.none()
    inside = [Q(area__code__startswith=prefix) for prefix in scope.area_prefixes]
    return Organisation.objects.filter(reduce(or_, inside, Q(pk__in=scope.organisation_ids)))


def users_in(scope: Scope) -> QuerySet[User]:
    """The users who hold, or held, a posting at one of these organisations."""
    return User.objects.filter(Exists(organisations_in(scope).filter(postings__user=OuterRef("pk"))))
