"""Records that the security auditor reads: sign-ins and acts of administration."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.forms.records import SignInFilterForm, SystemEventFilterForm
from accounts.models import SignInEvent, SystemEvent
from accounts.paging import RecordPage, newest
from accounts.views.access import requires


@requires("system.sign_ins")
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Attempts to sign in, sign-outs, changes of a password."""
    form = SignInFilterForm(request.GET)
    page: RecordPage[SignInEvent] = RecordPage([], None)
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("result", "address") if form.cleaned_data[name]}
        if form.cleaned_data["username"]:
            asked["username__iexact"] = form.cleaned_data["username"]
        events = SignInEvent.objects.filter(**asked, **form.within()).select_related("user")
        page = newest(events, below=request.GET.get("below", ""))
    return render(request, "accounts/sign_ins.html", {"form": form, "page": page})


@requires("system.events")
def events(request: HttpRequest) -> HttpResponse:
    """Acts of administration."""
    form = SystemEventFilterForm(request.GET)
    page: RecordPage[SystemEvent] = RecordPage([], None)
    if form.is_valid():
        rows = SystemEvent.objects.filter(**form.within()).select_related("by")
        words = form.cleaned_data["q"].strip()
        if words:
            rows = rows.filter(Q(subject__icontains=words) | Q(by__username__iexact=words) | Q(by__name=words))
        page = newest(rows, below=request.GET.get("below", ""))
    return render(request, "accounts/events.html", {"form": form, "page": page})
