"""The roster: committees, mediators, and their cards. What lies outside the own areas is not there."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.actor import actor_of
from accounts.views.access import requires
from cases.address import bad_number, bad_parameters
from mediators import roster
from mediators.forms import CommitteeFilterForm, MediatorFilterForm, RosterForm
from mediators.models import Committee, Mediator
from mediators.queries import in_hand_of

PAGE = 30
BAD_REQUEST = 400


@requires("mediators.read")
def mediators(request: HttpRequest) -> HttpResponse:
    """Mediators with their committees, expertise and number of cases in hand."""
    form = MediatorFilterForm(request.GET)
    errors = _errors(request, form)
    usable = form.is_valid() and not errors
    found = form.narrow(roster.mediators_seen_by(actor_of(request))) if usable else Mediator.objects.none()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    load = in_hand_of(each.pk for each in page)
    rows = [(each, load.get(each.pk, 0)) for each in page]
    context = {"form": form, "page": page, "rows": rows, "errors": errors, "usable": usable}
    return render(request, "mediators/list.html", context, status=200 if usable else BAD_REQUEST)


@requires("mediators.read")
def mediator(request: HttpRequest, pk: int) -> HttpResponse:
    """A mediator's card."""
    actor, today = actor_of(request), timezone.localdate()
    found = get_object_or_404(roster.mediators_seen_by(actor), pk=pk)
    cases = list(roster.in_hand(found, actor)[: roster.IN_HAND_SHOWN + 1])
    context = {
        "mediator": found,
        "memberships": roster.memberships_of(found, today),
        "cases": [(case, roster.state_of(case)) for case in cases[: roster.IN_HAND_SHOWN]],
        "more": len(cases) > roster.IN_HAND_SHOWN,
        "in_hand": in_hand_of([found.pk]).get(found.pk, 0),
        "record": roster.record_of(found),
        "now": timezone.now(),
        "today": today,
    }
    return render(request, "mediators/mediator.html", context)


@requires("mediators.read")
def committees(request: HttpRequest) -> HttpResponse:
    """Committees with their number of members."""
    form = CommitteeFilterForm(request.GET)
    errors = _errors(request, form)
    usable = form.is_valid() and not errors
    seen = roster.committees_seen_by(actor_of(request), timezone.localdate())
    found = form.narrow(seen) if usable else Committee.objects.none()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": timezone.localdate(), "errors": errors, "usable": usable}
    return render(request, "mediators/committees.html", context, status=200 if usable else BAD_REQUEST)


@requires("mediators.read")
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """A committee's card with its members."""
    today = timezone.localdate()
    found = get_object_or_404(roster.committees_seen_by(actor_of(request), today), pk=pk)
    members = list(roster.members_of(found, today))
    load = in_hand_of(each.mediator_id for each in members)
    rows = [(each, load.get(each.mediator_id, 0)) for each in members]
    return render(request, "mediators/committee.html", {"committee": found, "rows": rows, "today": today})


def _errors(request: HttpRequest, form: RosterForm) -> dict[str, str]:
    """What cannot be used in the address besides what the form tells at its fields."""
    return bad_number(request, "page") | bad_parameters(request, {*form.fields, "page"})
