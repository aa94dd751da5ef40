"""Processor time of processes, from /proc. Linux only."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
"""Seconds of a unit in /proc/<pid>/stat."""
APART: Final = ("checkpointer", "background writer", "autovacuum", "logical replication", "archiver", "logger")
"""PostgreSQL's own housekeeping, which no request waits for."""


def tree_seconds(root: int, *, apart: tuple[str, ...] = ()) -> float:
    """User and system seconds of a process and all its descendants, and of those that ended and were waited for.

    Descendants whose command line names one of `apart` are left out. 0 where the process is gone.
    """
    children = _children()
    return sum(_seconds(pid) for pid in _tree(root, children) if pid == root or not _is_apart(pid, apart))


def parent_of(pid: int) -> int | None:
    """The parent of a process, or None where the process is not on this machine."""
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def command_of(pid: int) -> str:
    """The command line, empty where the process is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _is_apart(pid: int, apart: tuple[str, ...]) -> bool:
    return bool(apart) and any(word in command_of(pid) for word in apart)


def _tree(root: int, children: dict[int, list[int]]) -> Iterator[int]:
    yield root
    for child in children.get(root, ()):
        yield from _tree(child, children)


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := parent_of(int(entry.name))) is not None:
            found[parent].append(int(entry.name))
    return found


def _seconds(pid: int) -> float:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) * TICK if fields else 0.0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name, state first."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
