"""Files of a case, handed out to whoever may see the case and to nobody else."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actor import actor_of
from cases.attachments.kinds import KINDS
from cases.attachments.storage import path_of
from cases.models import Attachment, Case

UNKNOWN_TYPE: Final = "application/octet-stream"
SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
@login_required
def attachment(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """The file, to be saved; `?inline=1` lets a page show a picture. Outside visibility, and after removal, there is none (404).

    It is never HTML for the browser: the type is one of a fixed list, must not be guessed, and what is opened runs in a sandbox.
    """
    visible = Case.objects.visible_to(actor_of(request)).filter(number=number)
    row = Attachment.objects.filter(pk=pk, case__in=visible.values("pk"), removed_at__isnull=True).first()
    if row is None:
        raise Http404(_("没有这个附件。"))
    return serve(row, inline=request.GET.get("inline") == "1")


def serve(row: Attachment, *, inline: bool = False) -> FileResponse:
    """The response that carries a file; the caller has asked whether the case may be seen. Raises `Http404` where the file is gone."""
    kind = KINDS.get(row.media_type)
    try:
        file = path_of(row).open("rb")
    except FileNotFoundError as error:
        raise Http404(_("附件文件不在了，请联系系统管理员。")) from error
    shown = inline and kind is not None and kind.inline
    response = FileResponse(file, as_attachment=not shown, filename=row.name, content_type=kind.media_type if kind else UNKNOWN_TYPE)
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
