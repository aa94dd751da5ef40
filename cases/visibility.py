"""The one rule of who sees which case, as conditions on `Case`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from accounts.models.area import CODE_LENGTH, Level
from accounts.scope import Scope

NOTHING = Q(pk__in=())
_COUNTY, _TOWNSHIP = CODE_LENGTH[Level.COUNTY], CODE_LENGTH[Level.TOWNSHIP]


def conditions(scope: Scope) -> list[Q]:
    """The ways in which a case can be visible; a case is visible when one of them holds.

    Subtrees of the postings, cases of the own organisations and cases on their way to them, unless confidential; cases handed to the
    user (live `CaseOfficer` rows), which is also the only way to a confidential case.
    """
    if not scope.sees_cases:
        return [NOTHING]
    parts = [in_area(prefix) & Q(confidential=False) for prefix in scope.area_prefixes]
    if scope.organisation_ids:
        parts.append(Q(organisation_id__in=scope.organisation_ids, confidential=False))
        parts.append(_on_the_way_to(scope.organisation_ids))
    parts.append(_handed_to(scope.user_id))
    return parts


def union_of(parts: list[Q]) -> Q:
    """One condition that holds when one of the parts does."""
    return reduce(or_, parts)


def in_area(prefix: str) -> Q:
    """Cases in the subtree of an area code, written so that the index of that level serves it in the order of a list."""
    if len(prefix) < _COUNTY:
        return Q(area__code__startswith=prefix)
    if len(prefix) == _COUNTY:
        return Q(Exact(Left(F("area_id"), _COUNTY), prefix))
    township = Q(Exact(Left(F("area_id"), _TOWNSHIP), prefix[:_TOWNSHIP]))
    return township if len(prefix) == _TOWNSHIP else township & Q(area__code__startswith=prefix)


def _on_the_way_to(organisation_ids: Sequence[int]) -> Q:
    """Cases whose transfer to one of these organisations waits to be signed for."""
    from cases.models.link import Transfer, TransferState

    pending = Transfer.objects.filter(to_organisation_id__in=organisation_ids, state=TransferState.PENDING)
    return Q(pk__in=pending.values("case_id"), confidential=False)


def _handed_to(user_id: int) -> Q:
    """Cases with a live officer row of this user."""
    from cases.models.party import CaseOfficer

    return Q(pk__in=CaseOfficer.objects.filter(user_id=user_id, until__isnull=True).values("case_id"))
