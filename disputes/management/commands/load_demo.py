"""`manage.py load_demo`: invented data to look at."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.daycount import SHANGHAI
from disputes.demo.loading import DemoError, load
from disputes.models import Dispute
from disputes.states import Outcome


class Command(BaseCommand):
    """Loads bodies, people, a ledger with the city's published totals and open disputes around today. A second run adds nothing."""

    help = "load invented data to look at; a second run adds nothing"

    def add_arguments(self, parser: CommandParser) -> None:
        """A machine that others reach needs a word of its own."""
        parser.add_argument("--yes", action="store_true", help="also where others can reach this copy: the password of demo accounts is public")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, and say in one line what there is."""
        if not settings.PLAIN_HTTP and not options["yes"]:
            raise CommandError("demo accounts have a public password, and this copy is set up to be reached by others: add --yes if you mean it")
        try:
            made = load(clock=timezone.now)
        except DemoError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{made.bodies} bodies, {made.people} accounts; added {made.rows_loaded} rows of ledgers, {made.open_cases} open disputes")
        total, resolved = published_totals()
        self.stdout.write(f"ledger of January to April 2024: {total:,} disputes, {resolved:,} resolved, {resolved / total:.1%}")


def published_totals() -> tuple[int, int]:
    """Registered and resolved disputes of January to April 2024 as they stand in the database; the city published 2,945 and 2,922."""
    until = dt.datetime(2024, 5, 1, tzinfo=SHANGHAI)
    months = Dispute.objects.get_queryset().filter(received_at__gte=dt.datetime(2024, 1, 1, tzinfo=SHANGHAI), received_at__lt=until)
    return months.count(), months.filter(outcome=Outcome.SUCCESS).count()
