"""Numbers of persons that are searched for stay out of addresses: history of browsers, logs of servers and proxies, pages sent on.

The number is kept on the server for a while, encrypted, for the one who searched; the address holds a token that tells nothing and that is
worth nothing to anybody else. Works without JavaScript.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from accounts.models import User
from cases.crypto import cipher
from cases.identifiers import normalise
from cases.masking import mask_id, mask_phone

MARK: Final = "~"
"""What a token begins with; no number and no word does."""
SEARCHED: Final = "q"
PERSON: Final = "person"
_TOKEN: Final = re.compile(r"~[A-Za-z0-9_-]{22}")
_IDENTIFIER: Final = re.compile(r"[0-9]{15}|[0-9A-Z]{18}|(?:(?:\+|00)86-?)?1[0-9]{10}|\(?0[0-9]{2,3}\)?-?[0-9]{7,8}(?:-[0-9]{1,6})?|[2-9][0-9]{6,7}")


def looks_like_number(text: str) -> bool:
    """Whether a searched text has the form of an identity number, a credit code or a telephone number, mistyped ones included."""
    plain = normalise(text)
    return bool(_IDENTIFIER.fullmatch(plain) or _IDENTIFIER.fullmatch(re.sub(r"-", "", plain)))


def hold(number: str, *, user: User) -> str:
    """Keep a number for this user and give the token for addresses; it lives as long as an idle session."""
    token = MARK + secrets.token_urlsafe(16)
    cache.set(_key(token, user), base64.b64encode(cipher().encrypt(number)).decode(), settings.SESSION_COOKIE_AGE)
    return token


def is_token(text: str) -> bool:
    """Whether a text is a token."""
    return bool(_TOKEN.fullmatch(text))


def held(token: str, *, user: User) -> str | None:
    """The number behind a token of this user; None where it has gone, or was never theirs. Looking prolongs its life."""
    kept = cache.get(_key(token, user)) if is_token(token) else None
    if kept is None:
        return None
    cache.touch(_key(token, user), settings.SESSION_COOKIE_AGE)
    return cipher().decrypt(base64.b64decode(kept))


def masked_number(number: str) -> str:
    """A number that was searched for, as a page may show it."""
    plain = normalise(number)
    return mask_id(plain) if len(plain) >= len("610000199001011") else mask_phone(plain)


def numbers_held(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For lists: a number that comes in the address is kept, and the browser sent on to the address that has its token."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        clear = request.user.is_authenticated and _clear_number(request)
        if not clear or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        query = request.GET.copy()
        if looks_like_number(query.get(SEARCHED, "")):
            del query[SEARCHED]
        query[PERSON] = hold(clear, user=request.user)
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")

    return kept


def _clear_number(request: HttpRequest) -> str:
    """The number that stands in the address, if one does."""
    person, searched = request.GET.get(PERSON, "").strip(), request.GET.get(SEARCHED, "").strip()
    if person and not is_token(person):
        return person
    return searched if looks_like_number(searched) else ""


def _key(token: str, user: User) -> str:
    return f"cases.held:{user.pk}:{token}"
