"""The page of one case: its head, what can be done now, its timeline and its kind's panels."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actor import actor_of
from cases.acts import Act, open_acts, registry
from cases.forms.act import ActForm
from cases.models import Case, CaseEvent
from cases.pages import Look, entries, pages_of
from cases.risk_panel import lacks_of
from cases.views.reading import find_case

EVENTS_SHOWN = 40
IN_TIMELINE = ("note", "attach")
"""Acts that have their box beside the timeline."""
IN_RISK_PANEL = frozenset(
    {
        *("order_again", "recall_supervision", "change_leader", "end_leader", "refuse_lower", "withdraw_lower", "finish_step"),
        *("lift_major", "finish_rectification", "add_finding", "close_look_back"),
    }
)
AT_THEIR_ROW = IN_RISK_PANEL | frozenset(
    {"unmask", "remove_attachment", "unlink", "reply_urge", "recall_urge", "acknowledge_escalation", "answer_escalation", "hand_over_escalation"}
)
"""Acts whose button stands at the thing they are about."""


@never_cache
@login_required
@require_GET
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """The case as this person may see it now."""
    look = _look(request, number)
    case, pages = look.case, pages_of(look.case.kind)
    acts = open_acts(case, look.actor, look.facts)
    everything = "all" in request.GET
    events = list(_events(case)[: None if everything else EVENTS_SHOWN + 1])
    context = {
        "case": case,
        "now": look.now,
        "facts": look.facts,
        "lacks": lacks_of(look),
        "state": registry.kind(case.kind).state_label(case.state),
        "steps": pages.steps(case),
        "acts": sorted_acts(acts),
        "open": {act.name for act in acts},
        "boxes": _boxes(look, acts),
        "timeline": entries(case, events if everything else events[:EVENTS_SHOWN]),
        "more_events": not everything and len(events) > EVENTS_SHOWN,
        "panels_template": pages.panels_template,
        **pages.panels(look),
    }
    return render(request, "cases/case.html", context)


@never_cache
@login_required
@require_GET
def connections(request: HttpRequest, number: str) -> HttpResponse:
    """Linked, similar and sub-cases, transfers and urges: put into the case page after it has come, or a page of its own."""
    look = _look(request, number)
    acts = open_acts(look.case, look.actor, look.facts)
    frame = "components/bare_panel.html" if getattr(request, "htmx", False) else "cases/connections_frame.html"
    state = registry.kind(look.case.kind).state_label(look.case.state)
    context = {"case": look.case, "now": look.now, "state": state, "open": {act.name for act in acts}, "frame": frame}
    return render(request, "cases/connections.html", context | pages_of(look.case.kind).connections(look))


def _look(request: HttpRequest, number: str) -> Look:
    case = find_case(request, number)
    return Look(case, actor_of(request), timezone.now(), registry.kind(case.kind).facts(case))


def _events(case: Case) -> Any:
    return CaseEvent.objects.filter(case_id=case.pk).select_related("by", "organisation").order_by("-id")


def sorted_acts(acts: list[Act]) -> dict[str, list[Act]]:
    """Open acts by where their button stands: the first primary one first, other steps beside it, the rest in a menu."""
    shown = [act for act in acts if act.name not in AT_THEIR_ROW and act.name not in IN_TIMELINE]
    primary = [act for act in shown if act.emphasis == "primary"]
    return {
        "first": primary[:1],
        "beside": primary[1:],
        "more": [act for act in shown if act.emphasis in {"normal", "side"} and not act.group],
        "grouped": [act for act in shown if act.emphasis in {"normal", "side"} and act.group],
        "danger": [act for act in shown if act.emphasis == "danger"],
    }


def _boxes(look: Look, acts: list[Act]) -> list[tuple[Act, ActForm]]:
    """The forms that stand ready beside the timeline."""
    options: dict[str, Any] = {"case": look.case, "actor": look.actor, "now": look.now, "facts": look.facts}
    ready = {act.name: act for act in acts if act.name in IN_TIMELINE}
    return [(ready[name], ready[name].form(auto_id=f"id_{name}_%s", **options)) for name in IN_TIMELINE if name in ready]
