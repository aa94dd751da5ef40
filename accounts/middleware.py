"""Puts on each signed-in request who acts: the user with the posting whose eyes are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Posting, User
from accounts.signin.events import address_of

POSTING_KEY = "posting_id"
"""Session key of the posting that was chosen in the switcher; without it all live postings are used together."""

_FREE = ("/accounts/", "/health/", "/metrics/", "/static/")
"""Addresses that need no posting: signing in and out, one's own password and text size, what machines ask for."""
_ADMIN = "/admin/"
_API = "/api/"


class ActorMiddleware:
    """Sets `request.actor` and `request.live_postings`, both read from the database at first use.

    A user without a live posting, and one who must change a password that an administrator made, get no further than a page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Attach the lazy values."""
        request.live_postings = SimpleLazyObject(lambda: _live_postings(request))  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Stop a user who has nothing to look with."""
        if not request.user.is_authenticated or request.path.startswith(_FREE):
            return None
        if request.user.must_change_password:
            return _stopped(request, _("请先更改管理员设置的初始密码。")) or redirect("account_change_password")
        if not request.path.startswith(_ADMIN) and not request.actor.postings:  # type: ignore[attr-defined]
            return _stopped(request, _("您现在没有有效的任职，不能使用本系统。")) or render(request, "accounts/no_posting.html", status=403)
        return None


def _stopped(request: HttpRequest, reason: str) -> HttpResponse | None:
    """For the API: the reason as problem details (RFC 9457)."""
    if not request.path.startswith(_API):
        return None
    problem = {"type": "about:blank", "title": _("没有权限"), "status": 403, "detail": reason}
    return JsonResponse(problem, status=403, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False})


def _live_postings(request: HttpRequest) -> tuple[Posting, ...]:
    if not isinstance(request.user, User):
        return ()
    return tuple(Posting.objects.live(timezone.localdate()).filter(user=request.user).select_related("organisation", "area"))


def _actor(request: HttpRequest) -> Actor:
    """The actor with the chosen posting, or with all live ones where none was chosen or the chosen one has ended."""
    if not isinstance(request.user, User):
        raise TypeError(f"nobody is signed in at {reverse('account_login')}")
    live: tuple[Posting, ...] = tuple(request.live_postings)  # type: ignore[attr-defined]
    chosen = tuple(posting for posting in live if posting.pk == request.session.get(POSTING_KEY))
    channel = "api" if request.path.startswith(_API) else "page"
    return Actor(request.user, chosen or live, channel=channel, address=address_of(request))
