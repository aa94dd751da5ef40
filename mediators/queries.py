"""Who could mediate, ranked, with the reasons that an assigning person reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from accounts.models.area import CODE_LENGTH
from mediators.conflicts import Found, PartyKey, conflicts_of
from mediators.models import Mediator, Membership, Trade

TRADES_OF_TYPE: dict[int, frozenset[str]] = {
    1: frozenset({Trade.FAMILY}),
    2: frozenset({Trade.NEIGHBOUR}),
    3: frozenset({Trade.LAND, Trade.NEIGHBOUR}),
    4: frozenset({Trade.CONTRACT}),
    5: frozenset({Trade.CONTRACT}),
    7: frozenset({Trade.LAND}),
    8: frozenset({Trade.LAND}),
    10: frozenset({Trade.LABOUR}),
    11: frozenset({Trade.LABOUR}),
    12: frozenset({Trade.TOURISM, Trade.CONSUMER}),
    13: frozenset({Trade.CONSUMER}),
    14: frozenset({Trade.CONSUMER}),
    15: frozenset({Trade.MEDICAL}),
    16: frozenset({Trade.TRAFFIC, Trade.INSURANCE}),
    17: frozenset({Trade.PROPERTY}),
}
"""Which expertise helps with which of the ministry's 18 types of dispute."""

SHORTLIST = 400
"""Mediators looked at for one assignment; those of the nearest area come first."""
IDLE, BUSY = 0, 5


@dataclass(frozen=True)
class Candidate:
    """A mediator who could be assigned. Higher scores stand first; one with a conflict is shown last and cannot be chosen."""

    membership: Membership
    score: int
    reasons: list[str]
    in_hand: int
    conflicts: list[Found] = field(default_factory=list)

    @property
    def mediator(self) -> Mediator:
        """The mediator."""
        return self.membership.mediator


def candidates(*, area: str, moj_type: int, parties: Iterable[PartyKey], scope: Q, on: dt.date, limit: int = 30) -> list[Candidate]:
    """Members of committees that may take a dispute, best first, in four SQL statements.

    Args:
        area: code of the area where it happened; its committees, those of the areas above it and those in `scope` come into question.
        moj_type: number of the ministry's type, for expertise.
        parties: names and keyed indexes, for conflicts of interest.
        scope: condition on `Membership` for committees that the assigning person may use besides (see `within`).
        on: the day of the assignment.
        limit: how many are returned.
    """
    found = list(_members(area, scope, on)[:SHORTLIST])
    against = conflicts_of([member.mediator for member in found], parties, on=on)
    by_mediator: dict[int, list[Found]] = {}
    for conflict in against:
        by_mediator.setdefault(conflict.mediator.pk, []).append(conflict)
    load = in_hand_of(member.mediator_id for member in found)
    ranked = [_judge(member, area, moj_type, load.get(member.mediator_id, 0), by_mediator.get(member.mediator_id, [])) for member in found]
    return sorted(ranked, key=lambda each: (bool(each.conflicts), -each.score, each.in_hand, each.mediator.pk))[:limit]


def within(prefixes: Sequence[str]) -> Q:
    """Memberships of committees seated in these subtrees."""
    condition = Q(pk__in=())
    for prefix in prefixes:
        condition |= Q(committee__organisation__area__code__startswith=prefix)
    return condition


def _members(area: str, scope: Q, on: dt.date) -> QuerySet[Membership]:
    above = [area[:length] for length in CODE_LENGTH.values() if len(area) >= length]
    serving = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    seat = F("committee__organisation__area")
    return (
        Membership.objects.filter(serving, Q(committee__organisation__area__in=above) | scope, valid_from__lte=on)
        .filter(mediator__active=True, committee__active=True)
        .select_related("mediator__area", "committee__organisation")
        .prefetch_related("mediator__expertise")
        .annotate(nearness=Case(When(committee__organisation__area__in=above, then=Length(seat)), default=0))
        .order_by("-nearness", "pk")
    )


def in_hand_of(mediator_ids: Iterable[int]) -> dict[int, int]:
    """How many disputes each mediator has whose mediation has not ended; what is left after that (performance, visits) weighs little.

    The assignments belong to the floor above and are reached by the reverse name only.
    """
    live = Q(assignments__isnull=False, assignments__until__isnull=True, assignments__dispute__concluded_at__isnull=True)
    counted = Mediator.objects.filter(pk__in=list(mediator_ids)).annotate(in_hand=Count("assignments", filter=live))
    return dict(counted.filter(in_hand__gt=0).values_list("pk", "in_hand"))


def _judge(member: Membership, area: str, moj_type: int, in_hand: int, conflicts: list[Found]) -> Candidate:
    mediator = member.mediator
    score, reasons = _nearness(mediator.area_id, area)
    known = {each.trade for each in mediator.expertise.all()} | ({member.committee.trade} if member.committee.trade else set())
    fitting = known & TRADES_OF_TYPE.get(moj_type, frozenset())
    if fitting:
        score += 30
        reasons.append(_("专长：%(trades)s") % {"trades": "、".join(str(Trade(trade).label) for trade in sorted(fitting))})
    if mediator.employment == Mediator.Employment.FULL_TIME:
        score += 5
        reasons.append(_("专职"))
    score -= 4 * min(in_hand, 10)
    reasons.append(_load(in_hand))
    return Candidate(member, score, reasons, in_hand, conflicts)


def _nearness(home: str, area: str) -> tuple[int, list[str]]:
    for length, score, reason in ((12, 40, _("同村（社区）")), (9, 30, _("同镇（街道）")), (6, 15, _("同县（区）"))):
        if len(area) >= length and home[:length] == area[:length]:
            return score, [reason]
    return 0, []


def _load(in_hand: int) -> str:
    if in_hand == IDLE:
        return _("手上无案")
    text = _("手上 %(count)d 件") % {"count": in_hand}
    return text + _("，较忙") if in_hand >= BUSY else text
