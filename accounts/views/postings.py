"""Postings of a user, for the system administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.postings import end_posting, save_posting
from accounts.actor import Actor, actor_of
from accounts.errors import NotAllowedError
from accounts.forms.people import EndPostingForm, PostingForm
from accounts.models import Posting, User
from accounts.queries import administered_areas, lies_in
from accounts.signin.events import address_of
from accounts.views.access import explain, requires
from accounts.views.users import administered


def _posting(actor: Actor, person: User, pk: int) -> Posting:
    """The user's posting, or 404 for one outside the administrator's areas."""
    inside = Posting.objects.filter(lies_in(administered_areas(actor)), user=person).select_related("organisation", "area", "user")
    return get_object_or_404(inside, pk=pk)


@requires("system.users")
def add(request: HttpRequest, user_pk: int) -> HttpResponse:
    """Give a user a posting."""
    return _save(request, administered(request, user_pk), None, {"valid_from": timezone.localdate()})


@requires("system.users")
def edit(request: HttpRequest, user_pk: int, pk: int) -> HttpResponse:
    """Change a posting."""
    person = administered(request, user_pk)
    posting = _posting(actor_of(request), person, pk)
    names = ("organisation", "area", "role", "valid_from", "valid_to")
    return _save(request, person, posting, {name: getattr(posting, name) for name in names})


@requires("system.users")
def end(request: HttpRequest, user_pk: int, pk: int) -> HttpResponse:
    """End a posting with a day."""
    person = administered(request, user_pk)
    posting = _posting(actor_of(request), person, pk)
    form = EndPostingForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end_posting(posting=posting, on=form.cleaned_data["on"], by=actor_of(request), at=timezone.now(), address=address_of(request))
        except NotAllowedError as error:
            explain(form, error)
        else:
            messages.success(request, _("任职已登记结束。"))
            return redirect("accounts:user", pk=person.pk)
    return render(request, "accounts/posting_end.html", {"form": form, "person": person, "posting": posting})


def _save(request: HttpRequest, person: User, posting: Posting | None, initial: dict[str, Any]) -> HttpResponse:
    actor = actor_of(request)
    form = PostingForm(request.POST or None, initial=initial, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            save_posting(posting=posting, user=person, **form.cleaned_data, by=actor, at=timezone.now(), address=address_of(request))
        except NotAllowedError as error:
            explain(form, error)
        else:
            messages.success(request, _("任职已保存。"))
            return redirect("accounts:user", pk=person.pk)
    return render(request, "accounts/posting.html", {"form": form, "person": person, "editing": posting is not None})
