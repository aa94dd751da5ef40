"""Opening a proof of identity: it shows what unmasking shows, so it needs the same grant, a reason and a record (个人信息保护法 28, 51, 55)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import acting
from cases.actions.unmask import FILE_AGAIN, FILE_READ, MIN_REASON, record_read
from cases.errors import Refused
from cases.models import Attachment, Case, Party, PersonRead

REASON_STANDS: Final = dt.timedelta(hours=1)
"""For so long the reason that somebody gave for reading a person of a case is taken for the proofs of identity of that case too."""


def is_identity(row: Attachment) -> bool:
    """Whether a file is kept as a proof of identity."""
    return row.purpose == Attachment.Purpose.IDENTITY


def read_identity_file(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, attachment: Attachment, reason: str = "") -> Attachment:
    """Put on record that somebody opens a proof of identity, for each party of the case, since any of them may be on it.

    Without a reason, that of the newest reading of this case by the same user within the last hour is taken; one that was itself taken over
    does not count, so that the hour does not begin anew. The case does not change.

    Raises:
        NotGranted: the roles do not grant `cases.unmask` on this case.
        Refused: it is no proof of identity of this case (`attachment`), or there is no reason of at least four characters (`reason`).
    """
    with acting(case, "cases.unmask", by=by, at=at, version=version) as step:
        step.reads_only()
        row = Attachment.objects.filter(pk=attachment.pk, case_id=step.case.pk, removed_at__isnull=True).first()
        if row is None or not is_identity(row):
            raise Refused({"attachment": _("本案没有这个附件，或已被移除。")})
        given = reason.strip()
        told = given or _standing_reason(step.case, by, at)
        if len("".join(told.split())) < MIN_REASON:
            raise Refused({"reason": _("请写明查看事由，至少四个字。")})
        for party in Party.objects.filter(case_id=step.case.pk).order_by("pk"):
            record_read(party, by=by, at=at, reason=told, wanted=[FILE_READ if given else FILE_AGAIN])
        step.say(_("打开当事人身份证明"), attachments=[row.pk])
    return row


def _standing_reason(case: Case, by: Actor, at: dt.datetime) -> str:
    reads = PersonRead.objects.filter(case_id=case.pk, user=by.user, at__gt=at - REASON_STANDS, at__lte=at).exclude(fields=FILE_AGAIN)
    return reads.order_by("-at", "-pk").values_list("reason", flat=True).first() or ""
