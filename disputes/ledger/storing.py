"""Where an uploaded ledger lies until it is checked: outside every folder that is served, under a random name, removed right after."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from disputes.ledger.limits import MAX_BYTES, UnreadableError
from disputes.models import LedgerImport


class Upload(Protocol):
    """What is needed of an uploaded file."""

    def chunks(self) -> Iterable[bytes]:
        """Its bytes, piece by piece."""


def folder() -> Path:
    """Made on first use, for this system's account only."""
    place = Path(settings.DATA_DIR) / "ledgers"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep(upload: Upload) -> tuple[str, str]:
    """Store an upload; its name and SHA-256. Raises `UnreadableError` where it is too large."""
    name, digest, left = secrets.token_hex(20), hashlib.sha256(), MAX_BYTES
    path = folder() / name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            left -= len(chunk)
            if left < 0:
                path.unlink()
                raise UnreadableError(_("文件超过 %d MB，请分成几个文件。") % (MAX_BYTES // 1024 // 1024))
            digest.update(chunk)
            file.write(chunk)
    return name, digest.hexdigest()


def path_of(ledger: LedgerImport) -> Path:
    """The stored file. Raises `UnreadableError` where it is gone."""
    path = folder() / ledger.stored_as
    if not path.is_file():
        raise UnreadableError(_("上传的文件已不在，请重新上传。"))
    return path


def remove(ledger: LedgerImport) -> None:
    """The file is not needed any more: every row is kept, encrypted, in the database."""
    (folder() / ledger.stored_as).unlink(missing_ok=True)
