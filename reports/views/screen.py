"""The wall screen: a page that stays open for months and renews what is in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actor import actor_of
from reports.statistics.reading import latest_month
from reports.statistics.wall import MAPS, Wall, month_shown, switches
from reports.views.statistics import place_asked


@never_cache
@login_required
@require_GET
def screen(request: HttpRequest, code: str = "") -> HttpResponse:
    """The whole screen of an area; without JavaScript it loads itself anew."""
    return render(request, "reports/screen.html", _context(request, code))


@never_cache
@login_required
@require_GET
def screen_now(request: HttpRequest, code: str) -> HttpResponse:
    """What is in it, as of now."""
    return render(request, "reports/screen_now.html", _context(request, code))


def _context(request: HttpRequest, code: str) -> dict[str, Any]:
    place = place_asked(request, code)
    if place is None:
        raise Http404
    by = request.GET.get("map", "")
    by = by if by in MAPS else next(iter(MAPS))
    now = timezone.now()
    wall = Wall(place, actor_of(request), by, now, month_shown(latest_month(), timezone.localdate(now)))
    return {"place": place, "by": by, "switches": switches(by), **wall.context()}
