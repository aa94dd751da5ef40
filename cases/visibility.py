"""The one rule of who sees which case, as conditions on `Case`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from accounts.models.area import CODE_LENGTH, Level
from accounts.scope import Scope
from cases.search import area_token, officer_token, organisation_token

if TYPE_CHECKING:
    from cases.models.party import CaseOfficer

NOTHING = Q(pk__in=())
_COUNTY, _TOWNSHIP = CODE_LENGTH[Level.COUNTY], CODE_LENGTH[Level.TOWNSHIP]


class Part(NamedTuple):
    """A way in which a case can be visible, and the token that all cases visible in this way have in their search column.

    The token is empty where there is none: these are the few cases that are named one by one.
    """

    condition: Q
    token: str
    by_token: Q | None = None
    """The condition in the form that suits an index scan by the token, where that is another one."""

    @property
    def searched(self) -> Q:
        """The condition to put beside a search for the token."""
        return self.condition if self.by_token is None else self.by_token


def parts(scope: Scope) -> list[Part]:
    """The ways in which a case can be visible; a case is visible when one of them holds.

    Subtrees of the postings, cases of the own organisations and cases on their way to them, unless confidential; cases handed to the
    user (live `CaseOfficer` rows), which is also the only way to a confidential case.
    """
    if not scope.sees_cases:
        return [Part(NOTHING, "")]
    each = _offices(scope.user_id).filter(case_id=OuterRef("pk"))
    handed = Part(handed_to(scope.user_id), officer_token(scope.user_id), by_token=Q(Exists(each)))
    on_the_way = Part(one_of(_on_the_way_to(scope.organisation_ids)), "")
    return [*_wide(scope), on_the_way, handed]


def conditions(scope: Scope) -> list[Q]:
    """The same rule with what is named one by one in a single condition: fewer conditions are planned faster."""
    if not scope.sees_cases:
        return [NOTHING]
    named = _offices(scope.user_id).values("case_id").union(_on_the_way_to(scope.organisation_ids), all=True)
    return [*(part.condition for part in _wide(scope)), one_of(named)]


def _wide(scope: Scope) -> list[Part]:
    """Subtrees and own organisations."""
    areas = [Part(in_area(prefix) & Q(confidential=False), area_token(prefix)) for prefix in scope.area_prefixes]
    bodies = [Part(Q(organisation_id=pk, confidential=False), organisation_token(pk)) for pk in scope.organisation_ids]
    return areas + bodies


def union_of(found: Sequence[Q]) -> Q:
    """One condition that holds when one of the parts does."""
    return reduce(or_, found)


def in_area(prefix: str) -> Q:
    """Cases in the subtree of an area code, written so that the index of that level serves it in the order of a list."""
    if len(prefix) < _COUNTY:
        return Q(area__code__startswith=prefix)
    if len(prefix) == _COUNTY:
        return Q(Exact(Left(F("area_id"), _COUNTY), prefix))
    township = Q(Exact(Left(F("area_id"), _TOWNSHIP), prefix[:_TOWNSHIP]))
    return township if len(prefix) == _TOWNSHIP else township & Q(area__code__startswith=prefix)


def _on_the_way_to(organisation_ids: Sequence[int]) -> QuerySet[Any, Any]:
    """Keys of the cases whose transfer to one of these organisations waits to be signed for; not of confidential ones."""
    from cases.models.link import Transfer, TransferState

    pending = Transfer.objects.filter(to_organisation_id__in=organisation_ids, state=TransferState.PENDING, case__confidential=False)
    return pending.order_by().values("case_id")


def handed_to(user_id: int) -> Q:
    """Cases with a live officer row of this user."""
    return one_of(_offices(user_id).values("case_id"))


def _offices(user_id: int) -> QuerySet[CaseOfficer]:
    """The live officer rows of this user."""
    from cases.models.party import CaseOfficer

    return CaseOfficer.objects.filter(user_id=user_id, until__isnull=True)


def one_of(case_ids: QuerySet[Any, Any]) -> Q:
    """Cases with one of the keys that a narrow query gives: `id = ANY (ARRAY (…))`.

    `IN (SELECT …)` says the same, but beside an OR no index serves it and the whole table is read.
    """
    return Q(Func(F("pk"), ArraySubquery(case_ids), template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField()))
