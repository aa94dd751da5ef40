"""What allauth tells is written to the record of sign-ins."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import SignInResult, User
from accounts.signin.events import record


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """All steps were passed."""
    record(username=user.username, user=user, result=SignInResult.SUCCESS, at=timezone.now(), request=request)


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Somebody signed out."""
    if user is not None:
        record(username=user.username, user=user, result=SignInResult.SIGNED_OUT, at=timezone.now(), request=request)


@receiver(authentication_failed, dispatch_uid="accounts.second_factor_failed")
def second_factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    """The second factor was wrong."""
    record(username=user.username, user=user, result=SignInResult.SECOND_FACTOR, at=timezone.now(), request=request)


@receiver(password_changed, dispatch_uid="accounts.password_changed")
def own_password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """A user changed the own password."""
    record(username=user.username, user=user, result=SignInResult.PASSWORD_CHANGED, at=timezone.now(), request=request)
