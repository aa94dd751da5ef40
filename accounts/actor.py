"""Who acts or looks: a user together with the postings whose eyes are used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from accounts.models import OrganisationKind, Posting, Role, User
from accounts.scope import Scope

if TYPE_CHECKING:
    from django.http import HttpRequest

SHANGHAI = ZoneInfo("Asia/Shanghai")

CASELESS_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
"""Roles that see no case: administration of the system and audit are kept apart from the work (GB/T 22239, three administrators)."""


@dataclass(frozen=True)
class Actor:
    """A user and the live postings in use: the one chosen in the area switcher, or all of them."""

    user: User
    postings: tuple[Posting, ...]
    channel: str = "page"
    """By which way: page, api, command. Records of who read what keep it."""
    address: str | None = None
    """The network address of a request."""

    @classmethod
    def of(cls, user: User, on: dt.date, *, posting_id: int | None = None) -> Actor:
        """The actor for a user on a day (Asia/Shanghai); a posting that is not live any more is passed over in favour of all live ones."""
        live = tuple(Posting.objects.live(on).filter(user=user).select_related("organisation", "area"))
        chosen = tuple(posting for posting in live if posting.pk == posting_id)
        return cls(user, chosen or live)

    @cached_property
    def scope(self) -> Scope:
        """What this actor may see."""
        working = [posting for posting in self.postings if posting.role not in CASELESS_ROLES]
        return Scope(
            user_id=self.user.pk,
            area_prefixes=_shortest({posting.area_id for posting in working if posting.role in AREA_ROLES}),
            organisation_ids=tuple(sorted({posting.organisation_id for posting in working})),
            sees_cases=bool(working),
        )

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the postings in use."""
        return frozenset(posting.role for posting in self.postings)

    @property
    def main_posting(self) -> Posting | None:
        """The posting that signs what this actor does."""
        return self.postings[0] if self.postings else None

    def works_at(self, kind: OrganisationKind) -> bool:
        """Whether a posting in use is at an organisation of that kind."""
        return any(posting.organisation.kind == kind for posting in self.postings)


AREA_ROLES = frozenset({Role.GRID_WORKER, Role.MEDIATOR, Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.CITY_LEADER, Role.PETITION_CLERK})
"""Roles that see the whole subtree of the posting's area."""


def _shortest(codes: set[str]) -> tuple[str, ...]:
    """Codes without those that lie in another one of them."""
    return tuple(sorted(code for code in codes if not any(code != other and code.startswith(other) for other in codes)))


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a signed-in request, set by `accounts.middleware.ActorMiddleware`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
