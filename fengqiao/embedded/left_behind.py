"""Data folders under /var/lib/fengqiao whose copy is gone: they are named, and removed only when somebody asks for it.

Root's copies keep PostgreSQL's data there when its user cannot enter the copy's own folder; deleting the copy leaves that data.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fengqiao.bootstrap.console import say
from fengqiao.bootstrap.processes import alive_in
from fengqiao.embedded.programs import OWNER_RECORD, SHARED_HOME

COMMAND = "python3 manage.py servers --prune"


@dataclass(frozen=True)
class Home:
    """A data folder and the folder of the copy that it belongs to; None where the copy was made before that was recorded."""

    folder: Path
    copy: Path | None

    @property
    def is_stale(self) -> bool:
        """Whether the copy is known and gone, and no server works in the folder."""
        return self.copy is not None and not self.copy.exists() and not self.is_in_use

    @property
    def is_in_use(self) -> bool:
        """Whether a process works in the folder or right below it."""
        return any(True for place in (self.folder, *self.folder.iterdir()) for _pid in alive_in(place))


def homes(shared: Path | None = None) -> Iterator[Home]:
    """All data folders, by name."""
    for folder in sorted((shared or SHARED_HOME).glob("data-*")):
        record = folder / OWNER_RECORD
        try:
            yield Home(folder, Path(record.read_text().removesuffix("\n")) if record.exists() else None)
        except OSError:  # another user's
            continue


def mention(shared: Path | None = None) -> None:
    """Say at a start what lies about, and how to remove it. Nothing is touched."""
    stale = [home for home in homes(shared) if home.is_stale]
    for home in stale:
        say(f"Left behind: {home.folder}, the database of a copy that is gone ({home.copy}).")
    if stale:
        say(f"Remove with: {COMMAND}")


def prune(shared: Path | None = None) -> int:
    """Remove the folders of copies that are gone, naming each; returns how many. Those of unknown copies are named and stay."""
    removed = 0
    for home in homes(shared):
        if home.is_stale:
            shutil.rmtree(home.folder)
            say(f"Removed {home.folder}: its copy {home.copy} is gone.")
            removed += 1
        elif home.copy is None and not home.is_in_use:
            say(
                f"Kept {home.folder}: it does not say whose it is. If no copy needs it (var/postgres.is-at names a copy's folder), remove it by hand."
            )
    if not removed:
        say("Nothing to remove.")
    return removed
