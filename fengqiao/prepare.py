"""The steps of a start that need Django: ``python -m fengqiao.prepare``. Each may be killed and run again."""

import hashlib
import io
import sys

import django
from django.core.management import CommandError, call_command

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import Step, refuse
from fengqiao.static_files import collect
from fengqiao.translations import compile_all

AREAS = paths.PROJECT / "data" / "shangluo_areas.csv"
DEMO_LEDGERS_END = "2024-04"
"""The last month of the demo data that comes from ledgers."""


def main(arguments: list[str]) -> int:
    """Bring database, areas, demo data and files to the state that this version needs."""
    demo = "--no-demo" not in arguments
    django.setup()
    compile_all(paths.PROJECT / "locale")
    with Step("migrations") as step:
        step.note = migrate()
    with Step("static files") as step:
        step.note = collect()
    with Step("areas") as step:
        step.note = load_areas()
    accounts = paths.RUN / "accounts.txt"
    accounts.unlink(missing_ok=True)
    if demo:
        with Step("demo data") as step:
            step.note = run("load_demo").strip().splitlines()[-1][:100]
        accounts.touch(mode=0o600)
        accounts.write_text(run("demo_accounts"))
    with Step("monthly figures") as step:
        step.note = run("fill_months", *(["--lock-through", DEMO_LEDGERS_END] if demo else [])).strip()
    with Step("early warning") as step:
        step.note = run("find_warnings").strip()
    return 0


def run(command: str, *arguments: str) -> str:
    """Run a Django command and return what it printed."""
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def migrate() -> str:
    """Apply what is missing; says how many."""
    applied = run("migrate", "--no-input", "--no-color").count(" OK\n")
    return f"{applied} applied" if applied else "up to date"


def load_areas() -> str:
    """Load the areas, unless this database already has them from the same file."""
    from accounts.models import Area

    digest = hashlib.sha256(AREAS.read_bytes()).hexdigest()
    stamp = paths.RUN / "areas-loaded"
    if not (stamp.exists() and stamp.read_text() == digest and Area._default_manager.exists()):
        run("load_areas", str(AREAS))
        stamp.write_text(digest)
    return f"{Area._default_manager.count()} areas"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CommandError as error:
        refuse(str(error))
