"""With whose eyes one looks, and how large the text is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.context_processors import TEXT_SIZE_COOKIE, TEXT_SIZES
from accounts.middleware import POSTING_KEY

_STAYS = ("/disputes/", "/mediators/")
"""Lists look different with other eyes but are there; any other page may not be, so one starts at the desk."""
_YEAR = 365 * 24 * 3600


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Choose one of the own live postings (`posting`), or all of them (empty). Any other is 404."""
    wanted = request.POST.get("posting", "")
    own = {str(posting.pk): posting.pk for posting in request.live_postings}  # type: ignore[attr-defined]
    if wanted and wanted not in own:
        raise Http404
    if wanted:
        request.session[POSTING_KEY] = own[wanted]
    else:
        request.session.pop(POSTING_KEY, None)
    back = _next(request)
    return redirect(back if back.startswith(_STAYS) else "/")


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Remember the size of the text on this device (`size`)."""
    size = request.POST.get("size", "")
    response = redirect(_next(request))
    response.set_cookie(
        TEXT_SIZE_COOKIE,
        size if size in TEXT_SIZES else TEXT_SIZES[0],
        max_age=_YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
