"""How programs are known: by a token in the `Authorization` header; and pages, by the session of their browser."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.authentication import SessionAuthentication as PlainSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.actions.tokens import find_token, touch
from accounts.models import ApiToken, User

KEYWORD = "Bearer"


class SessionAuthentication(PlainSessionAuthentication):
    """A signed-in browser. What changes something needs the token against forged requests as well."""

    def enforce_csrf(self, request: Any) -> None:
        """Check the token.

        Raises:
            PermissionDenied: it is missing or wrong, or the request comes from another site; in the reader's language.
        """
        check = CSRFCheck(_no_response)
        check.process_request(request)
        if check.process_view(request, _no_response, (), {}):
            raise PermissionDenied(_("请求缺少有效的 CSRF 令牌：请把 csrftoken Cookie 的值放进 X-CSRFToken 请求头，并从本站页面发出。"))


def _no_response(_request: Any) -> Any:
    return None


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
