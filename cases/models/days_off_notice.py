"""Notices on days off, and how far the clocks they touch have been computed anew."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DaysOffNotice(models.Model):
    """A notice on a year's days off as it was entered (国务院办公厅关于部分节假日安排的通知).

    The days between `first_day` and `last_day` are those that changed by it. Open clocks that touch them are computed anew in batches:
    `cursor` is the last clock looked at, so that a killed run goes on where it was; `done_at` is empty until all have been looked at.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    source = models.CharField(_("文号"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    at = models.DateTimeField(_("录入时间"))
    days_changed = models.PositiveSmallIntegerField(_("变动天数"))
    first_day = models.DateField(_("变动首日"), null=True, blank=True)
    last_day = models.DateField(_("变动末日"), null=True, blank=True)
    cursor = models.BigIntegerField(default=0)
    clocks_moved = models.PositiveIntegerField(_("到期日变动的期限"), default=0)
    done_at = models.DateTimeField(_("重算完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("放假通知")
        verbose_name_plural = _("放假通知")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["id"], name="notice_running", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.year} {self.source}"
