"""Records attempts to sign in, sign-outs and changes of a password."""

from __future__ import annotations

import datetime as dt

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

from accounts.models import SignInEvent, SignInResult, User


def address_of(request: HttpRequest | None) -> str | None:
    """The address a request came from; forwarding headers are believed only behind proxies of our own (`TRUSTED_PROXY_COUNT`)."""
    return get_client_ip(request) if request is not None else None


def record(*, username: str, result: SignInResult, at: dt.datetime, request: HttpRequest | None, user: User | None = None) -> SignInEvent:
    """Write one row. The user is looked up by name where the caller does not know it."""
    return SignInEvent.objects.create(
        username=username[:150].replace("\0", ""),
        user=user or User.objects.filter(username__iexact=username).first(),
        result=result,
        address=address_of(request),
        client=(request.headers.get("User-Agent", "")[:200] if request is not None else ""),
        at=at,
    )
