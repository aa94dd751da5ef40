"""``manage.py lint``: style, types, templates, floors, migrations and the house's own rules, one after another."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from fengqiao.bootstrap import keys, paths, processes
from fengqiao.bootstrap.console import say
from fengqiao.embedded import servers

Check = Callable[[], int]


def main(arguments: list[str]) -> int:
    """Run every check, or those named, and return 0 when all are content."""
    parser = argparse.ArgumentParser(prog="manage.py lint")
    parser.add_argument("checks", nargs="*", metavar="check", help=f"one of: {', '.join(CHECKS)} (default: all)")
    chosen = parser.parse_args(arguments).checks or list(CHECKS)
    if unknown := [name for name in chosen if name not in CHECKS]:
        parser.error(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    failed = [name for name in chosen if not _passes(name)]
    say(f"lint: {', '.join(failed)} failed" if failed else "lint: all clean")
    return 1 if failed else 0


def _passes(name: str) -> bool:
    began = time.monotonic()
    code = CHECKS[name]()
    say(f"  {name}: {'clean' if code == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)")
    return code == 0


def settings_environ() -> dict[str, str]:
    """Enough environment to read the settings: keys made up for this process, servers that nobody asks."""
    return servers.NOWHERE | os.environ | servers.own_environ(keys.fresh())


def _tool(module: str, *arguments: str) -> Check:
    def run() -> int:
        command = [sys.executable, "-m", module, *arguments]
        return processes.run(command, environ=settings_environ(), cwd=paths.PROJECT)

    return run


def _types() -> int:
    """Mypy, with a cache for each state of the settings: the Django plug-in does not notice that a setting came or went."""
    caches = paths.CACHE / "mypy"
    cache = caches / hashlib.sha256((paths.PROJECT / "fengqiao" / "settings.py").read_bytes()).hexdigest()[:16]
    for old in caches.glob("*"):
        if old != cache:
            shutil.rmtree(old, ignore_errors=True)
    return _tool("mypy", "--cache-dir", os.fspath(cache), ".")()


def _migrations() -> int:
    with servers.throwaway() as environ:
        command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
        return processes.run(command, environ=os.environ | environ, cwd=paths.PROJECT)


def _imports() -> int:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    done = subprocess.run(command, cwd=paths.PROJECT, env=settings_environ(), capture_output=True, text=True, check=False)
    if done.returncode:
        say(done.stdout + done.stderr)
    return done.returncode


def _rules() -> int:
    from fengqiao.house_rules import findings

    found = findings(paths.PROJECT)
    for line in found:
        say(f"  {line}")
    return 1 if found else 0


CHECKS: dict[str, Check] = {
    "style": _tool("ruff", "check", "--quiet", "."),
    "format": _tool("ruff", "format", "--check", "--quiet", "."),
    "templates": _tool("djlint", "--lint", "--quiet", "templates"),
    "floors": _imports,
    "rules": _rules,
    "types": _types,
    "migrations": _migrations,
}
