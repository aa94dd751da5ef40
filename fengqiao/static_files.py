"""Collects static files with hashed names when one of them changed, so that a warm start does not repeat it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.locks import held


def fingerprint() -> str:
    """Names, sizes and times of every file that collectstatic would take, and how they are stored."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for path in sorted(_sources()):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for finder in get_finders():
        yield from (Path(storage.path(name)) for name, storage in finder.list(None))


def collect() -> str:
    """Run collectstatic unless nothing changed; says what was done."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".stamp"
    with held(paths.CACHE / "run" / "static.lock"):
        wanted = fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return "up to date"
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)
    return "collected"
