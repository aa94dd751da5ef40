"""Files on disk: received under a temporary name, recognised, hashed, moved to a random name; nothing is left behind on an error."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.attachments.kinds import ALLOWED_WORDS, FileKind
from cases.attachments.naming import clean_name
from cases.attachments.sniffing import sniff
from cases.errors import Refused
from cases.models import Attachment, Case

INCOMING: Final = "incoming"
"""Folder of files that are being received."""


@dataclass
class Upload:
    """A file that has been received and found good. `path` is where it lies now."""

    path: Path
    name: str
    kind: FileKind
    size: int
    sha256: str

    def keep(self) -> str:
        """Move it to its random name and return that, relative to the folder of attachments. Nothing of it comes from the user."""
        random = secrets.token_hex(24)
        stored_as = f"{random[:2]}/{random}"
        target = root() / stored_as
        target.parent.mkdir(mode=0o700, exist_ok=True)
        self.path.replace(target)
        self.path = target
        return stored_as


@contextmanager
def received(files: Iterable[UploadedFile[Any]], *, field: str = "files") -> Iterator[list[Upload]]:
    """Take files in; when the block fails, those it has kept are removed again.

    Raises:
        Refused: a file is empty, too large, or of a kind that is not kept; the reason stands under `field` and names the file.
    """
    uploads: list[Upload] = []
    try:
        for file in files:
            uploads.append(_receive(file, field))  # noqa: PERF401  (those received so far are removed when the next is refused)
        yield uploads
    except BaseException:
        for upload in uploads:
            upload.path.unlink(missing_ok=True)
        raise
    finally:
        for upload in uploads:
            if upload.path.parent.name == INCOMING:
                upload.path.unlink(missing_ok=True)


def save_row(case: Case, upload: Upload, *, purpose: str, by: Actor, at: dt.datetime) -> Attachment:
    """Move a received file to its place and write its row; to be called inside an act, inside `received`."""
    return Attachment.objects.create(
        case_id=case.pk,
        purpose=purpose,
        name=upload.name,
        stored_as=upload.keep(),
        media_type=upload.kind.media_type,
        size=upload.size,
        sha256=upload.sha256,
        by=by.user,
        at=at,
    )


def root() -> Path:
    """The folder of attachments."""
    return Path(settings.ATTACHMENTS_DIR)


def path_of(attachment: Attachment) -> Path:
    """Where the file of a row lies."""
    return root() / attachment.stored_as


def _receive(file: UploadedFile[Any], field: str) -> Upload:
    shown = os.path.basename(file.name or "")[:60] or _("未命名文件")  # noqa: PTH119  (the name is shown, it is no path)
    if (file.size or 0) > settings.ATTACHMENT_MAX_BYTES:
        raise _too_large(shown, field)
    folder = root() / INCOMING
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(24)
    try:
        size, digest = _write(file, path, shown, field)
        return _checked(path, file.name or "", shown, field, size, digest)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(file: UploadedFile[Any], path: Path, shown: str, field: str) -> tuple[int, str]:
    """Write the file and return its size and SHA-256; the size is counted, not believed."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for chunk in file.chunks():
            size += len(chunk)
            if size > settings.ATTACHMENT_MAX_BYTES:
                raise _too_large(shown, field)
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return size, digest.hexdigest()


def _checked(path: Path, name: str, shown: str, field: str, size: int, digest: str) -> Upload:
    if not size:
        raise Refused({field: _("“%(name)s”是空文件，请重新选择。") % {"name": shown}})
    kind = sniff(path)
    if kind is None:
        raise Refused({field: _("“%(name)s”的内容不是可以上传的类型。可以上传：%(allowed)s。") % {"name": shown, "allowed": ALLOWED_WORDS}})
    kept_name = clean_name(name, kind)
    if kept_name is None:
        raise Refused({field: _("“%(name)s”的内容是%(kind)s，与文件扩展名不符，请核对后重新选择。") % {"name": shown, "kind": kind.label}})
    return Upload(path=path, name=kept_name, kind=kind, size=size, sha256=digest)


def _too_large(shown: str, field: str) -> Refused:
    limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
    return Refused({field: _("“%(name)s”超过 %(limit)d MB，请压缩或分开上传。") % {"name": shown, "limit": limit}})
