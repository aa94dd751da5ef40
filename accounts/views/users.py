"""Users, for the system administrator."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions import users as actions
from accounts.actor import actor_of
from accounts.errors import NotAllowedError
from accounts.forms.people import EditUserForm, NewUserForm, UserSearchForm
from accounts.models import User
from accounts.queries import found_users, users_administered_by
from accounts.signin.events import address_of
from accounts.views.access import explain, requires

PAGE = 30


def administered(request: HttpRequest, pk: int) -> User:
    """The user, or 404 for one this administrator does not manage."""
    return get_object_or_404(users_administered_by(actor_of(request), timezone.localdate()), pk=pk)


@requires("system.users")
def listing(request: HttpRequest) -> HttpResponse:
    """Users with their live postings."""
    now = timezone.now()
    form = UserSearchForm(request.GET)
    rows = User.objects.none()
    if form.is_valid():
        words, role = form.cleaned_data["q"].strip(), form.cleaned_data["role"]
        locked_at = now if form.cleaned_data["locked"] else None
        rows = found_users(actor_of(request), words=words, role=role, locked_at=locked_at, live_on=timezone.localdate(now))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/users.html", {"form": form, "page": page, "now": now})


@never_cache
@requires("system.users")
def create(request: HttpRequest) -> HttpResponse:
    """Make an account; the page that follows shows its first password, once."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = actions.create_user(**form.cleaned_data, by=actor_of(request), at=timezone.now(), address=address_of(request))
        except NotAllowedError as error:
            explain(form, error)
        else:
            return render(request, "accounts/first_password.html", {"person": user, "password": password, "made": True})
    return render(request, "accounts/user_new.html", {"form": form})


@requires("system.users")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A user's name, telephone and state, with the postings."""
    person = administered(request, pk)
    first = {"name": person.name, "phone": person.phone, "is_active": person.is_active}
    form = EditUserForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_user(user=person, **form.cleaned_data, by=actor_of(request), at=timezone.now(), address=address_of(request))
        except NotAllowedError as error:
            explain(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("accounts:user", pk=person.pk)
    return render(request, "accounts/user.html", {"form": form, **_shown(person, timezone.now())})


@require_POST
@requires("system.users")
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a locked user try again."""
    actions.unlock_user(user=administered(request, pk), by=actor_of(request), at=timezone.now(), address=address_of(request))
    messages.success(request, _("已解除锁定。"))
    return redirect("accounts:user", pk=pk)


@never_cache
@require_POST
@requires("system.users")
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new first password and show it once."""
    person = administered(request, pk)
    try:
        password = actions.reset_password(user=person, by=actor_of(request), at=timezone.now(), address=address_of(request))
    except NotAllowedError as error:
        messages.error(request, error.message)
        return redirect("accounts:user", pk=pk)
    return render(request, "accounts/first_password.html", {"person": person, "password": password, "made": False})


@require_POST
@requires("system.users")
def remove_second_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factors of a user who lost them."""
    person = administered(request, pk)
    try:
        actions.remove_second_factors(user=person, by=actor_of(request), at=timezone.now(), address=address_of(request))
    except NotAllowedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已解除两步验证。"))
    return redirect("accounts:user", pk=pk)


def _shown(person: User, now: dt.datetime) -> dict[str, object]:
    """A user's page: postings newest first, and whether the account is locked."""
    postings = person.postings.select_related("organisation", "area").order_by("-valid_from", "-pk")
    today = timezone.localdate(now)
    return {
        "person": person,
        "held": [(each, each.valid_from <= today and (each.valid_to is None or each.valid_to >= today)) for each in postings],
        "locked": person.locked_until is not None and person.locked_until > now,
        "today": today,
    }
