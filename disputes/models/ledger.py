"""Ledgers that townships bring as spreadsheets."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.triggers import APPEND_ONLY


class LedgerImport(models.Model):
    """One file on its way in: uploaded, headings mapped, checked, loaded. Progress lives here, so a killed run goes on where it was."""

    class State(models.TextChoices):
        """How far the import is."""

        UPLOADED = "uploaded", _("待对应表头")
        CHECKING = "checking", _("检查中")
        CHECKED = "checked", _("待确认")
        LOADING = "loading", _("导入中")
        DONE = "done", _("已完成")
        REFUSED = "refused", _("未导入")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ledger_imports", verbose_name=_("导入人"))
    posting = models.ForeignKey("accounts.Posting", models.PROTECT, related_name="+", verbose_name=_("任职"))
    name = models.CharField(_("文件名"), max_length=200)
    stored_as = models.CharField(max_length=80, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.UPLOADED)
    mapping = models.JSONField(_("表头对应"), default=dict)
    good_rows_only = models.BooleanField(_("有错行时导入其余各行"), default=False)
    rows_total = models.PositiveIntegerField(_("总行数"), default=0)
    rows_checked = models.PositiveIntegerField(_("已检查"), default=0)
    rows_bad = models.PositiveIntegerField(_("有误"), default=0)
    rows_loaded = models.PositiveIntegerField(_("已导入"), default=0)
    rows_known = models.PositiveIntegerField(_("以前已导入"), default=0)
    created_at = models.DateTimeField(_("上传时间"))
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    progressed_at = models.DateTimeField(
        _("最近进展"), null=True, blank=True, help_text="when a batch last ended; a sweep takes up what stands still"
    )
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    message = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("台账导入")
        verbose_name_plural = _("台账导入")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state"], name="ledger_import_running", condition=Q(state__in=["checking", "loading"]))]

    def __str__(self) -> str:
        return self.name


class LedgerRow(models.Model):
    """A row of a ledger: its fingerprint makes a second run load nothing twice; bad rows say column and reason."""

    ledger = models.ForeignKey(LedgerImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("行号"))
    fingerprint = models.BinaryField(max_length=32)
    cells = models.BinaryField(help_text="encrypted JSON of the mapped cells")
    errors = models.JSONField(_("错误"), default=list)
    dispute = models.ForeignKey("disputes.Dispute", models.SET_NULL, null=True, blank=True, related_name="ledger_rows")
    known = models.BooleanField(_("以前已导入"), default=False)

    class Meta:
        verbose_name = _("台账行")
        verbose_name_plural = _("台账行")
        ordering = ["ledger_id", "line"]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "line"], name="ledger_line_once"),
            models.UniqueConstraint(fields=["fingerprint"], condition=Q(dispute__isnull=False), name="ledger_row_loaded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id}:{self.line}"


class LedgerExport(models.Model):
    """Somebody took a list out of the system: who, as what, with which filter, how many rows. Append-only (个人信息保护法 51; GB/T 22239 audit)."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ledger_exports", verbose_name=_("导出人"))
    posting = models.ForeignKey("accounts.Posting", models.PROTECT, null=True, related_name="+", verbose_name=_("任职"))
    at = models.DateTimeField(_("时间"))
    query = models.CharField(_("筛选条件"), max_length=2000, blank=True)
    file_format = models.CharField(_("格式"), max_length=4)
    rows = models.PositiveIntegerField(_("行数"))
    address = models.GenericIPAddressField(_("来源地址"), null=True, blank=True)

    class Meta:
        verbose_name = _("导出记录")
        verbose_name_plural = _("导出记录")
        triggers = [APPEND_ONLY]
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["by", "-at"], name="ledger_export_of_user")]

    def __str__(self) -> str:
        return f"{self.by} · {self.rows}"
