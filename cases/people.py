"""Who works where: the people of a body, of the centres that cover an area, and telling those who may know of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from accounts.actor import CASELESS_ROLES
from accounts.models import Posting, Role, User
from accounts.models.area import CODE_LENGTH
from cases.daycount import local_day
from cases.models import Case, CaseOfficer
from cases.notices import NoticeKind, tell

CENTRES: frozenset[Role] = frozenset({Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.CITY_LEADER})
"""Roles of a level that leads: a township's, a county's centre, the city."""
ABOVE_TOWNSHIP: frozenset[Role] = frozenset({Role.COUNTY_CENTER, Role.CITY_LEADER})


def prefixes(area: str) -> list[str]:
    """The codes of the areas that an area lies in, and its own."""
    return [area[:length] for length in CODE_LENGTH.values() if length <= len(area)]


def workers_of(organisations: Iterable[int], at: dt.datetime) -> QuerySet[User]:
    """The active users who work at these bodies on that day."""
    return _users(Q(organisation_id__in=list(organisations)), at)


def covering(area: str, roles: Collection[str], at: dt.datetime) -> QuerySet[User]:
    """The active users with a posting in one of these roles whose area covers the one of that code."""
    return _users(Q(area_id__in=prefixes(area), role__in=list(roles)), at)


def colleagues_on(case: Case, at: dt.datetime) -> QuerySet[User]:
    """Who can have a part in a case: the people of its body, of the centres that cover its area, and those to whom it is handed."""
    live = Q(organisation_id=case.organisation_id) | Q(area_id__in=prefixes(case.area_id), role__in=list(CENTRES))
    handed = CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True).values("user_id")
    postings = Posting.objects.live(local_day(at)).filter(live).exclude(role__in=CASELESS_ROLES).values("user_id")
    return User.objects.filter(Q(pk__in=postings) | Q(pk__in=handed), is_active=True).order_by("name", "pk")


def _users(condition: Q, at: dt.datetime) -> QuerySet[User]:
    postings = Posting.objects.live(local_day(at)).filter(condition).exclude(role__in=CASELESS_ROLES).values("user_id")
    return User.objects.filter(pk__in=postings, is_active=True).order_by("name", "pk")


def tell_of(case: Case, users: Iterable[int], *, kind: NoticeKind, key: str, title: str, at: dt.datetime, urgent: bool = False) -> int:
    """Tell people something of a case, in the caller's transaction; of a confidential one only those to whom it is handed."""
    told = set(users)
    if case.confidential:
        told &= set(CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True).values_list("user_id", flat=True))
    return tell(sorted(told), kind=kind, key=key, title=title, case=case.pk, at=at, urgent=urgent)


def those_in_charge(case: Case, at: dt.datetime) -> set[int]:
    """Who answers for a case: its handler, or the people of its body where nobody handles it yet."""
    if case.handler_id is not None:
        return {case.handler_id}
    return set(workers_of([case.organisation_id], at).values_list("pk", flat=True))
