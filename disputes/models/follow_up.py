"""Follow-up visits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FollowUpMethod(models.TextChoices):
    """How the parties were reached."""

    VISIT = "visit", _("上门")
    PHONE = "phone", _("电话")
    ONLINE = "online", _("在线")


class Satisfaction(models.TextChoices):
    """What the parties think of it."""

    SATISFIED = "satisfied", _("满意")
    FAIRLY = "fairly", _("基本满意")
    DISSATISFIED = "dissatisfied", _("不满意")
    NOT_RATED = "not_rated", _("未评价")


class FollowUp(models.Model):
    """A visit to the parties (回访记录): planned for a day, then made. Planned 7, 30 and 90 days after the result."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="follow_ups")
    due_on = models.DateField(_("计划日期"))
    done_on = models.DateField(_("回访日期"), null=True, blank=True)
    method = models.CharField(_("方式"), max_length=8, choices=FollowUpMethod.choices, blank=True)
    parties = models.ManyToManyField("cases.Party", related_name="follow_ups", verbose_name=_("受访当事人"), blank=True)
    performance = models.TextField(_("履行情况"), max_length=1000, blank=True)
    satisfaction = models.CharField(_("满意度"), max_length=12, choices=Satisfaction.choices, blank=True)
    litigation = models.CharField(_("诉讼及裁判情况"), max_length=300, blank=True)
    hidden_risk = models.CharField(_("隐患"), max_length=300, blank=True)
    measures = models.CharField(_("措施"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回访人"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("回访")
        verbose_name_plural = _("回访")
        ordering = ["dispute_id", "due_on"]
        indexes = [
            models.Index(fields=["due_on"], name="follow_up_open", condition=Q(done_on__isnull=True, cancelled_at__isnull=True)),
            models.Index(fields=["done_on"], name="follow_up_done", condition=Q(done_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.due_on}"
