"""Files of a case, handed out to whoever may see the case and to nobody else."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import actor_of
from cases.actions.identity_file import is_identity, read_identity_file
from cases.acts import registry
from cases.attachments.kinds import KINDS
from cases.attachments.storage import path_of
from cases.errors import NotGranted, Refused
from cases.forms.identity_file import IdentityFileForm
from cases.models import Attachment, Case
from cases.veil import veil_of_case
from cases.views.reading import find_case

UNKNOWN_TYPE: Final = "application/octet-stream"
SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attachment(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """The file, to be saved; `?inline=1` lets a page show a picture. Outside visibility, and after removal, there is none (404).

    A proof of identity is handed out only for a reason, on record, to whoever may unmask (`cases.actions.identity_file`).
    It is never HTML for the browser: the type is one of a fixed list, must not be guessed, and what is opened runs in a sandbox.
    """
    visible = Case.objects.visible_to(actor_of(request)).filter(number=number)
    row = Attachment.objects.filter(pk=pk, case__in=visible.values("pk"), removed_at__isnull=True).first()
    if row is None:
        raise Http404(_("没有这个附件。"))
    if is_identity(row):
        return _identity(request, number, row)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return serve(row, inline=_inline(request))


def _inline(request: HttpRequest) -> bool:
    return request.GET.get("inline") == "1"


def _identity(request: HttpRequest, number: str, row: Attachment) -> HttpResponseBase:
    """A proof of identity: put on record and handed out, or a form that asks for the reason, or 403 with why not."""
    case, form = find_case(request, number), IdentityFileForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {"case": case, "file": row, "form": form, "now": timezone.now(), "veil": veil_of_case(case.pk)}
    shown["state"] = registry.kind(case.kind).state_label(case.state)
    status = 422 if form.is_bound else 200
    try:
        if form.is_valid() or not form.is_bound:
            reason = form.cleaned_data["reason"] if form.is_bound else ""
            read_identity_file(case=case, by=actor_of(request), at=shown["now"], attachment=row, reason=reason)
            return serve(row, inline=_inline(request))
    except NotGranted as error:
        shown["refusal"], status = error.message, 403
    except Refused as error:
        if form.is_bound:
            form.add_error("reason", error.message)
    response = render(request, "cases/identity_file.html", shown, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


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
