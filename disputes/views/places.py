"""What pages suggest while somebody types an area or a body. Names of areas and bodies only; who may not choose any is given none."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actor import actor_of
from cases.views.reading import find_case
from disputes.actions.register import CODE
from disputes.forms.transfer import areas_of_city, receivers_of
from disputes.places import area_text, areas_granted, areas_like, in_use, organisation_text, organisations_like


@never_cache
@login_required
@require_GET
def areas(request: HttpRequest) -> JsonResponse:
    """Areas in which this person may register."""
    rows = areas_granted(actor_of(request), CODE, timezone.localdate())
    return _options(area_text(row) for row in areas_like(rows, request.GET.get("q", "")))


@never_cache
@login_required
@require_GET
def receivers(request: HttpRequest, number: str) -> JsonResponse:
    """Bodies to which this case can be sent."""
    rows = receivers_of(find_case(request, number), timezone.now())
    return _options(organisation_text(row) for row in organisations_like(rows, request.GET.get("q", "")))


@never_cache
@login_required
@require_GET
def receiving_areas(request: HttpRequest, number: str) -> JsonResponse:
    """Areas to which this case can be sent."""
    rows = areas_of_city(find_case(request, number)).filter(in_use(timezone.localdate()))
    return _options(area_text(row) for row in areas_like(rows, request.GET.get("q", "")))


def _options(texts: Iterable[str]) -> JsonResponse:
    return JsonResponse({"options": list(texts)})
