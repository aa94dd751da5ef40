"""Whether anything changed since a start was last prepared: if not, the next one goes straight to the web server.

Preparing needs Django and asks the database about migrations, areas, demo data and figures; on a modest machine that is half of a warm start.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import Step

_ELSEWHERE = frozenset({"var", ".venv", ".git", ".ci", "__pycache__", "node_modules", "docs", "tests"})
_MADE = frozenset({".mo", ".pyc"})
_MIGRATIONS = "SELECT count(*) || ' ' || md5(string_agg(app || '.' || name, ',' ORDER BY app, name)) FROM django_migrations"


def as_left(environ: Mapping[str, str], *, demo: bool) -> bool:
    """Whether sources, packages, static files and migrations of the database are those of the last preparation, of today."""
    if not _stamp().exists() or not (paths.STATIC / ".stamp").exists() or demo != (paths.RUN / "accounts.txt").exists():
        return False
    with Step("database and files") as step:
        database = _of_database(environ)
        same = bool(database) and _stamp().read_text() == state(paths.PROJECT, database, demo=demo, day=_today())
        step.note = "as they were left" if same else "changed"
    return same


def remember(environ: Mapping[str, str], *, demo: bool) -> None:
    """All is prepared now."""
    _stamp().write_text(state(paths.PROJECT, _of_database(environ), demo=demo, day=_today()))


def forget() -> None:
    """A preparation begins: whoever is killed within it must begin it anew."""
    _stamp().unlink(missing_ok=True)


def state(project: Path, database: str, *, demo: bool, day: date) -> str:
    """A digest of what a preparation works from: names, sizes and times of the sources, what the database says, what was asked for, the day."""
    digest = hashlib.sha256(f"{database}\0{demo}\0{day}\n".encode())
    for path in sorted(_sources(project)):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _ELSEWHERE]
        yield from (Path(parent, name) for name in files if Path(name).suffix not in _MADE)


def _of_database(environ: Mapping[str, str]) -> str:
    """Which database it is and which migrations it has; another one, or one that was put back to an earlier state, tells something else."""
    address = environ["DATABASE_URL"]
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute(_MIGRATIONS).fetchone()
    except psycopg.Error:
        return ""
    return hashlib.sha256(f"{address.rpartition('/')[2]} {row}".encode()).hexdigest()


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _stamp() -> Path:
    return paths.RUN / "prepared"
