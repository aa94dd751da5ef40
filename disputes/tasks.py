"""Jobs of disputes. Progress is in the database: each may be killed, run twice or late, and the result is the same."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from disputes.actions.draft import remove_old_drafts
from disputes.actions.lapse import lapse_confirmation_windows
from disputes.ledger import checking, loading, sweeping


@shared_task
def check_ledger(ledger_id: int) -> None:
    """Check the rows of an uploaded ledger."""
    checking.run(ledger_id, clock=timezone.now)


@shared_task
def load_ledger(ledger_id: int) -> None:
    """Load the good rows of a checked ledger."""
    loading.run(ledger_id, clock=timezone.now)


@shared_task
def sweep_ledgers() -> None:
    """Take up ledgers that stand still, remove what nobody needs any more."""
    sweeping.run(at=timezone.now())


@shared_task
def lapse_confirmations() -> None:
    """End the windows for judicial confirmation that are over."""
    lapse_confirmation_windows(at=timezone.now())


@shared_task
def remove_drafts() -> None:
    """Once a day: drafts of the intake page that nobody has touched for a month."""
    remove_old_drafts(now=timezone.now())
