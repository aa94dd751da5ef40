"""Cases on their way between bodies: what waits to be signed for, and who may receive."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from accounts.models import Organisation, Posting, Role
from accounts.policies import GRANTS
from cases.daycount import local_day
from cases.models import Case, Transfer, TransferState


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
