"""Jobs of cases of any kind."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from cases.attachments.cleanup import remove_orphans

log = structlog.get_logger(__name__)


@shared_task(name="cases.tasks.remove_orphan_files")
def remove_orphan_files() -> None:
    """Once a day: files of attachments that no row names."""
    log.info("orphan_files_removed", count=remove_orphans(now=timezone.now()))
