"""Files of a case: adding and removing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import acting
from cases.attachments.storage import received, save_row
from cases.errors import Refused
from cases.models import Attachment, Case


def attach(
    *,
    case: Case,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    files: Sequence[UploadedFile[Any]],
    purpose: str = Attachment.Purpose.EVIDENCE,
) -> list[Attachment]:
    """Add files to a case, all or none.

    The timeline tells how many and of which purpose; names of files may hold names of people and stay in the rows.

    Raises:
        Refused: a file is empty, too large or of a kind that is not kept (field `files`).
    """
    if not files:
        raise Refused({"files": _("请选择文件。")})
    with received(files) as uploads, acting(case, "cases.attach", by=by, at=at, version=version) as step:
        rows = [save_row(step.case, upload, purpose=purpose, by=by, at=at) for upload in uploads]
        label = Attachment.Purpose(purpose).label
        step.say(_("上传%(purpose)s %(count)d 个文件") % {"purpose": label, "count": len(rows)}, attachments=[row.pk for row in rows])
    return rows


def remove_attachment(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, attachment: Attachment, reason: str) -> Attachment:
    """Hide a file that was added by mistake. The file itself is kept (evidence); it is not shown and not handed out any more.

    Raises:
        Refused: it is not a file of this case, or has been removed already (field `attachment`).
    """
    with acting(case, "cases.remove_attachment", by=by, at=at, version=version) as step:
        row = Attachment.objects.filter(pk=attachment.pk, case_id=step.case.pk, removed_at__isnull=True).first()
        if row is None:
            raise Refused({"attachment": _("本案没有这个附件，或已被移除。")})
        row.removed_at, row.removed_reason = at, reason
        row.save(update_fields=["removed_at", "removed_reason"])
        step.say(_("移除附件：%(reason)s") % {"reason": reason}, attachments=[row.pk])
    return row
