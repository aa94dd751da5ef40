"""Steps over one scratch database that need Django: ``python -m bench.prepare <cases> load``, ``… migrate`` or ``… settle``."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Sequence

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from fengqiao.bootstrap.console import Step


def main(arguments: Sequence[str]) -> int:
    """Migrate; for `load` also make who and where, and the cases; for `settle` let the jobs do what they would have done by now."""
    cases, what = int(arguments[0]), arguments[1]
    os.environ["DATABASE_POOL_MAX"] = "0"
    django.setup()
    with Step(f"{cases:,} cases: migrations"):
        call_command("migrate", verbosity=0, interactive=False)
    if what == "load":
        _load(cases)
    elif what == "settle":
        _settle(cases, timezone.now())
    else:
        from fengqiao.static_files import collect

        with Step("static files") as step:
            step.note = collect()
    return 0


def _load(cases: int) -> None:
    from bench import frame, loading

    with Step(f"{cases:,} cases: areas, bodies, people"):
        townships = frame.build()
    with Step(f"{cases:,} cases: load") as step:
        loading.load(townships, cases, at=timezone.now(), processes=loading.cores(), progress=step.progress)


def _settle(cases: int, at: dt.datetime) -> None:
    """Every month has figures, every clock its ladder, and what is overdue has climbed. How long that took is kept beside the results."""
    from bench import closing
    from bench.servers import HOME
    from cases.escalation.climb import escalate
    from reports import jobs

    took: dict[str, object] = {}
    with Step(f"{cases:,} cases: escalation") as step:
        began = time.monotonic()
        climbed = escalate(at)
        took["escalation"] = {"clocks": climbed.resolved, "steps": climbed.steps, "seconds": time.monotonic() - began}
        step.note = f"{climbed.resolved:,} clocks looked up, {climbed.steps:,} steps"
    with Step(f"{cases:,} cases: monthly figures") as step:
        began = time.monotonic()
        months = jobs.fill_missing(at=at)
        took["figures"] = {"counted": months, "seconds": time.monotonic() - began, **closing.filled()}
        step.note = f"{months} months counted"
    if months:
        _learn(["reports_cell", "reports_fillstate", "cases_clock", "cases_escalation", "cases_caseevent"])
        (HOME / f"settled-{cases}.json").write_text(json.dumps(took, indent=1) + "\n")


def _learn(tables: Sequence[str]) -> None:
    """The planner knows what the jobs have written."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(table)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
