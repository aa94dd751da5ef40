"""Saved views of a list, and bulk acts that can be undone for a while."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A named set of filters and columns. A shared view can be opened by anybody with its address; it never widens what one may see."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=20, default="disputes")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("筛选条件"), max_length=2000, blank=True)
    shared = models.BooleanField(_("可分享"), default=False)
    created_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("已存视图")
        verbose_name_plural = _("已存视图")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "list_name", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name


class BulkRun(models.Model):
    """One act on many cases at once, all or nothing; it can be undone until `undo_until` as long as no case has moved on."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act = models.CharField(_("行为"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulk_runs")
    at = models.DateTimeField(_("时间"))
    undo_until = models.DateTimeField(_("可撤销至"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("批量办理")
        verbose_name_plural = _("批量办理")
        ordering = ["-at"]
        indexes = [models.Index(fields=["by", "undo_until"], name="bulk_undoable", condition=Q(undone_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.act} · {self.at:%Y-%m-%d %H:%M}"


class BulkItem(models.Model):
    """One case of a bulk run: its version after the act, and what is needed to take the act back."""

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    version_after = models.PositiveIntegerField()
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("批量办理案件")
        verbose_name_plural = _("批量办理案件")
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="bulk_item_once")]

    def __str__(self) -> str:
        return f"{self.run_id} · {self.case_id}"
