"""Supervision by a higher level (督办), and the leader in charge of a case (包案)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SupervisionGround(models.Model):
    """A ground for an order of supervision: those of 信访工作条例 40 and of practice, and local ones of a county."""

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    article = models.CharField(_("依据"), max_length=120, blank=True)
    area = models.ForeignKey("accounts.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("县区"))
    seq = models.PositiveSmallIntegerField(_("顺序"), default=0)
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("督办事由")
        verbose_name_plural = _("督办事由")
        ordering: ClassVar[list[str]] = ["seq", "code"]

    def __str__(self) -> str:
        return self.name


class SupervisionOrder(models.Model):
    """An order (督办单) that a higher level issues on one or many cases. A second order names the one before it."""

    number = models.CharField(_("督办编号"), max_length=40, unique=True)
    ground = models.ForeignKey(SupervisionGround, models.PROTECT, related_name="orders", verbose_name=_("督办事由"))
    text = models.CharField(_("督办要求"), max_length=1000)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="orders_issued", verbose_name=_("签发单位"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("签发人"))
    at = models.DateTimeField(_("签发时间"))
    answer_by = models.DateField(_("办理期限"))
    round = models.PositiveSmallIntegerField(_("第几次督办"), default=1)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_orders", verbose_name=_("前次督办"))

    class Meta:
        verbose_name = _("督办单")
        verbose_name_plural = _("督办单")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index("organisation", F("at").desc(), name="order_of_organisation")]

    def __str__(self) -> str:
        return self.number


class SupervisionState(models.TextChoices):
    """Where the order stands on one case."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复待审")
    ACCEPTED = "accepted", _("已通过")
    REORDERED = "reordered", _("再次督办")
    RECALLED = "recalled", _("已撤销")


class SupervisionItem(models.Model):
    """One case of an order: which body must answer, what it answered, whether that was accepted."""

    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="items")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="supervisions")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="orders_received", verbose_name=_("被督办单位"))
    state = models.CharField(_("状态"), max_length=12, choices=SupervisionState.choices, default=SupervisionState.OPEN)
    answer = models.CharField(_("办理答复"), max_length=2000, blank=True)
    measures = models.CharField(_("整改措施"), max_length=1000, blank=True)
    document = models.ForeignKey("cases.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("佐证材料"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人"))
    opinion = models.CharField(_("审核意见"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人"))

    class Meta:
        verbose_name = _("督办事项")
        verbose_name_plural = _("督办事项")
        ordering: ClassVar[list[str]] = ["order_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["order", "case"], name="supervised_once_by_order")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation"], name="supervision_waits", condition=Q(state="open")),
            models.Index(fields=["case"], name="supervision_live", condition=Q(state__in=["open", "answered"])),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} · {self.case_id}"


class LeaderInCharge(models.Model):
    """A leader takes a case personally (领导包案; 信访工作条例 18). The five fixed points (五定): leader, people, time, task, duty."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="leaders")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="led_cases", verbose_name=_("包案领导"))
    people = models.CharField(_("专班人员"), max_length=200)
    target_on = models.DateField(_("化解时限"))
    task = models.CharField(_("工作任务"), max_length=500)
    duty = models.CharField(_("责任要求"), max_length=500)
    since = models.DateTimeField(_("自"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("指定人"))
    until = models.DateTimeField(_("至"), null=True, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("领导包案")
        verbose_name_plural = _("领导包案")
        ordering: ClassVar[list[str]] = ["case_id", "-since"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(until__isnull=True), name="one_leader_in_charge"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["leader"], name="led_now", condition=Q(until__isnull=True))]

    def __str__(self) -> str:
        return f"{self.leader} · {self.case_id}"
