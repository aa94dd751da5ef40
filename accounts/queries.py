"""What administrators may read of users, organisations and areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.actor import Actor
from accounts.models import Area, Organisation, Posting, Role, User
from accounts.models.area import CODE_LENGTH, Level

_CITY = CODE_LENGTH[Level.CITY]


def administered_areas(actor: Actor) -> tuple[str, ...]:
    """Code prefixes of the areas an administrator answers for."""
    return tuple(sorted({posting.area_id for posting in actor.postings if posting.role == Role.SYSTEM_ADMIN}))


def lies_in(prefixes: Iterable[str], field: str = "area_id") -> Q:
    """A condition: the code in that column lies in one of the areas."""
    column = field.removesuffix("_id") + "__code__startswith" if field.endswith("_id") else f"{field}__startswith"
    return reduce(or_, (Q(**{column: prefix}) for prefix in prefixes), Q(pk__in=()))


def users_administered_by(actor: Actor, on: dt.date) -> QuerySet[User]:
    """Users all of whose postings that have not ended by that day lie in the administrator's areas. Superusers are nobody's to manage."""
    outside = Posting.objects.filter(~lies_in(administered_areas(actor)), Q(valid_to__isnull=True) | Q(valid_to__gte=on), user=OuterRef("pk"))
    return User.objects.filter(~Exists(outside), is_superuser=False)


def found_users(actor: Actor, *, words: str = "", role: str = "", locked_at: dt.datetime | None = None, live_on: dt.date) -> QuerySet[User]:
    """The administered users that a search finds, with their live postings in `live_postings`."""
    users = users_administered_by(actor, live_on)
    if words:
        users = users.filter(Q(username__icontains=words) | Q(name__icontains=words) | Q(phone=words))
    if role:
        users = users.filter(Exists(Posting.objects.live(live_on).filter(user=OuterRef("pk"), role=role)))
    if locked_at:
        users = users.filter(locked_until__gt=locked_at)
    live = Posting.objects.live(live_on).select_related("organisation", "area")
    return users.prefetch_related(Prefetch("postings", live, to_attr="live_postings")).order_by("username")


def organisations_administered_by(actor: Actor) -> QuerySet[Organisation]:
    """Organisations in the administrator's areas."""
    return Organisation.objects.filter(lies_in(administered_areas(actor)))


def areas_administered_by(actor: Actor) -> QuerySet[Area]:
    """Areas in force in the administrator's areas."""
    return Area.objects.filter(lies_in(administered_areas(actor), "code"), valid_to__isnull=True)


def areas_readable_by(actor: Actor) -> QuerySet[Area]:
    """All areas of the cities in which the actor has a posting: names and codes of areas are no secret."""
    return Area.objects.filter(lies_in({posting.area_id[:_CITY] for posting in actor.postings}, "code"))
