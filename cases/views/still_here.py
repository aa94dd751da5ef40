"""Says that somebody is still at work on a page: typing keeps a session alive as any other request does."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST


@never_cache
@login_required
@require_POST
def still_here(request: HttpRequest) -> HttpResponse:
    """Nothing but the session's new end (`SESSION_SAVE_EVERY_REQUEST`): a long form is not lost because writing it took long."""
    request.session.modified = True
    return HttpResponse(status=204)
