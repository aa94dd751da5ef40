"""Compiles translations without gettext's own tools, which a bare machine does not have."""

from pathlib import Path

import polib


def compile_all(folder: Path) -> int:
    """Make ``.mo`` beside every ``.po`` under ``folder`` that is newer than it; returns how many were made."""
    made = 0
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            draft = target.with_suffix(".mo.new")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)
            made += 1
    return made
