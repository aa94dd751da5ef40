"""Pages of ledgers: upload, map the headings, see the check, decide, follow the loading; and the export of the list."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actor import actor_of
from cases.errors import ActError, NotGranted, Refused
from cases.filters import BadFilter
from cases.held import numbers_held
from disputes.filters import DisputeFilter
from disputes.ledger import exporting, receiving, reporting
from disputes.ledger.columns import BY_CODE, EXPORTED, IMPORTED
from disputes.ledger.limits import MAX_BYTES, MAX_ROWS
from disputes.ledger.sheet_writing import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from disputes.models import LedgerImport
from disputes.views.listing import NOT_FILTERS

SHOWN_IMPORTS = 30
SHOWN_ERRORS = 50
State = LedgerImport.State
View = Callable[..., HttpResponseBase]


def _page(view: View) -> View:
    """Signed in, never cached, and granted to import."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if receiving.importing_posting(actor_of(request)) is None:
            raise PermissionDenied(_("您的角色不能导入台账。"))
        return view(request, *args, **kwargs)

    return wrapped


def _ledger(request: HttpRequest, token: uuid.UUID) -> LedgerImport:
    """One's own import; anybody else's does not exist."""
    found = LedgerImport.objects.filter(token=token, by=actor_of(request).user).select_related("posting__area").first()
    if found is None:
        raise Http404(_("没有这次导入。"))
    return found


@_page
@require_http_methods(["GET", "POST"])
def ledger_import(request: HttpRequest) -> HttpResponse:
    """Upload a file; what was imported before."""
    problem = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            problem = _("请选择一个文件。")
        else:
            try:
                ledger = receiving.receive(by=actor_of(request), upload=upload, name=upload.name or _("台账"), at=timezone.now())
            except Refused as error:
                problem = error.message
            else:
                return redirect("disputes:ledger_detail", token=ledger.token)
    mine = LedgerImport.objects.filter(by=actor_of(request).user)[:SHOWN_IMPORTS]
    context = {
        "problem": problem,
        "imports": mine,
        "columns": IMPORTED,
        "area": getattr(receiving.importing_posting(actor_of(request)), "area", None),
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_BYTES // 1024 // 1024,
    }
    return render(request, "disputes/ledger_import.html", context, status=422 if problem else 200)


@_page
@require_GET
def ledger_detail(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Where an import stands: its headings, its progress, what was found, what came of it. A poll gets the moving part alone."""
    ledger = _ledger(request, token)
    if request.headers.get("HX-Request") and ledger.state in {State.CHECKING, State.LOADING}:
        return render(request, "disputes/ledger_progress.html", {"ledger": ledger, "percent": reporting.percent(ledger)})
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return _shown(request, ledger)


@_page
@require_POST
def ledger_columns(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Take the mapping of the headings and start the check."""
    ledger = _ledger(request, token)
    columns = [request.POST.get(f"column-{i}", "") for i in range(len(ledger.mapping["headings"]))]
    columns = [code if code in BY_CODE and BY_CODE[code].imported else "" for code in columns]
    return _acted(request, ledger, lambda: receiving.choose_columns(ledger=ledger, by=actor_of(request), columns=columns, at=timezone.now()), columns)


@_page
@require_POST
def ledger_decide(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Load the good rows, load nothing, or give the upload up."""
    ledger, by, choice = _ledger(request, token), actor_of(request), request.POST.get("choice")
    if choice == "discard":
        return _acted(request, ledger, lambda: receiving.discard(ledger=ledger, by=by, at=timezone.now()))
    if choice not in {"load", "none"}:
        return _shown(request, ledger, problems=[_("请选择导入或不导入。")], status=422)
    return _acted(request, ledger, lambda: receiving.decide(ledger=ledger, by=by, load=choice == "load", at=timezone.now()))


@_page
@require_GET
def ledger_errors(request: HttpRequest, token: uuid.UUID, file_format: str) -> HttpResponseBase:
    """The bad rows with what is wrong in them, to be mended and uploaded again."""
    ledger = _ledger(request, token)
    headings, rows = reporting.bad_rows(ledger)
    return _file(file_format, _("%s-错误行") % ledger.name.rsplit(".", 1)[0], headings, rows)


@_page
@require_GET
def ledger_template(_request: HttpRequest, file_format: str) -> HttpResponseBase:
    """An empty ledger with our headings and one invented row."""
    columns = [column for column in IMPORTED if column.code not in {"number", "parties"}]
    example = iter([[column.example for column in columns]])
    return _file(file_format, _("台账模板"), exporting.headings(columns), example, [column.width for column in columns])


@never_cache
@login_required
@require_GET
@numbers_held
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file: the same filters as the page."""
    actor, now = actor_of(request), timezone.now()
    query = request.GET.copy()
    file_format = str((query.pop("format", None) or ["xlsx"])[-1])
    for name in [name for name, values in query.lists() if name in NOT_FILTERS or not any(values)]:
        del query[name]
    if file_format not in {"xlsx", "csv"}:
        raise Http404(_("没有这种格式。"))
    try:
        _record, rows = exporting.take_out(
            DisputeFilter(query, actor=actor, now=now), by=actor, at=now, query=query.urlencode(), file_format=file_format
        )
    except NotGranted as error:
        raise PermissionDenied(error.message) from error
    except (Refused, BadFilter) as error:
        return render(request, "disputes/ledger_export_refused.html", {"reason": str(error)}, status=422)
    widths = [column.width for column in EXPORTED]
    return _file(file_format, _("矛盾纠纷台账-%s") % f"{timezone.localdate(now):%Y%m%d}", exporting.headings(), rows, widths)


def _acted(request: HttpRequest, ledger: LedgerImport, act: Callable[[], None], columns: list[str] | None = None) -> HttpResponse:
    """Do it and show where the import stands now; on an error show why, with what was chosen kept."""
    try:
        act()
    except ActError as error:
        reasons = error.reasons.get("", [error.message]) if isinstance(error, Refused) else [error.message]
        return _shown(request, ledger, problems=reasons, columns=columns, status=422 if isinstance(error, Refused) else 409)
    return redirect("disputes:ledger_detail", token=ledger.token)


def _shown(
    request: HttpRequest, ledger: LedgerImport, *, problems: list[str] | None = None, columns: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"ledger": ledger, "problems": problems or [], "percent": reporting.percent(ledger)}
    if ledger.state == State.UPLOADED:
        context |= {"choices": IMPORTED, "mapping": reporting.mapping_rows(ledger, columns)}
    else:
        context |= {"errors": reporting.errors(ledger, SHOWN_ERRORS), "good": ledger.rows_total - ledger.rows_bad - ledger.rows_known}
    return render(request, "disputes/ledger_detail.html", context, status=status)


def _file(file_format: str, name: str, headings: list[str], rows: Iterator[list[Any]], widths: list[int] | None = None) -> HttpResponseBase:
    """A download that is written while it is sent."""
    if file_format == "csv":
        response = StreamingHttpResponse(as_csv(headings, rows), content_type=CSV_TYPE)
    else:
        response = StreamingHttpResponse(as_xlsx(name, headings, rows, widths or []), content_type=XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{file_format}") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
