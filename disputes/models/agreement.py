"""Agreements, their items, and performance by items."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.history import keeps_history


class AgreementForm(models.TextChoices):
    """Written or oral (人民调解法 28)."""

    WRITTEN = "written", _("书面")
    ORAL = "oral", _("口头")


@keeps_history("AgreementHistory")
class Agreement(models.Model):
    """An agreement (人民调解法 28–31). A written one takes effect when all have signed and the seal is on it, an oral one the day it is reached."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="agreements")
    form = models.CharField(_("形式"), max_length=8, choices=AgreementForm.choices)
    number = models.CharField(_("协议编号"), max_length=64, blank=True)
    reached_on = models.DateField(_("达成日期"))
    effective_on = models.DateField(_("生效日期"))
    facts = models.TextField(_("纠纷主要事实和争议事项"), max_length=3000)
    responsibility = models.TextField(_("各方责任"), max_length=2000)
    copies = models.PositiveSmallIntegerField(_("份数"), null=True, blank=True)
    signed_by_parties = models.BooleanField(_("各方已签名、盖章或按指印"), default=False)
    signed_by_mediators = models.BooleanField(_("调解员已签名"), default=False)
    sealed = models.BooleanField(_("已加盖调委会印章"), default=False)
    superseded_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("调解协议")
        verbose_name_plural = _("调解协议")
        ordering = ["dispute_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dispute"], condition=Q(superseded_at__isnull=True), name="one_agreement_in_force"),
            models.CheckConstraint(condition=Q(effective_on__gte=models.F("reached_on")), name="effective_not_before_reached"),
        ]
        indexes = [models.Index(fields=["reached_on"], name="agreement_reached", condition=Q(superseded_at__isnull=True))]

    def __str__(self) -> str:
        return self.number or f"{self.get_form_display()} {self.reached_on}"


@keeps_history("AgreementItemHistory")
class AgreementItem(models.Model):
    """One thing to be done: who, for whom, what, how much, by when, in what manner and place (人民调解法 29(3))."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="items")
    seq = models.PositiveSmallIntegerField(_("序号"))
    debtor = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", verbose_name=_("履行人"))
    creditor = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("权利人"))
    content = models.CharField(_("履行内容"), max_length=500)
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("履行期限"))
    manner = models.CharField(_("履行方式"), max_length=100, blank=True)
    place = models.CharField(_("履行地点"), max_length=100, blank=True)
    performed_on = models.DateField(_("履行完毕日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("协议事项")
        verbose_name_plural = _("协议事项")
        ordering = ["agreement_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "seq"], name="item_seq_once"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="item_amount_not_negative"),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="item_open_due", condition=Q(performed_on__isnull=True)),
            models.Index(fields=["performed_on"], name="item_performed", condition=Q(performed_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.seq}. {self.content}"


class Performance(models.Model):
    """Something was done for an item: a part payment, the whole, with its proof (履行凭证)."""

    item = models.ForeignKey(AgreementItem, models.CASCADE, related_name="performances")
    on = models.DateField(_("履行日期"))
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    proof = models.ForeignKey("cases.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("凭证"))
    complete = models.BooleanField(_("该项已履行完毕"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("履行记录")
        verbose_name_plural = _("履行记录")
        ordering = ["item_id", "on", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.on}"
