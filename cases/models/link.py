"""Cases that belong together, and cases on their way to another body."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """How two cases belong together."""

    RELATED = "related", _("关联")
    REPEAT = "repeat", _("重复提出")
    MERGED = "merged", _("并案")


class Link(models.Model):
    """Two cases belong together. For MERGED, `case` was merged into `other`."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="links")
    other = models.ForeignKey("cases.Case", models.CASCADE, related_name="linked_from")
    kind = models.CharField(_("关系"), max_length=12, choices=LinkKind.choices)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("关联案件")
        verbose_name_plural = _("关联案件")
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other")), name="link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.other_id}"


class TransferState(models.TextChoices):
    """How a transfer stands."""

    PENDING = "pending", _("待签收")
    ACCEPTED = "accepted", _("已签收")
    RETURNED = "returned", _("已退回")
    RECALLED = "recalled", _("已撤回")


class Transfer(models.Model):
    """A case handed to another body: another area, level or kind of mediation. It may be returned once, with a reason."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="transfers")
    from_organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="sent_transfers", verbose_name=_("移送单位"))
    to_organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="received_transfers", db_index=False, verbose_name=_("接收单位")
    )
    from_area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", verbose_name=_("原区划"))
    to_area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="+", verbose_name=_("移往区划"))
    mediation_kind = models.CharField(_("移往调解种类"), max_length=16, blank=True)
    reason = models.CharField(_("移送理由"), max_length=300)
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("指定接收人"))
    state = models.CharField(_("状态"), max_length=10, choices=TransferState.choices, default=TransferState.PENDING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("移送人"))
    at = models.DateTimeField(_("移送时间"))
    respond_by = models.DateTimeField(_("签收期限"), null=True, blank=True)
    responded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签收人"))
    responded_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    response = models.CharField(_("签收意见或退回理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("移送")
        verbose_name_plural = _("移送")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="pending"), name="one_pending_transfer"),
        ]
        indexes = [
            models.Index(fields=["to_organisation", "at"], name="transfer_inbox", condition=Q(state="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_organisation_id}"
