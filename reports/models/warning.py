"""Early warnings: what was noticed, the cases behind it, what was done about it; and the key fields (重点领域) with their words."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class WarningKind(models.TextChoices):
    """What is warned of. Always something that happened in cases, never a property of a person."""

    COUNT = "count", _("数量异常")
    REPEAT = "repeat", _("重复当事人")
    FAILED = "failed", _("多次调解不成")
    FIELD = "field", _("重点领域")


class Grade(models.IntegerChoices):
    """How grave it is; the gravest first."""

    GRAVE = 1, _("严重")
    MEDIUM = 2, _("较重")
    LIGHT = 3, _("一般")


class WarningState(models.TextChoices):
    """What has been done about it."""

    OPEN = "open", _("待处置")
    NOTED = "noted", _("已阅知")
    WATCHED = "watched", _("持续关注")
    PASSED = "passed", _("已交办")
    DISMISSED = "dismissed", _("误报")


class EarlyWarning(models.Model):
    """One thing noticed in one period. The job writes it again as long as it holds; what people did about it stays.

    `key` says what it is about, without personal data: codes, or a keyed hash. `data` holds the numbers of which the page makes its words.
    `area` is the smallest one that holds all of it. After `shown_until` (the last day) it is history; `told_at` is empty until the centres
    were told.
    """

    kind = models.CharField(_("类型"), max_length=8, choices=WarningKind.choices)
    key = models.CharField(max_length=80, db_collation="C")
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", db_index=False, verbose_name=_("区划"))
    grade = models.PositiveSmallIntegerField(_("程度"), choices=Grade.choices)
    period_first = models.DateField(_("自"))
    period_last = models.DateField(_("至"))
    shown_until = models.DateField(_("有效至"))
    observed = models.PositiveIntegerField(_("实际"))
    expected = models.FloatField(_("预计"), null=True, blank=True)
    limit = models.PositiveIntegerField(_("上限"), null=True, blank=True)
    data = models.JSONField(_("依据"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=WarningState.choices, default=WarningState.OPEN)
    watch_until = models.DateField(_("关注至"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("发现时间"))
    updated_at = models.DateTimeField(_("更新时间"))
    told_at = models.DateTimeField(_("通知时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("苗头预警")
        verbose_name_plural = _("苗头预警")
        ordering: ClassVar[list[str]] = ["grade", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key", "period_first"], name="warning_once_a_period"),
            models.CheckConstraint(condition=Q(period_last__gte=F("period_first")), name="warning_period_is_one"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("area", "shown_until", name="warning_of_area"),
            models.Index(fields=["shown_until"], name="warning_shown"),
            models.Index(fields=["first_seen_at"], name="warning_first_seen"),
            models.Index(fields=["id"], name="warning_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.area_id} {self.period_first:%Y-%m-%d}"


class WarningCase(models.Model):
    """A case behind a warning. Links of repeated parties are removed when their time is over (docs/early-warning.md)."""

    warning = models.ForeignKey(EarlyWarning, models.CASCADE, related_name="links", db_index=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="early_warnings")

    class Meta:
        verbose_name = _("预警案件")
        verbose_name_plural = _("预警案件")
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["warning", "case"], name="warning_case_once")]

    def __str__(self) -> str:
        return f"{self.warning_id} · {self.case_id}"


class WarningEvent(models.Model):
    """What was done about a warning: one row per act, never changed. It goes with its warning when its time is over."""

    warning = models.ForeignKey(EarlyWarning, models.CASCADE, related_name="events")
    act = models.CharField(_("行为"), max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办人"))
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=20, blank=True)
    at = models.DateTimeField(_("时间"))
    text = models.CharField(_("内容"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("预警处置记录")
        verbose_name_plural = _("预警处置记录")
        ordering: ClassVar[list[str]] = ["-id"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [pgtrigger.Protect(name="warning_event_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.warning_id} · {self.act}"


class WarningRun(models.Model):
    """A night's run: how many series were tested, how many signals it found, how many of them were new."""

    on = models.DateField(_("日期"), unique=True)
    at = models.DateTimeField(_("时间"))
    tested = models.PositiveIntegerField(_("检验序列数"))
    alpha = models.FloatField(_("单序列误报率"))
    found = models.PositiveIntegerField(_("信号数"))
    new = models.PositiveIntegerField(_("新增"))

    class Meta:
        verbose_name = _("预警计算")
        verbose_name_plural = _("预警计算")
        ordering: ClassVar[list[str]] = ["-on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class KeyField(models.Model):
    """A key field (重点领域). What belongs to it stands in its settings; the newest one of a county, or else of the city, is in force."""

    code = models.CharField(_("代码"), max_length=20, primary_key=True, db_collation="C")
    name = models.CharField(_("名称"), max_length=20, unique=True)
    seq = models.PositiveSmallIntegerField(_("序号"))

    class Meta:
        verbose_name = _("重点领域")
        verbose_name_plural = _("重点领域")
        ordering: ClassVar[list[str]] = ["seq"]

    def __str__(self) -> str:
        return self.name


class KeyFieldSetting(models.Model):
    """What counts as a field, and from when a case in it is warned of. Rows are added, never changed; without `area` it holds for the city.

    A case belongs to the field by its category (with those under it), by its type of the ministry's list, or by a word in its title.
    """

    field = models.ForeignKey(KeyField, models.CASCADE, related_name="settings")
    area = models.ForeignKey("accounts.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("县区"))
    categories = ArrayField(models.CharField(max_length=4), default=list, blank=True, verbose_name=_("事件类别"))
    moj_types = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("司法部统计类型"))
    words = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("关键词"))
    people_min = models.PositiveIntegerField(_("涉及人数"))
    amount_min = models.DecimalField(_("涉及金额（元）"), max_digits=14, decimal_places=2)
    active = models.BooleanField(_("启用"), default=True)
    reason = models.CharField(_("修改理由"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("修改人"))
    at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("重点领域设定")
        verbose_name_plural = _("重点领域设定")
        ordering: ClassVar[list[str]] = ["-id"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [pgtrigger.Protect(name="setting_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.field_id} {self.area_id or ''}"
