"""What every page shows of who is looking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.actor import actor_of
from accounts.middleware import POSTING_KEY

TEXT_SIZE_COOKIE = "text_size"
TEXT_SIZES = ("normal", "large", "larger")


def who(request: HttpRequest) -> dict[str, Any]:
    """`postings` (all live ones), `chosen_posting` (the one picked in the switcher, or None), `actor`, `text_size`."""
    size = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    context: dict[str, Any] = {"text_size": size if size in TEXT_SIZES else TEXT_SIZES[0], "text_sizes": TEXT_SIZES}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not hasattr(request, "live_postings"):
        return context
    postings = tuple(request.live_postings)
    chosen = next((posting for posting in postings if posting.pk == request.session.get(POSTING_KEY)), None)
    return context | {"postings": postings, "chosen_posting": chosen, "actor": actor_of(request)}
