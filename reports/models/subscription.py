"""Who wants the monthly report by mail, and what was sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FileFormat(models.TextChoices):
    """The files that can be had of a month."""

    PDF = "pdf", _("PDF（打印、阅读）")
    DOCX = "docx", _("DOCX（可编辑）")
    XLSX = "xlsx", _("XLSX（司法部统计表）")


class ReportSubscription(models.Model):
    """Somebody asked for the report of an area, each month on a day. It is ended, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="report_subscriptions", verbose_name=_("订阅人"))
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", verbose_name=_("区划"))
    file_format = models.CharField(_("格式"), max_length=4, choices=FileFormat.choices)
    day = models.PositiveSmallIntegerField(_("每月几日"), help_text=_("1 到 28"))
    email = models.EmailField(_("邮箱"))
    asked_at = models.DateTimeField(_("订阅时间"))
    ended_at = models.DateTimeField(_("停止时间"), null=True, blank=True)
    end_reason = models.CharField(_("停止原因"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("月报订阅")
        verbose_name_plural = _("月报订阅")
        ordering: ClassVar[list[str]] = ["area_id", "file_format", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "area", "file_format"], condition=Q(ended_at__isnull=True), name="report_subscription_once"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=28), name="report_subscription_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.area_id} · {self.file_format}"


class ReportMailing(models.Model):
    """The report of one month for one subscription: one row, whoever and however often the job runs. `sent_at` is empty until it left."""

    subscription = models.ForeignKey(ReportSubscription, models.CASCADE, related_name="mailings")
    month = models.DateField(_("统计月份"), help_text=_("月的第一天"))
    planned_at = models.DateTimeField(_("安排时间"))
    tries = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    next_try_at = models.DateTimeField(_("下次尝试"))
    sent_at = models.DateTimeField(_("寄出时间"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("放弃时间"), null=True, blank=True)
    error = models.CharField(_("错误"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("月报邮件")
        verbose_name_plural = _("月报邮件")
        ordering: ClassVar[list[str]] = ["-month", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["subscription", "month"], name="report_mailing_once")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], name="report_mailing_due", condition=Q(sent_at__isnull=True, given_up_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} · {self.month}"
