"""What is known of a dispute that the rules of risk colours look at (三色管理)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from django.db.models import Count, F, Q

from accounts.actor import Actor
from cases.colours import Advice, Grounds, advise
from cases.models import Case, Channel, Clock, Party
from cases.visibility import one_of
from disputes.models import Dispute, MediationSession
from disputes.models.mediation import SessionResult

YEAR: Final = dt.timedelta(days=365)
_BETWEEN: Final = re.compile(r"[、，,；;\s]+")


def advice_on(case: Case, actor: Actor, now: dt.datetime) -> Advice:
    """What the rules of its county say of a dispute now. Other cases of its parties count where the actor may see them."""
    dispute = case if isinstance(case, Dispute) else Dispute.objects.get_queryset().get(pk=case.pk)
    return advise(grounds_of(dispute, actor, now), dispute.area_id)


def grounds_of(dispute: Dispute, actor: Actor, now: dt.datetime) -> Grounds:
    """Read what the rules look at."""
    others = _cases_of_its_parties(dispute, actor, now)
    return Grounds(
        text=f"{dispute.title}\n{dispute.summary}\n{dispute.demand}",
        people=dispute.people_count,
        amount=dispute.amount,
        failed_sessions=MediationSession.objects.filter(dispute=dispute, result=SessionResult.FAILED).count(),
        units=len([name for name in _BETWEEN.split(dispute.involved_units) if name]),
        overdue=_overdue(dispute, now),
        party_cases=others["every"],
        police_cases=others["police"],
        petition_cases=others["petition"],
    )


def _overdue(dispute: Dispute, now: dt.datetime) -> int:
    """How many of the law's limits ran out: they run and are over, or were stopped too late."""
    late = Q(stopped_at__isnull=True, due_at__lte=now) | Q(stopped_at__gt=F("due_at"))
    return Clock.objects.filter(late, case_id=dispute.pk, kind__startswith="dispute.").count()


def _cases_of_its_parties(dispute: Dispute, actor: Actor, now: dt.datetime) -> dict[str, int]:
    """How many cases of the last year, this one among them, have a party with the same document or telephone number."""
    parties = list(Party.objects.filter(case_id=dispute.pk).values_list("id_index", "phone_index"))
    ids, phones = ([index for index in column if index] for column in zip(*parties, strict=True)) if parties else ([], [])
    same = Q(id_index__in=ids) | Q(phone_index__in=phones)
    found = Case.objects.visible_to(actor).filter(one_of(Party.objects.filter(same).order_by().values("case_id")), received_at__gt=now - YEAR)
    return found.aggregate(
        every=Count("pk"), police=Count("pk", filter=Q(channel=Channel.POLICE)), petition=Count("pk", filter=Q(channel=Channel.PETITION))
    )
