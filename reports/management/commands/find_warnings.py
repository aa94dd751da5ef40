"""`manage.py find_warnings`: look for early warnings now. A second run changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.warning.run import find_warnings


class Command(BaseCommand):
    """The nightly job on demand."""

    help = "Look for early warnings."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many there are."""
        run = find_warnings(at=timezone.now())
        self.stdout.write(f"{run.tested} series tested, {run.found} warnings, {run.new} new today")
