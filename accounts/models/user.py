"""Users and the postings that say where and as what they work."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a posting is for. Acts are granted to roles in `accounts.policies`."""

    GRID_WORKER = "grid_worker", _("网格员")
    MEDIATOR = "mediator", _("调解员")
    TOWNSHIP_CENTER = "township_center", _("镇综治中心")
    COUNTY_CENTER = "county_center", _("县综治中心")
    CITY_LEADER = "city_leader", _("市级领导")
    PETITION_CLERK = "petition_clerk", _("信访专干")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    AUDITOR = "auditor", _("安全审计员")


class User(AbstractUser):
    """A person who signs in. The name is one field: Chinese names are not split."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=80)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    is_demo = models.BooleanField(_("演示账号"), default=False)
    failed_sign_ins = models.PositiveSmallIntegerField(_("连续登录失败次数"), default=0)
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)
    must_change_password = models.BooleanField(_("须更改密码"), default=False)
    password_changed_at = models.DateTimeField(_("密码更改时间"), null=True, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        constraints = [
            models.UniqueConstraint(Upper("username"), name="username_once", violation_error_message=_("已有同名的用户名（不分大小写）。")),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name as written."""
        return self.name

    def get_short_name(self) -> str:
        """The name as written."""
        return self.name


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings by time."""

    def live(self, on: dt.date) -> "PostingQuerySet":
        """Postings in force on that day (both ends included)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


class Posting(models.Model):
    """A user works at an organisation, for an area, in a role, from a day to a day. A user may hold several."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings", verbose_name=_("用户"))
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="postings", verbose_name=_("单位"))
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="postings", verbose_name=_("负责区划"))
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["user_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="posting_ends_after_start"),
            models.UniqueConstraint(fields=["user", "organisation", "area", "role", "valid_from"], name="posting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area.short_name} · {self.get_role_display()} · {self.organisation.short_name}"
