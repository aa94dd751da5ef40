"""The list of disputes as a table (cards on a phone), as a board by state, as a calendar by limit: same filters, same address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.policies import reach_of
from cases.filters import BadFilter
from cases.held import numbers_held
from cases.models import SavedView
from cases.paging import BadCursor
from disputes.views import board, month
from disputes.views.listing import Listing
from disputes.views.rows import COLUMNS, chosen_columns, load, rows_of, unknown_columns

FACES = (("disputes:list", _("列表"), "list"), ("disputes:board", _("看板"), "layout-kanban"), ("disputes:calendar", _("日历"), "calendar"))
SAVED_SHOWN = 20


@never_cache
@login_required
@require_GET
@numbers_held
def table(request: HttpRequest) -> HttpResponse:
    """One page of the list."""
    listing = Listing.of(request, own=("after", "cols"))
    asked = [code for code in request.GET.getlist("cols") if code]
    if reason := unknown_columns(asked):
        listing.errors["cols"] = [reason]
    columns = chosen_columns(asked)
    codes = [column.code for column in columns]
    context: dict[str, Any] = {"columns": columns, "all_columns": COLUMNS, "cols": codes, "striped": "colour" in codes, "rows": []}
    try:
        if not listing.errors:
            context |= _page(listing, columns)
    except BadCursor as error:
        listing.errors = {"after": [str(error)]}
    return _answer(listing, "table", context)


def _page(listing: Listing, columns: list[Any]) -> dict[str, Any]:
    page = listing.filter.page(load=load, after=listing.request.GET.get("after") or None)
    return {"page": page, "rows": rows_of(page.rows, columns, listing.now), "count": page.count_text}


@never_cache
@login_required
@require_GET
@numbers_held
def board_page(request: HttpRequest) -> HttpResponse:
    """What is open, by where it stands."""
    listing = Listing.of(request)
    return _answer(listing, "board", {"lanes": [] if listing.errors else board.lanes(listing)})


@never_cache
@login_required
@require_GET
@numbers_held
def calendar_page(request: HttpRequest) -> HttpResponse:
    """What falls due in a month, by day."""
    listing = Listing.of(request, own=("month",))
    try:
        first = month.first_day(request.GET.get("month", ""), listing.now)
    except BadFilter as error:
        listing.errors |= error.reasons
    return _answer(listing, "calendar", {} if listing.errors else month.sheet(listing, first))


def _answer(listing: Listing, face: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or the results alone where the page asked for them."""
    request = listing.request
    htmx: Any = getattr(request, "htmx", None)
    alone = bool(htmx and not htmx.history_restore_request and htmx.target == "results")
    roles = listing.actor.roles
    context |= listing.context() | {
        "face": face,
        "sees_cases": listing.actor.scope.sees_cases,
        "faces": FACES,
        "results": f"disputes/results_{face}.html",
        "saved_query": _with_columns(request, listing),
        "may": {name: reach_of(roles, code) is not None for name, code in _MAY.items()},
        "saved_views": [] if alone else list(SavedView.objects.filter(user=listing.actor.user, list_name="disputes")[:SAVED_SHOWN]),
    }
    status = 400 if listing.errors else 200
    response = render(request, "disputes/results.html" if alone else "disputes/list.html", context, status=200 if alone else status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _with_columns(request: HttpRequest, listing: Listing) -> str:
    """The filters and the columns that were chosen, as a saved view keeps them."""
    query = listing.query.copy()
    if chosen := request.GET.getlist("cols"):
        query.setlist("cols", chosen)
    return query.urlencode()


_MAY = {
    "register": "disputes.register",
    "assign": "disputes.assign",
    "urge": "cases.urge",
    "supervise": "cases.supervise",
    "export": "disputes.export",
    "import": "disputes.import",
}
