"""Steps over one scratch database that need Django: ``python -m bench.prepare <cases> load`` or ``… migrate``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import django
from django.core.management import call_command
from django.utils import timezone

from fengqiao.bootstrap.console import Step


def main(arguments: Sequence[str]) -> int:
    """Migrate; for `load` also make who and where, and the cases."""
    cases, what = int(arguments[0]), arguments[1]
    os.environ["DATABASE_POOL_MAX"] = "0"
    django.setup()
    with Step(f"{cases:,} cases: migrations"):
        call_command("migrate", verbosity=0, interactive=False)
    if what == "load":
        _load(cases)
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
