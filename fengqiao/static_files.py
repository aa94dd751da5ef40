"""Collects static files with hashed names when one of them changed, so that a warm start does not repeat it."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.locks import held


def fingerprint() -> str:
    """Names, sizes and times of every source folder's files, and the versions of the packages that bring their own."""
    digest = hashlib.sha256((paths.PROJECT / "requirements.txt").read_bytes() + repr(settings.STORAGES).encode())
    for path in sorted(_sources()):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    folders = [entry[1] if isinstance(entry, tuple) else entry for entry in settings.STATICFILES_DIRS]
    for folder in [*folders, *paths.PROJECT.glob("*/static")]:
        for parent, _, names in os.walk(folder):
            yield from (Path(parent) / name for name in names)


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
