"""Cases on their way between bodies, as their people see them. Every row goes through what the actor may see."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.models import Organisation, Posting, Role
from accounts.policies import GRANTS
from cases.daycount import local_day
from cases.models import Case, Transfer, TransferState


def waiting_for(actor: Actor) -> QuerySet[Transfer]:
    """Transfers that wait for the actor's organisations to sign for them, the nearest limit first."""
    received = Transfer.objects.filter(to_organisation_id__in=actor.scope.organisation_ids, state=TransferState.PENDING)
    return _shown(received, actor).order_by("respond_by", "id")


def sent_by(actor: Actor) -> QuerySet[Transfer]:
    """Transfers the actor's organisations have sent that still wait or have been returned, newest first."""
    states = (TransferState.PENDING, TransferState.RETURNED)
    sent = Transfer.objects.filter(from_organisation_id__in=actor.scope.organisation_ids, state__in=states)
    return _shown(sent, actor).order_by("-at", "-id")


def pending_of(case: Case) -> Transfer | None:
    """The transfer of a case that waits to be signed for."""
    pending = Transfer.objects.filter(case_id=case.pk, state=TransferState.PENDING)
    return pending.select_related("from_organisation", "to_organisation", "from_area", "to_area", "receiver").first()


def may_receive(*, city: str, code: str, at: dt.datetime) -> QuerySet[Organisation]:
    """The active organisations of a city in which somebody works, on that day, who may do the act of that code."""
    roles = [role for role in Role if role in GRANTS[code]]
    signers = Posting.objects.live(local_day(at)).filter(role__in=roles, user__is_active=True)
    reachable = Organisation.objects.filter(active=True, area__code__startswith=city, pk__in=signers.values("organisation_id"))
    return reachable.select_related("area").order_by("area_id", "kind", "name")


def _shown(transfers: QuerySet[Transfer], actor: Actor) -> QuerySet[Transfer]:
    visible = Case.objects.visible_to(actor).values("pk")
    return transfers.filter(case__in=visible).select_related("case", "from_organisation", "to_organisation", "from_area", "to_area", "by")
