"""The statistics page, and the outlines of the counties for its map."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_GET

from accounts.actor import actor_of
from reports.statistics.choice import BadPeriod, Place, period_of, place_of, query_of, shortcuts
from reports.statistics.page import Board, Options
from reports.statistics.reading import latest_month

OUTLINES = Path(settings.BASE_DIR) / "data" / "shangluo_counties.geojson"
_DAY = 24 * 60 * 60


@never_cache
@login_required
@require_GET
def statistics(request: HttpRequest, code: str = "") -> HttpResponse:
    """Figures of an area over months (`from`, `to`), beside those before and a year before, down to its cases."""
    place = place_asked(request, code)
    today = timezone.localdate()
    context: dict[str, Any] = {"place": place, "shortcuts": [], "asked": {name: request.GET.get(name, "") for name in ("from", "to")}}
    if place is None:
        return render(request, "reports/statistics.html", context)
    try:
        period = period_of(request.GET, today=today)
    except BadPeriod as error:
        return render(request, "reports/statistics.html", {**context, "problem": str(error)}, status=400)
    board = Board(place, period, Options.of(request.GET))
    context |= board.context()
    context |= {"board": board, "period": period, "asked": {"from": f"{period.first:%Y-%m}", "to": f"{period.last:%Y-%m}"}}
    context["shortcuts"] = [(each.label, query_of(each.period), each.period == period) for each in shortcuts(today)]
    if board.reading.standing.empty:
        context["latest"] = latest_month()
    return render(request, "reports/statistics.html", context)


def place_asked(request: HttpRequest, code: str) -> Place | None:
    """The area asked for, or the widest one of whoever asks; None for somebody whose postings have no area.

    Raises:
        PermissionDenied: the roles see no cases, and so no figures of them.
        Http404: there is no such area among those he sees.
    """
    actor = actor_of(request)
    if not actor.scope.sees_cases:
        raise PermissionDenied("statistics")
    place = place_of(actor, code)
    if place is None and code:
        raise Http404
    return place


@lru_cache(maxsize=1)
def _outlines() -> tuple[bytes, str]:
    """The file, and a mark by which browsers know whether theirs is the same."""
    content = OUTLINES.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


def _mark(_request: HttpRequest) -> str:
    return _outlines()[1]


@login_required
@require_GET
@condition(etag_func=_mark)
def outlines(_request: HttpRequest) -> HttpResponse:
    """The outlines of the counties as GeoJSON; they are public, and kept by browsers for a day."""
    response = HttpResponse(_outlines()[0], content_type="application/geo+json")
    patch_cache_control(response, private=True, max_age=_DAY)
    return response
