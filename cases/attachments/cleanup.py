"""Removes files that no row names: what a killed process or a rolled-back transaction left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from cases.attachments.storage import INCOMING, root
from cases.models import Attachment

MIN_AGE = dt.timedelta(days=1)
"""Younger files may belong to an act that is still under way."""


def remove_orphans(*, now: dt.datetime) -> int:
    """Remove files older than a day that have no row; returns how many. Safe to run twice, or beside itself."""
    removed = 0
    for folder in [root() / INCOMING, *root().glob("[0-9a-f][0-9a-f]")]:
        old = {f"{folder.name}/{path.name}": path for path in _old_files(folder, now)}
        known = set(Attachment.objects.filter(stored_as__in=list(old)).values_list("stored_as", flat=True))
        for stored_as in old.keys() - known:
            old[stored_as].unlink(missing_ok=True)
            removed += 1
    return removed


def _old_files(folder: Path, now: dt.datetime) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_file() and dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < now - MIN_AGE:
            yield path
