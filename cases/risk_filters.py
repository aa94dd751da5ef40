"""Conditions on cases as to supervision and risk, for lists and the desk."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.models import CasePlan, Clock, Colour, LeaderInCharge, SupervisionItem, SupervisionState
from cases.people import CENTRES, prefixes
from cases.risk_clocks import REVIEW

LIVE: Final = (SupervisionState.OPEN, SupervisionState.ANSWERED)
LACKS: Final = [("leader", _("红色案件缺包案领导")), ("plan", _("红色案件缺一案一策")), ("review", _("研判超期"))]


def supervised() -> Q:
    """Under an order that is not done."""
    return Q(Exists(SupervisionItem.objects.filter(case_id=OuterRef("pk"), state__in=LIVE)))


def answered_by(actor: Actor) -> Q:
    """Items of orders that the actor's bodies answer: of cases they have by now, and of cases below a centre that a level above it supervises."""
    found = Q(case__organisation_id__in=actor.scope.organisation_ids)
    for posting in actor.postings:
        if posting.role in CENTRES:
            above = [code for code in prefixes(posting.area_id) if code != posting.area_id]
            found |= Q(case__area__code__startswith=posting.area_id, order__organisation__area_id__in=above)
    return found


def led_by(user: int) -> Q:
    """With this leader in charge."""
    return Q(Exists(LeaderInCharge.objects.filter(case_id=OuterRef("pk"), leader_id=user, until__isnull=True)))


def lacking(what: str, now: dt.datetime) -> Q:
    """That lack what their colour asks for: `leader`, `plan` or a `review` in time."""
    if what == "review":
        late = Clock.objects.filter(case_id=OuterRef("pk"), kind=REVIEW, stopped_at__isnull=True, due_at__lte=now)
        return Q(Exists(late), closed_at__isnull=True)
    rows = LeaderInCharge.objects.filter(until__isnull=True) if what == "leader" else CasePlan.objects.filter(superseded_at__isnull=True)
    return Q(~Exists(rows.filter(case_id=OuterRef("pk"))), colour=Colour.RED, closed_at__isnull=True, concluded_at__isnull=True)
