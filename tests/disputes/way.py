"""Disputes on their main way, and the input of each act on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Role
from cases.daycount import local_day
from disputes.models import Agreement, AgreementItem, Dispute, FollowUp, JudicialConfirmation, Objection, Performance
from disputes.states import State
from mediators.models import Committee, Mediator
from tests.acts import center, dispute_of, do, fresh, snapshot
from tests.factories.areas import AreaFactory
from tests.factories.mediators import CommitteeFactory, MediatorFactory
from tests.factories.people import posted

DAY = dt.timedelta(days=1)
SIGNED = {"signed_by_parties": True, "signed_by_mediators": True, "sealed": True, "copies": 3}


def today(at: dt.datetime | None = None) -> dt.date:
    """The day in Asia/Shanghai."""
    return local_day(at or timezone.now())


def whole(case: Dispute) -> dict[str, Any]:
    """Everything of a dispute that an act that was refused must have left alone."""
    rows = {
        "parties": sorted(case.parties.values_list("pk", "name", "role")),
        "assignments": sorted(case.assignments.values_list("pk", "until", "lead")),
        "objections": sorted(Objection.objects.filter(dispute=case).values_list("pk", "upheld", "decided_at")),
        "investigations": case.investigations.count(),
        "sessions": case.sessions.count(),
        "agreements": sorted(case.agreements.values_list("pk", "superseded_at")),
        "items": sorted(AgreementItem.objects.filter(agreement__dispute=case).values_list("pk", "performed_on")),
        "performances": Performance.objects.filter(item__agreement__dispute=case).count(),
        "confirmations": sorted(JudicialConfirmation.objects.filter(agreement__dispute=case).values_list("pk", "state")),
        "visits": sorted(FollowUp.objects.filter(dispute=case).values_list("pk", "done_on", "cancelled_at")),
    }
    return snapshot(case) | rows


def committee_of(actor: Actor, **fields: Any) -> Committee:
    """A committee in the area of an actor's posting."""
    return CommitteeFactory(organisation__area=AreaFactory(code=actor.postings[0].area_id), **fields)


def mediator_of(committee: Committee, **fields: Any) -> Mediator:
    """A mediator on that committee."""
    return MediatorFactory(committee=committee, **fields)


def assigned(actor: Actor, **fields: Any) -> tuple[Dispute, Mediator]:
    """A dispute that was assigned by the act itself, and its lead mediator."""
    case = dispute_of(actor, State.ACCEPTED, **fields)
    committee = committee_of(actor)
    mediator = mediator_of(committee)
    do("assign", case, actor, committee=committee.pk, lead=mediator.pk)
    return fresh(case), mediator


def session_input(case: Dispute, **changes: Any) -> dict[str, Any]:
    """A record with its seven elements: agreed, by the mediators assigned, all parties there."""
    live = case.assignments.filter(until__isnull=True)
    return {
        "held_at": timezone.now() - dt.timedelta(minutes=5),
        "place": "村委会调解室",
        "mode": "room",
        "mediators": list(live.values_list("mediator_id", flat=True)),
        "parties": list(case.parties.values_list("pk", flat=True)),
        "rights_told": True,
        "statements": "双方各自陈述。",
        "facts": "查明滴水槽越界二十公分。",
        "risk_notice": "已提示诉讼时效。",
        "record": "经劝导，双方让步。",
        "result": "agreed",
        "recorder": "记录员",
        "signed": True,
        **changes,
    }


def mediated(actor: Actor, result: str = "agreed", **fields: Any) -> Dispute:
    """A dispute in mediation whose last session ended so."""
    case, _mediator = assigned(actor, **fields)
    do("hold_session", case, actor, **session_input(case, result=result))
    return fresh(case)


def item_input(case: Dispute, **changes: Any) -> dict[str, Any]:
    """A row of an agreement: the second party pays the first in ten days."""
    first, second = case.parties.order_by("id")[:2]
    due_on = today() + 10 * DAY
    return {"debtor": second.pk, "creditor": first.pk, "content": "支付修缮费", "amount": "1200.00", "due_on": due_on.isoformat(), **changes}


def terms_input(case: Dispute, *items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A written agreement of today, signed and sealed."""
    return {
        "form": "written",
        "reached_on": today().isoformat(),
        "facts": "屋檐滴水损坏院墙。",
        "responsibility": "被申请人承担修缮费用。",
        "items": list(items) or [item_input(case)],
        **SIGNED,
        **changes,
    }


def agreed(actor: Actor, *items: dict[str, Any], **fields: Any) -> Dispute:
    """A dispute with a written agreement of today; `items` are changes to the usual row."""
    case = mediated(actor, **fields)
    rows = [item_input(case, **row) for row in items] or [item_input(case)]
    do("agree", case, actor, **terms_input(case, *rows))
    return fresh(case)


def agreement_of(case: Dispute) -> Agreement:
    """The agreement in force."""
    return Agreement.objects.get(dispute=case, superseded_at__isnull=True)


def items_of(case: Dispute) -> list[AgreementItem]:
    """Its items, in order."""
    return list(AgreementItem.objects.filter(agreement=agreement_of(case)).order_by("seq"))


def performed(actor: Actor, **fields: Any) -> Dispute:
    """A dispute whose only item has been performed."""
    case = agreed(actor, **fields)
    (item,) = items_of(case)
    do("perform_item", case, actor, item=item.pk, on=today().isoformat(), amount="1200", complete=True)
    return fresh(case)


def failed(actor: Actor, **fields: Any) -> Dispute:
    """A dispute in which mediation failed."""
    case = mediated(actor, "failed", **fields)
    do("fail", case, actor, reason="双方分歧过大", routes=["arbitration", "administrative", "court"])
    return fresh(case)


def visit_input(case: Dispute, **changes: Any) -> dict[str, Any]:
    """A visit of today at which all was well."""
    return {
        "done_on": today().isoformat(),
        "method": "visit",
        "parties": list(case.parties.values_list("pk", flat=True)),
        "performance": "已履行，关系缓和。",
        "satisfaction": "satisfied",
        **changes,
    }


def confirmation_input(**changes: Any) -> dict[str, Any]:
    """A joint application of today to the court at the committee's seat."""
    return {
        "court": "商州区人民法院",
        "jurisdiction": "seat",
        "applied_on": today().isoformat(),
        "jointly": True,
        "checked": True,
        **changes,
    }


def stranger() -> Actor:
    """A township centre of another county."""
    return center("611022101")


def leader() -> Actor:
    """A city leader, who reads and urges but does no act of the procedure."""
    return posted(Role.CITY_LEADER, "6110")
