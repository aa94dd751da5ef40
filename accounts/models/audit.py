"""What the security auditor reads: who signed in, and what administrators did. Rows are never changed and never removed."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class SignInResult(models.TextChoices):
    """How an attempt ended."""

    SUCCESS = "success", _("登录成功")
    WRONG = "wrong", _("用户名或密码错误")
    LOCKED = "locked", _("账号锁定中")
    NOW_LOCKED = "now_locked", _("连续失败，账号被锁定")
    LIMITED = "limited", _("尝试过于频繁")
    SECOND_FACTOR = "second_factor", _("二次验证失败")
    SIGNED_OUT = "signed_out", _("退出登录")
    PASSWORD_CHANGED = "password_changed", _("更改密码")


class SignInEvent(models.Model):
    """An attempt to sign in, a sign-out, a change of password (GB/T 22239: identity, audit). Kept for at least six months (网络安全法)."""

    username = models.CharField(_("用户名"), max_length=150)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sign_in_events", verbose_name=_("用户"))
    result = models.CharField(_("结果"), max_length=20, choices=SignInResult.choices)
    address = models.GenericIPAddressField(_("来源地址"), null=True)
    client = models.CharField(_("终端"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("登录记录")
        verbose_name_plural = _("登录记录")
        triggers: ClassVar = [APPEND_ONLY]
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="sign_in_newest"),
            models.Index(fields=["username", "-at"], name="sign_in_username"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.get_result_display()}"


class SystemEvent(models.Model):
    """An act of administration: a user made, a posting ended, a password reset, days off entered. `data` holds no personal data."""

    act = models.CharField(_("操作"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人"))
    subject = models.CharField(_("对象"), max_length=200)
    text = models.CharField(_("内容"), max_length=500, blank=True)
    address = models.GenericIPAddressField(_("来源地址"), null=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("管理记录")
        verbose_name_plural = _("管理记录")
        triggers: ClassVar = [APPEND_ONLY]
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="system_event_newest")]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"


class PasswordHistory(models.Model):
    """The hash of a password that a user had, so that the last ones are not used again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_history")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("历史密码")
        verbose_name_plural = _("历史密码")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "-at"], name="password_history_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"
