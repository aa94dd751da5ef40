"""My desk: four counts, and one list of what to do next. And what the search box of the bar finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actor import Actor, actor_of
from cases.escalation.cards import on_desk
from cases.held import held, hold, is_token, looks_like_number, masked_number
from cases.risk_desk import waiting_for
from disputes.models import IntakeDraft
from disputes.queries import DESK_LINKS, DeskCounts, desk_counts, next_todo, search_everything
from disputes.states import KIND, State

NEXT: Final = 20
DRAFTS: Final = 5
_FIGURES: Final[tuple[tuple[str, str | Promise, str], ...]] = (
    ("overdue", _("已超期"), "hot"),
    ("today", _("今天到期"), "warm"),
    ("week", _("本周到期"), ""),
    ("waiting", _("待我办理"), ""),
)


@dataclass(frozen=True)
class Figure:
    """A count that is a link to what it counts."""

    label: str | Promise
    count: int
    address: str
    style: str


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What this person has to do. Who sees no cases is sent to the system's pages."""
    actor, now = actor_of(request), timezone.now()
    if not actor.scope.sees_cases:
        return redirect("system")
    counts = desk_counts(actor, now)
    context = {
        "figures": _figures(counts),
        "todos": [(todo, State(todo.case.state).label) for todo in next_todo(actor, now, limit=NEXT)],
        "waiting": counts.waiting,
        "escalations": on_desk(actor, KIND),
        "risks": waiting_for(actor),
        "drafts": _drafts(actor),
        "now": now,
    }
    return render(request, "disputes/desk.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Cases, mediators and areas that match what was typed in the bar.

    What is typed is posted; words go on to an address of their own, a number of a person to one that holds a token in its place.
    """
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
    actor = actor_of(request)
    if looks_like_number(text):
        text = hold(text, user=actor.user)
    elif request.method == "GET":
        return _results(request, actor, text)
    return HttpResponseRedirect(f"{request.path}?{urlencode({'q': text})}")


def _results(request: HttpRequest, actor: Actor, text: str) -> HttpResponse:
    """What was found; the number behind a token is shown masked."""
    now, number = timezone.now(), held(text, user=actor.user) if is_token(text) else None
    found = search_everything(actor, number or ("" if is_token(text) else text), now=now)
    context = {
        "text": masked_number(number) if number else text,
        "typed": "" if is_token(text) else text,
        "expired": is_token(text) and number is None,
        "listed": urlencode({"person" if number else "q": text}),
        "found": found,
        "cases": [(case, State(case.state).label) for case in found.cases],
        "now": now,
    }
    return render(request, "disputes/search.html", context)


def _figures(counts: DeskCounts) -> list[Figure]:
    address = reverse("disputes:list")
    values = {code: getattr(counts, code) for code, _label, _style in _FIGURES}
    return [Figure(label, values[code], f"{address}?{DESK_LINKS[code]}", style if values[code] else "") for code, label, style in _FIGURES]


def _drafts(actor: Actor) -> list[IntakeDraft]:
    return list(IntakeDraft.objects.filter(user=actor.user).only("token", "title", "updated_at")[:DRAFTS])
