"""How allauth signs people in here: by user name, never by self sign-up, with a lock after failures."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.models import SignInResult, User
from accounts.signin import attempts
from accounts.signin.events import record


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the system administrator only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _l("此账号已停用，请联系系统管理员。"),
        "username_password_mismatch": _l("用户名或密码不正确。连续 5 次不正确，账号将锁定 15 分钟。"),
        "too_many_login_attempts": _l("尝试过于频繁，请稍后再试。"),
        "incorrect_password": _l("密码不正确。"),
        "enter_current_password": _l("当前密码不正确。"),
        "incorrect_code": _l("验证码不正确。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (the base calls it so)
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse while locked; count the attempt before the password is looked at."""
        username, now = str(credentials.get("username", "")), timezone.now()
        try:
            self._attempt = attempts.pay_for_attempt(username, at=now)
        except attempts.LockedError as locked:
            record(username=username, result=SignInResult.LOCKED, at=now, request=request)
            raise _locked(locked) from locked
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user if the password is right; then the count of failures starts anew."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            attempts.forgive(user)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure; the one that uses up the attempts says until when the account is locked."""
        username, now = str(credentials.get("username", "")), timezone.now()
        used_up = self._attempt >= attempts.LIMIT
        record(username=username, result=SignInResult.NOW_LOCKED if used_up else SignInResult.WRONG, at=now, request=request)
        if used_up:
            raise _locked(attempts.LockedError(now + attempts.LOCK_FOR))

    def set_password(self, user: User, password: str) -> None:
        """A user changes the own password: the demand to change it is met."""
        user.set_password(password)
        user.must_change_password = False
        user.password_changed_at = timezone.now()
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  (the base calls it so)
        """Back to work."""
        return "/"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail of the library's own: mail addresses are entered by their users and not verified, and the record of sign-ins is what tells."""


def _locked(locked: attempts.LockedError) -> ValidationError:
    until = date_format(timezone.localtime(locked.until), "H:i")
    return ValidationError(_("密码连续不正确，账号已锁定，请于 %(until)s 之后再试。") % {"until": until}, code="locked")
