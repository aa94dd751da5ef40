"""What the page of one dispute shows, read with no more statements than the dispute has things to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from cases import clocks
from cases.calendar import calendar
from cases.clock import compute_due
from cases.clocks import FIXED
from cases.escalation.cards import cards_of
from cases.limits import DAY_CLOCKS, LIMITS, PLATFORM_CLOCKS, Unit
from cases.masking import mask_address, mask_id, mask_name, mask_phone
from cases.models import Case, Clock, Party, PartyKind
from cases.pages import Look
from cases.veil import veil_of
from disputes.completeness import Held, completeness, risk_of
from disputes.models import Agreement, AgreementItem, Assignment, Dispute, FollowUp, JudicialConfirmation, MediationSession, Objection, Performance


@dataclass(frozen=True)
class PartyCard:
    """A party as pages may show it: masked."""

    party: Party
    name: str
    id_number: str
    phone: str
    address: str


def party_card(party: Party) -> PartyCard:
    """Mask a party."""
    return PartyCard(
        party,
        mask_name(party.name, organisation=party.kind == PartyKind.ORGANISATION),
        mask_id(party.id_number) if party.id_number else "",
        mask_phone(party.phone) if party.phone else "",
        mask_address(party.address) if party.address else "",
    )


@dataclass(frozen=True)
class ClockCard:
    """An open clock: its name, until when, and why until then."""

    clock: Clock
    name: str
    article: str
    lines: list[str]

    @property
    def due_at(self) -> dt.datetime | None:
        """When it ends; None while it stands still."""
        return self.clock.due_at


def clock_cards(case: Case) -> list[ClockCard]:
    """The open clocks of a case, the nearest first: the law's before the platform's own."""
    rows = list(Clock.objects.filter(case_id=case.pk, stopped_at__isnull=True))
    prefetch_related_objects([clock for clock in rows if _may_change(clock)], "pauses", "extensions")
    rows.sort(key=lambda clock: (clock.kind in PLATFORM_CLOCKS, clock.due_at is None, clock.due_at, clock.pk))
    return [_clock_card(clock) for clock in rows]


def _may_change(clock: Clock) -> bool:
    """Whether pauses and extensions can bear on the clock."""
    limit = LIMITS.get(clock.kind)
    return clock.unit != FIXED and limit is not None and (limit.may_pause or limit.may_extend)


def _clock_card(clock: Clock) -> ClockCard:
    if clock.unit == FIXED:
        return ClockCard(clock, str(DAY_CLOCKS.get(clock.kind, clock.kind)), "", [])
    limit = LIMITS[clock.kind]
    if _may_change(clock):
        due = clocks.due_of(clock)
    else:
        due = compute_due(start=clock.started_at, amount=clock.amount, unit=Unit(clock.unit), calendar=calendar())
    return ClockCard(clock, str(limit.name), str(limit.article), due.explanation.lines())


@dataclass(frozen=True)
class ItemCard:
    """An item of an agreement with what was done for it, and the masked names of who owes whom."""

    item: AgreementItem
    debtor: str
    creditor: str
    performances: list[Performance]

    @property
    def paid(self) -> Decimal:
        """What was paid so far, in yuan."""
        return sum((each.amount or Decimal(0) for each in self.performances), Decimal(0))


def panels(look: Look) -> dict[str, Any]:
    """Everything for the panels of a dispute."""
    case, facts = look.case, look.facts
    assert isinstance(case, Dispute)  # noqa: S101  (the kind's own page)
    parties = list(Party.objects.filter(case_id=case.pk).order_by("id"))
    files = list(case.attachments.filter(removed_at__isnull=True).select_related("by").order_by("-id"))
    names = {party.pk: party_card(party).name for party in parties}
    agreement, items = _agreement(case, names) if facts["agreement"] else (None, [])
    held = Held(
        purposes=frozenset(file.purpose for file in files),
        sessions=facts["sessions"],
        visits=facts["follow_ups_done"],
        agreement=agreement,
        identified=all(party.id_number for party in parties),
        inquired=bool(facts["investigations"]),
        confirmation=facts["confirmation"] is not None,
        **risk_of(facts),
    )
    return {
        "dispute": case,
        "parties": [party_card(party) for party in parties],
        "veil": veil_of(parties),
        "clocks": clock_cards(case),
        "escalations": cards_of(case, look.actor, facts, look.now) if facts["escalations"] else [],
        "files": files,
        "completeness": completeness(case, held),
        "assignments": _assignments(case) if facts["mediators"] else [],
        "objections": _objections(case, names) if facts["open_objections"] else [],
        "sessions": _sessions(case) if facts["sessions"] else [],
        "agreement": agreement,
        "items": items,
        "confirmations": _confirmations(case) if facts["confirmation"] else [],
        "follow_ups": _follow_ups(case) if facts["open_follow_ups"] or facts["follow_ups_done"] else [],
        "officers": list(case.officers.filter(until__isnull=True).select_related("user")) if case.confidential else [],
    }


def _assignments(case: Case) -> list[Assignment]:
    return list(Assignment.objects.filter(dispute_id=case.pk, until__isnull=True).select_related("mediator"))


def _objections(case: Case, names: dict[int, str]) -> list[dict[str, Any]]:
    rows = Objection.objects.filter(dispute_id=case.pk, decided_at__isnull=True).select_related("mediator")
    return [{"objection": row, "party": names.get(row.party_id, "")} for row in rows]


def _sessions(case: Case) -> QuerySet[MediationSession]:
    return MediationSession.objects.filter(dispute_id=case.pk).order_by("-number")


def _agreement(case: Case, names: dict[int, str]) -> tuple[Agreement | None, list[ItemCard]]:
    done = Prefetch("performances", Performance.objects.select_related("proof").order_by("on", "id"))
    rows = list(
        AgreementItem.objects.filter(agreement__dispute_id=case.pk, agreement__superseded_at__isnull=True)
        .select_related("agreement")
        .prefetch_related(done)
        .order_by("seq")
    )
    if not rows:
        return Agreement.objects.filter(dispute_id=case.pk, superseded_at__isnull=True).first(), []
    return rows[0].agreement, [_item_card(row, names) for row in rows]


def _item_card(row: AgreementItem, names: dict[int, str]) -> ItemCard:
    creditor = names.get(row.creditor_id, "") if row.creditor_id else ""
    return ItemCard(row, names.get(row.debtor_id, ""), creditor, list(row.performances.all()))


def _confirmations(case: Case) -> Iterable[JudicialConfirmation]:
    return JudicialConfirmation.objects.filter(agreement__dispute_id=case.pk).order_by("-at")


def _follow_ups(case: Case) -> Iterable[FollowUp]:
    return FollowUp.objects.filter(dispute_id=case.pk, cancelled_at__isnull=True).select_related("by").order_by("due_on")
