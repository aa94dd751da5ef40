"""The one table that carries what lists, clocks, escalation and statistics need."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.history import keeps_history
from cases.managers import CaseManager
from cases.models.case_indexes import case_indexes
from cases.triggers import ONLY_LAWFUL_MOVES


class Channel(models.TextChoices):
    """How a case came in."""

    VISIT = "visit", _("来访")
    PHONE = "phone", _("电话")
    GRID = "grid", _("网格上报")
    ONLINE = "online", _("网上")
    COURT_DELEGATED = "court_delegated", _("法院委派")
    COURT_ENTRUSTED = "court_entrusted", _("法院委托")
    POLICE = "police", _("公安移送")
    PETITION = "petition", _("信访移送")
    PROCURATORATE = "procuratorate", _("检察移送")
    OTHER_TRANSFER = "other_transfer", _("其他移送")
    PATROL = "patrol", _("主动排查")


class Colour(models.TextChoices):
    """Risk colour (三色管理)."""

    RED = "red", _("红")
    YELLOW = "yellow", _("黄")
    BLUE = "blue", _("蓝")


@keeps_history("CaseHistory", exclude=["search"])
class Case(models.Model):
    """A case of any kind; each kind adds its own table by inheritance.

    Times are stored in UTC and mean Asia/Shanghai. `closed_at` is empty as long as anything is left to do; `concluded_at` is when the
    matter itself ended. `due_at` mirrors the earliest open clock and is empty while none runs. `version` rises with every act.
    """

    number = models.CharField(_("案件编号"), max_length=32, unique=True, db_collation="C")
    kind = models.CharField(_("种类"), max_length=12)
    state = FSMField(_("状态"), max_length=16, db_index=False)
    title = models.CharField(_("事件名称"), max_length=100)
    summary = models.TextField(_("事件简述"), max_length=2000)
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="cases", db_index=False, verbose_name=_("发生区划"))
    place = models.CharField(_("发生地点"), max_length=200)
    longitude = models.DecimalField(_("经度"), max_digits=11, decimal_places=8, null=True, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=10, decimal_places=8, null=True, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="cases", db_index=False, verbose_name=_("承办单位"))
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="handled_cases", db_index=False, verbose_name=_("承办人")
    )
    first_receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("首问责任人"))
    channel = models.CharField(_("来源"), max_length=16, choices=Channel.choices)
    category = models.ForeignKey("cases.Category", models.PROTECT, related_name="cases", db_index=False, verbose_name=_("事件类别"))
    colour = models.CharField(_("风险等级"), max_length=8, choices=Colour.choices, default=Colour.BLUE)
    people_count = models.PositiveIntegerField(_("涉及人数"), default=2)
    occurred_on = models.DateField(_("发生日期"))
    received_at = models.DateTimeField(_("登记时间"))
    due_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    clock_kind = models.CharField(_("期限种类"), max_length=40, blank=True)
    paused = models.BooleanField(_("中止中"), default=False)
    concluded_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结案时间"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=16, blank=True)
    confidential = models.BooleanField(_("保密"), default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sub_cases", verbose_name=_("上级案件"))
    parties_masked = models.CharField(_("当事人"), max_length=120, blank=True)
    search = SearchVectorField(null=True, editable=False)
    version = models.PositiveIntegerField(_("版本"), default=1)
    created_at = models.DateTimeField(_("录入时间"))
    updated_at = models.DateTimeField(_("更新时间"))

    objects: ClassVar[CaseManager] = CaseManager()

    class Meta:
        verbose_name = _("案件")
        verbose_name_plural = _("案件")
        triggers = [ONLY_LAWFUL_MOVES]
        indexes = case_indexes()

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Move(models.Model):
    """A lawful move of a kind of case. The trigger on `Case` refuses every move that has no row here."""

    kind = models.CharField(_("种类"), max_length=12)
    source = models.CharField(_("从"), max_length=16, blank=True)
    target = models.CharField(_("到"), max_length=16)
    act = models.CharField(_("行为"), max_length=40)
    article = models.CharField(_("依据"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("状态变动")
        verbose_name_plural = _("状态变动")
        constraints = [models.UniqueConstraint(fields=["kind", "source", "target", "act"], name="move_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.source or '∅'} → {self.target} ({self.act})"
