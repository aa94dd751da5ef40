"""Accounts: made, changed, unlocked, given a new first password. Only of users that the administrator manages (`accounts.queries`)."""

from __future__ import annotations

import datetime as dt
import secrets

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.recording import record
from accounts.actor import Actor
from accounts.errors import NotAllowedError
from accounts.language import on_record
from accounts.models import User
from accounts.signin import attempts

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"


def first_password() -> str:
    """A password to hand over: twelve characters of three classes, none that looks like another (about 60 bits)."""
    pools = [_LETTERS, _CAPITALS, _DIGITS, *[_LETTERS + _CAPITALS + _DIGITS] * 9]
    drawn = [secrets.choice(pool) for pool in pools]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


@transaction.atomic
@on_record()
def create_user(*, username: str, name: str, phone: str, by: Actor, at: dt.datetime, address: str | None = None) -> tuple[User, str]:
    """Make an account. Returns it with its first password, which is shown once and must be changed at the first sign-in.

    Raises:
        NotAllowedError: the user name is taken (whatever its case).
    """
    if User.objects.filter(username__iexact=username).exists():
        raise NotAllowedError(_("已有同名的用户名（不分大小写）。"), field="username")
    password = first_password()
    user = User(username=username, name=name, phone=phone, must_change_password=True, password_changed_at=at)
    user.set_password(password)
    user.save()
    record(_("新建用户"), username, by=by, at=at, address=address)
    return user, password


@transaction.atomic
@on_record()
def edit_user(*, user: User, name: str, phone: str, is_active: bool, by: Actor, at: dt.datetime, address: str | None = None) -> User:
    """Change name, telephone, or whether the account is in use.

    Raises:
        NotAllowedError: an administrator switches off the own account.
    """
    if user.pk == by.user.pk and not is_active:
        raise NotAllowedError(_("不能停用自己的账号。"), field="is_active")
    changed = [label for label, differs in ((_("姓名"), user.name != name), (_("手机"), user.phone != phone)) if differs]
    if user.is_active != is_active:
        changed.append(_("启用账号") if is_active else _("停用账号"))
    user.name, user.phone, user.is_active = name, phone, is_active
    user.save(update_fields=["name", "phone", "is_active"])
    record(_("修改用户"), user.username, "、".join(changed), by=by, at=at, address=address)
    return user


@transaction.atomic
@on_record()
def unlock_user(*, user: User, by: Actor, at: dt.datetime, address: str | None = None) -> None:
    """Let a locked user try again."""
    attempts.forgive(user)
    record(_("解除锁定"), user.username, by=by, at=at, address=address)


@transaction.atomic
@on_record()
def reset_password(*, user: User, by: Actor, at: dt.datetime, address: str | None = None) -> str:
    """Give a new first password, which is shown once and must be changed at the next sign-in; all sessions of the user end.

    Raises:
        NotAllowedError: an administrator resets the own password, which is what changing it is for.
    """
    if user.pk == by.user.pk:
        raise NotAllowedError(_("自己的密码请用“更改密码”。"))
    password = first_password()
    user.set_password(password)
    user.must_change_password, user.password_changed_at = True, at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    attempts.forgive(user)
    record(_("重置密码"), user.username, by=by, at=at, address=address)
    return password


@transaction.atomic
@on_record()
def remove_second_factors(*, user: User, by: Actor, at: dt.datetime, address: str | None = None) -> None:
    """Remove authenticator, passkeys and recovery codes of a user who lost them.

    Raises:
        NotAllowedError: for the own account.
    """
    if user.pk == by.user.pk:
        raise NotAllowedError(_("自己的两步验证请在“两步验证”页停用。"))
    Authenticator.objects.filter(user=user).delete()
    record(_("解除两步验证"), user.username, by=by, at=at, address=address)
