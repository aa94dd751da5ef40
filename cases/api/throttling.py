"""How many requests a user may make: counted per minute in the cache, one increment a request."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.signin.events import address_of

WINDOW = 60
"""Seconds."""


class PerMinute(BaseThrottle):
    """Requests per user and minute; of somebody not signed in, per address. A view may set `per_minute` and a name for its own count."""

    scope = "all"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request, and whether it is still within the rate."""
        seconds = int(timezone.now().timestamp())
        self._left = WINDOW - seconds % WINDOW
        who = f"user:{request.user.pk}" if request.user.is_authenticated else f"address:{address_of(request._request)}"
        scope = getattr(view, "throttle_name", self.scope)
        key = f"api.rate:{scope}:{who}:{seconds // WINDOW}"
        return _increment(key) <= int(getattr(view, "per_minute", settings.API_REQUESTS_PER_MINUTE))

    def wait(self) -> float:
        """Seconds until the next minute."""
        return float(self._left)


def _increment(key: str) -> int:
    for _attempt in range(2):  # the first request of a minute makes the count, and another may have made it just before
        try:
            return int(cache.incr(key))
        except ValueError:
            if cache.add(key, 1, timeout=2 * WINDOW):
                return 1
    return 1
