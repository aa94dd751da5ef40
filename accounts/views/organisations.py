"""Organisations, for the system administrator; and the tree of areas."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.organisations import save_organisation
from accounts.actor import actor_of
from accounts.errors import NotAllowedError
from accounts.forms.organisations import OrganisationForm, OrganisationSearchForm
from accounts.models import Organisation
from accounts.queries import areas_readable_by, organisations_administered_by
from accounts.signin.events import address_of
from accounts.views.access import explain, requires

PAGE = 30
_FIELDS = ("name", "short_name", "kind", "area", "parent", "phone", "address", "active")


@requires("system.organisations")
def listing(request: HttpRequest) -> HttpResponse:
    """Organisations in the administrator's areas."""
    form = OrganisationSearchForm(request.GET)
    rows = Organisation.objects.none()
    if form.is_valid():
        rows = organisations_administered_by(actor_of(request)).select_related("area").order_by("area_id", "kind", "name")
        words, kind, area = (form.cleaned_data[name] for name in ("q", "kind", "area"))
        rows = rows.filter(name__contains=words) if words else rows
        rows = rows.filter(kind=kind) if kind else rows
        rows = rows.filter(area__code__startswith=area) if area else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/organisations.html", {"form": form, "page": page})


@requires("system.organisations")
def create(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    return _save(request, Organisation())


@requires("system.organisations")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organisation."""
    found = organisations_administered_by(actor_of(request)).select_related("area", "parent")
    return _save(request, get_object_or_404(found, pk=pk))


def _save(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    new = organisation.pk is None
    actor = actor_of(request)
    first = None if new else {name: getattr(organisation, name) for name in _FIELDS}
    form = OrganisationForm(request.POST or None, initial=first, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            save_organisation(organisation=form.applied_to(organisation), by=actor, at=timezone.now(), address=address_of(request))
        except NotAllowedError as error:
            explain(form, error)
        else:
            messages.success(request, _("单位已保存。"))
            return redirect("accounts:organisations")
    return render(request, "accounts/organisation.html", {"form": form, "new": new})


@requires("system.areas")
def areas(request: HttpRequest, code: str = "") -> HttpResponse:
    """One level of the tree of areas, with the way up."""
    readable = areas_readable_by(actor_of(request))
    area = get_object_or_404(readable, pk=code) if code else None
    below = readable.filter(parent=area) if area else readable.filter(parent__isnull=True)
    above = readable.filter(pk__in=[code[:length] for length in range(4, len(code))]).order_by("pk") if code else readable.none()
    rows = below.annotate(inside=Count("children")).order_by("sort_key", "code")
    return render(request, "accounts/areas.html", {"area": area, "above": above, "rows": rows})
