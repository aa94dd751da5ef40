"""The panel of supervision and risk of a case, and the papers of a look-back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actor import actor_of
from cases.acts import open_acts, registry
from cases.models import LookBack
from cases.pages import Look
from cases.risk_panel import panel_of
from cases.veil import veil_of_case
from cases.views.reading import find_case


@never_cache
@login_required
@require_GET
def risk(request: HttpRequest, number: str) -> HttpResponse:
    """Put into the case page after it has come, or a page of its own."""
    case = find_case(request, number)
    look = Look(case, actor_of(request), timezone.now(), registry.kind(case.kind).facts(case))
    in_place = getattr(request, "htmx", False)
    context = {
        "case": case,
        "now": look.now,
        "facts": look.facts,
        "state": registry.kind(case.kind).state_label(case.state),
        "open": {act.name for act in open_acts(case, look.actor, look.facts)},
        "ours": look.actor.scope.organisation_ids,
        "frame": "components/bare_panel.html" if in_place else "cases/risk_frame.html",
        "in_place": in_place,
        **panel_of(look),
    }
    return render(request, "cases/risk.html", context)


@never_cache
@login_required
@require_GET
def look_back_paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """倒查报告: reason, findings with proposals and their answers, conclusion."""
    case = find_case(request, number)
    rows = LookBack.objects.filter(case_id=case.pk, pk=pk).select_related("by", "organisation", "closed_by")
    found = rows.prefetch_related("findings__organisation", "findings__replied_by").first()
    if found is None:
        raise Http404(_("本案没有这次倒查。"))
    context = {"case": case, "look_back": found, "veil": veil_of_case(case.pk), "now": timezone.now()}
    return render(request, "cases/paper_look_back.html", context)
