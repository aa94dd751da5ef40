"""How programs are known: by a token in the `Authorization` header."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.actions.tokens import find_token, touch
from accounts.models import ApiToken, User

KEYWORD = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer fq_…` (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The user of the token; None where the header is absent or of another kind.

        Raises:
            AuthenticationFailed: no token in force has this secret.
        """
        keyword, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if keyword.lower() != KEYWORD.lower():
            return None
        now = timezone.now()
        token = find_token(secret.strip(), at=now)
        if token is None:
            raise AuthenticationFailed(_("令牌无效、已失效或已吊销。"))
        touch(token, at=now)
        return token.user, token

    def authenticate_header(self, _request: Request) -> str:
        """What a client without a token is told to send."""
        return KEYWORD
