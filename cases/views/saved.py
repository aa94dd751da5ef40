"""Saved views: opened by address, kept, renamed, removed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import actor_of
from cases.actions import saved_view as actions
from cases.errors import Refused
from cases.models import SavedView

LISTS = {"disputes": "disputes:list"}
"""The lists that have saved views, by the names of their addresses."""


@login_required
@require_GET
def open_view(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Go to the list with the filters of a view. What it shows depends on the person who opens it alone."""
    return redirect(_address(_find(request, token)))


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters that were sent in `query` under `name`, and go back to the list with them."""
    list_name, query = request.POST.get("list", "disputes"), request.POST.get("query", "")
    if list_name not in LISTS:
        raise Http404
    shared, name = request.POST.get("shared") == "on", request.POST.get("name", "")
    try:
        view = actions.save_view(by=actor_of(request), at=timezone.now(), list_name=list_name, name=name, query=query, shared=shared)
    except Refused as error:
        messages.error(request, error.message)
        return redirect(f"{reverse(LISTS[list_name])}?{query}" if len(query) < _LONGEST else reverse(LISTS[list_name]))
    messages.success(request, _("视图“%(name)s”已保存。") % {"name": view.name})
    return redirect(_address(view))


@login_required
@require_POST
def rename_view(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Rename an own view, and share it or not."""
    view = _find(request, token)
    try:
        actions.rename_view(by=actor_of(request), view=view, name=request.POST.get("name", ""), shared=request.POST.get("shared") == "on")
    except Refused as error:
        messages.error(request, error.message)
    return redirect(_address(view))


@login_required
@require_POST
def remove_view(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Remove an own view."""
    view = _find(request, token)
    try:
        actions.remove_view(by=actor_of(request), view=view)
    except Refused as error:
        messages.error(request, error.message)
        return redirect(_address(view))
    messages.success(request, _("视图“%(name)s”已删除。") % {"name": view.name})
    return redirect(reverse(LISTS[view.list_name]))


_LONGEST = 2000


def _find(request: HttpRequest, token: uuid.UUID) -> SavedView:
    view = actions.find_view(by=actor_of(request), token=token)
    if view is None or view.list_name not in LISTS:
        raise Http404(_("没有这个视图，或者它没有分享给您。"))
    return view


def _address(view: SavedView) -> str:
    return f"{reverse(LISTS[view.list_name])}?{view.query}"
