"""Judicial confirmation of an agreement."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConfirmationState(models.TextChoices):
    """How an application for judicial confirmation stands."""

    APPLIED = "applied", _("已申请")
    RECEIVED = "received", _("法院已受理")
    CONFIRMED = "confirmed", _("确认有效")
    REJECTED = "rejected", _("裁定驳回")
    NOT_ACCEPTED = "not_accepted", _("法院不予受理")
    WITHDRAWN = "withdrawn", _("已撤回申请")


class JudicialConfirmation(models.Model):
    """A joint application to a court within 30 days of effect (人民调解法 33; 民事诉讼法 205, 206)."""

    agreement = models.ForeignKey("disputes.Agreement", models.CASCADE, related_name="confirmations")
    court = models.CharField(_("管辖法院"), max_length=100)
    jurisdiction = models.CharField(_("管辖依据"), max_length=20)
    applied_on = models.DateField(_("申请日期"))
    applied_jointly = models.BooleanField(_("双方共同申请"), default=False)
    oral = models.BooleanField(_("口头申请"), default=False)
    state = models.CharField(_("状态"), max_length=12, choices=ConfirmationState.choices, default=ConfirmationState.APPLIED)
    court_case_number = models.CharField(_("案号"), max_length=60, blank=True)
    received_on = models.DateField(_("法院受理日期"), null=True, blank=True)
    decided_on = models.DateField(_("裁定日期"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("司法确认")
        verbose_name_plural = _("司法确认")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement"], condition=Q(state__in=["applied", "received", "confirmed"]), name="one_live_confirmation"),
        ]
        indexes = [
            models.Index(fields=["applied_on"], name="confirmation_applied"),
            models.Index(fields=["decided_on"], name="confirmation_decided", condition=Q(decided_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.court} {self.get_state_display()}"
