"""`manage.py fill_months`: count the months that have never been counted; `--lock-through 2024-04` closes those taken over from ledgers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.jobs import fill_missing, lock_history


class Command(BaseCommand):
    """A second run adds nothing."""

    help = "Fill months with figures."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--lock-through", default="", metavar="YYYY-MM", help="close the months up to this one")

    def handle(self, *_args: Any, lock_through: str, **_options: Any) -> None:
        """Close first: a closed month needs no provisional figures."""
        now = timezone.now()
        locked = lock_history(through=_month(lock_through), at=now) if lock_through else 0
        filled = fill_missing(at=now)
        self.stdout.write(f"{filled} months filled, {locked} closed")


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise CommandError(f"not a month: {text}") from error
