"""Advisory locks between the commands of one checkout. The kernel drops them when a holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def take(path: Path, *, shared: bool = False, wait: bool = True) -> int | None:
    """Lock ``path`` and return the open descriptor, or None when ``wait`` is off and somebody holds it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, how if wait else how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def held(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock on ``path`` for the block, waiting for it first."""
    descriptor = take(path, shared=shared)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
