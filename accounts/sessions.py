"""Sessions in the cache, kept alive by each request at the price of one short command."""

from __future__ import annotations

from django.contrib.sessions.backends import cache
from django.contrib.sessions.backends.base import UpdateError


class SessionStore(cache.SessionStore):
    """As Django's, but what did not change is not read and written again: its end is moved."""

    resting = False
    """Set by what a page asks by itself: the request is nobody at work, and the session's end stays where it is."""

    def save(self, must_create: bool = False) -> None:
        """Write what changed, or move the end alone.

        Raises:
            UpdateError: the session was ended meanwhile, in another tab.
        """
        if must_create or self.modified or self.session_key is None:
            super().save(must_create)
        elif not self.resting and not self._cache.touch(self.cache_key, self.get_expiry_age()):  # type: ignore[attr-defined]
            raise UpdateError
