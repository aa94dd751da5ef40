"""Jobs of reports. Progress is in the database: each may be killed, run twice or late, and the result is the same."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports import climbs, jobs
from reports.actions import mailing
from reports.warning import run


@shared_task
def fill_open_months() -> None:
    """Every few minutes: the figures of months that are still open."""
    jobs.fill_open(at=timezone.now())


@shared_task
def close_months() -> None:
    """Once a night: count, close the month whose day is over, take in late entries."""
    jobs.nightly(at=timezone.now())


@shared_task
def count_climbs() -> None:
    """Every few minutes: how many cases climbed, this month and last."""
    climbs.count_climbs(at=timezone.now())


@shared_task
def find_warnings() -> None:
    """Once a night, and on demand: early warnings."""
    run.find_warnings(at=timezone.now())


@shared_task
def mail_reports() -> None:
    """Every quarter of an hour: the monthly report to those who asked for it, on their day."""
    mailing.mail_reports(now=timezone.now())
