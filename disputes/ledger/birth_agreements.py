"""The agreements of disputes that come from a ledger, with their items and performance."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from cases.daycount import local_day
from disputes.ledger.copying import copy_rows, next_ids
from disputes.ledger.newborn import Newborn, Row, Source
from disputes.models import Agreement, AgreementItem, Performance


def write_agreements(born: Sequence[Newborn], source: Source) -> None:
    """Agreement, its one item and, where it is performed, the performance, as far as a ledger tells them."""
    agreements, items = next_ids(Agreement, len(born)), next_ids(AgreementItem, len(born))
    copy_rows(Agreement, (_agreement(each, key, source) for each, key in zip(born, agreements, strict=True)))
    copy_rows(AgreementItem, (_item(each, key, item) for each, key, item in zip(born, agreements, items, strict=True)))
    copy_rows(
        Performance,
        (_performance(each, item, source) for each, item in zip(born, items, strict=True) if each.entry.performed_on),
    )


def _agreement(each: Newborn, key: int, source: Source) -> Row:
    entry = each.entry
    reached = local_day(entry.concluded_at) if entry.concluded_at else None
    return {
        "id": key,
        "dispute_id": each.pk,
        "form": entry.agreement_form,
        "number": entry.agreement_number,
        "reached_on": reached,
        "effective_on": reached,
        "facts": entry.summary,
        "responsibility": _("台账未记载，见原卷宗"),
        "by_id": source.user_id,
        "at": source.at,
    }


def _item(each: Newborn, agreement: int, key: int) -> Row:
    entry = each.entry
    debtor = next((i for i, party in enumerate(entry.parties) if party.role == "respondent"), 0)
    creditor = next((i for i, party in enumerate(entry.parties) if party.role == "applicant" and i != debtor), None)
    reached = local_day(entry.concluded_at) if entry.concluded_at else None
    return {
        "id": key,
        "agreement_id": agreement,
        "seq": 1,
        "debtor_id": each.party_ids[debtor],
        "creditor_id": None if creditor is None else each.party_ids[creditor],
        "content": (entry.resolution or entry.title)[:500],
        "amount": entry.amount,
        "due_on": entry.performance_due or entry.performed_on or reached,
        "performed_on": entry.performed_on,
    }


def _performance(each: Newborn, item: int, source: Source) -> Row:
    return {
        "item_id": item,
        "on": each.entry.performed_on,
        "amount": each.entry.amount,
        "note": _("台账记载"),
        "complete": True,
        "by_id": source.user_id,
        "at": source.at,
    }
