"""Tokens for the API: made with the password, shown once, kept as a hash, ended by time, by hand, or by a change of the password."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.errors import NotAllowedError
from accounts.models import ApiToken, SignInResult, User
from accounts.signin.events import record

PREFIX = "fq_"
HINT = 8
MAX_LIVE = 20
"""Tokens in force that one user may have."""
LONGEST = dt.timedelta(days=366)
TOUCH_EVERY = dt.timedelta(minutes=5)
"""How exact the time of last use is kept: a write on every request would be too many."""


def check_password_for_token(*, request: HttpRequest, username: str, password: str, code: str, at: dt.datetime) -> User:
    """The user whose password this is, by the rules of the sign-in page: same count of failures, same lock, second factor where there is one.

    Raises:
        NotAllowedError: locked, too many attempts, a wrong name, password or code; the text does not tell which names exist.
    """
    try:
        user = get_adapter(request).authenticate(request, username=username, password=password)
    except ValidationError as error:
        raise NotAllowedError("；".join(error.messages)) from error
    if not isinstance(user, User) or not user.is_active:
        raise NotAllowedError(_("用户名或密码不正确。"))
    if not _second_factor_passes(user, code):
        record(username=username, result=SignInResult.SECOND_FACTOR, at=at, request=request, user=user)
        raise NotAllowedError(_("请提供正确的二次验证码。"), field="code")
    if user.must_change_password:
        raise NotAllowedError(_("请先登录页面，更改管理员设置的初始密码。"))
    record(username=username, result=SignInResult.SUCCESS, at=at, request=request, user=user)
    return user


@transaction.atomic
def make_token(*, user: User, name: str, days: int, at: dt.datetime) -> tuple[ApiToken, str]:
    """Make a token; returns it with its secret, which is told this once.

    Raises:
        NotAllowedError: the user has too many tokens in force.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if live_tokens(user, at).count() >= MAX_LIVE:
        raise NotAllowedError(_("有效令牌已达 %(max)s 个，请先吊销不用的。") % {"max": MAX_LIVE})
    secret = PREFIX + secrets.token_urlsafe(32)
    expires_at = at + min(dt.timedelta(days=days), LONGEST)
    return ApiToken.objects.create(user=user, name=name, digest=digest_of(secret), hint=secret[:HINT], created_at=at, expires_at=expires_at), secret


def revoke_token(*, token: ApiToken, at: dt.datetime) -> None:
    """End a token now."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)


def find_token(secret: str, *, at: dt.datetime) -> ApiToken | None:
    """The token in force with that secret, or None. One made before the password was changed is in force no more."""
    if not secret.startswith(PREFIX):
        return None
    before_change = Q(user__password_changed_at__isnull=True) | Q(created_at__gte=F("user__password_changed_at"))
    found = ApiToken.objects.filter(before_change, digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=at, user__is_active=True)
    return found.select_related("user").first()


def touch(token: ApiToken, *, at: dt.datetime) -> None:
    """Note the use of a token, at most every five minutes."""
    if token.last_used_at is None or token.last_used_at < at - TOUCH_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def live_tokens(user: User, at: dt.datetime) -> QuerySet[ApiToken]:
    """The user's tokens in force."""
    return ApiToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=at)


def digest_of(secret: str) -> str:
    """The hash that is kept. The secret is 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _second_factor_passes(user: User, code: str) -> bool:
    """Whether the user has no second factor, or the code is of one."""
    factors = list(Authenticator.objects.filter(user=user))
    if not factors:
        return True
    by_code = [each for each in factors if each.type != Authenticator.Type.WEBAUTHN]
    return bool(code) and any(each.wrap().validate_code(code) for each in by_code)
