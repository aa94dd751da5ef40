"""Jobs of cases of any kind."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.attachments.cleanup import remove_orphans
from cases.clock_recompute import recompute_all
from cases.escalation.climb import escalate as escalate_due
from cases.escalation.telling import tell_of_escalations
from cases.idempotency import sweep
from cases.notices.delivering import run as deliver
from cases.notices.sweeping import remove_old

log = structlog.get_logger(__name__)


@shared_task(name="cases.tasks.remove_orphan_files")
def remove_orphan_files() -> None:
    """Once a day: files of attachments that no row names."""
    log.info("orphan_files_removed", count=remove_orphans(now=timezone.now()))


@shared_task(name="cases.tasks.recompute_clocks")
def recompute_clocks() -> None:
    """After a notice on days off: open clocks that it touches. A sweep runs it too, so that a lost call loses nothing."""
    if moved := recompute_all(at=timezone.now()):
        log.info("clocks_recomputed", moved=moved)


@shared_task(name="cases.tasks.sweep_idempotency_keys")
def sweep_idempotency_keys() -> None:
    """Once an hour: keys of repeated creations that are older than a day."""
    log.info("idempotency_keys_forgotten", count=sweep(now=timezone.now()))


@shared_task(name="cases.tasks.escalate")
def escalate() -> None:
    """Every few minutes: what is overdue climbs. What does not fit into the time of a task waits for the next run."""
    climbed = escalate_due(timezone.now(), seconds=settings.CELERY_TASK_TIME_LIMIT / 2)
    if climbed.steps or climbed.by_attempts:
        log.info("escalated", steps=climbed.steps, by_attempts=climbed.by_attempts, resolved=climbed.resolved)


@shared_task(name="cases.tasks.tell_of_escalations")
def tell_escalations() -> None:
    """Every minute: whoever has to hear of a step is told."""
    if told := tell_of_escalations(timezone.now(), seconds=settings.CELERY_TASK_TIME_LIMIT / 2):
        log.info("escalations_told", count=told)


@shared_task(name="cases.tasks.deliver_notices")
def deliver_notices() -> None:
    """Three times a minute: notices by mail and gateway."""
    if handled := deliver(clock=timezone.now):
        log.info("notices_delivered", parcels=handled)


@shared_task(name="cases.tasks.remove_old_notices")
def remove_old_notices() -> None:
    """Once a day: notices that were read more than a year ago."""
    log.info("old_notices_removed", count=remove_old(now=timezone.now()))
