"""A dispute: the fields of GB/T 31000 and of the ministry's statistics that a plain case lacks."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.history import keeps_history
from cases.managers import CaseManager
from cases.models import Case
from disputes.states import DisputeFlow


class Scale(models.TextChoices):
    """事件规模 (GB/T 31000)."""

    INDIVIDUAL = "01", _("个体性事件")
    GROUP = "02", _("一般群体性事件")
    MAJOR_GROUP = "03", _("重大群体性事件")


class MediationKind(models.TextChoices):
    """化解方式: by which kind of mediation or procedure a dispute is resolved."""

    PEOPLE = "people", _("人民调解")
    ADMINISTRATIVE = "administrative", _("行政调解")
    JUDICIAL = "judicial", _("司法调解")
    TRADE = "trade", _("行业性专业性调解")
    POLICE = "police", _("治安调解")
    PETITION = "petition", _("信访化解")
    CONCILIATION = "conciliation", _("协商和解")
    ARBITRATION = "arbitration", _("仲裁")
    ADMINISTRATIVE_RULING = "ruling", _("行政裁决")
    RECONSIDERATION = "reconsideration", _("行政复议")
    LITIGATION = "litigation", _("诉讼")
    OTHER = "other", _("其他")


class StartMode(models.TextChoices):
    """How mediation starts (人民调解法 17, 18): the ministry's source columns."""

    APPLIED = "applied", _("依申请调解")
    INITIATIVE = "initiative", _("主动调解")
    REFERRED = "referred", _("接受委托移送调解")


class Difficulty(models.TextChoices):
    """Difficulty as the ministry's form counts it."""

    GENERAL = "general", _("一般")
    COMPLEX = "complex", _("疑难复杂")


class CourtProcedure(models.TextChoices):
    """Procedure of the referring court: it decides the limit of an entrusted mediation (特邀调解规定 27)."""

    ORDINARY = "ordinary", _("普通程序")
    SUMMARY = "summary", _("简易程序")


OWN_FIELDS = [
    "scale",
    "moj_type",
    "involved_units",
    "demand",
    "difficulty",
    "start_mode",
    "mediation_kind",
    "amount",
    "committee",
    "file_number",
    "accepted_at",
    "decline_reason",
    "court_name",
    "court_case_number",
    "court_procedure",
    "court_material_signed_on",
    "referral_number",
    "referral_organ",
    "rights_told_on",
    "resolution",
    "archive_number",
    "retention",
    "appraised_on",
    "appraisal",
]
"""Columns of the dispute's own table: row history follows tables, and the case has its own."""


@keeps_history("DisputeHistory", fields=OWN_FIELDS)
class Dispute(DisputeFlow, Case):
    """A dispute on its way from registration to archive. Moves are made by the functions of `disputes.actions` only."""

    scale = models.CharField(_("事件规模"), max_length=2, choices=Scale.choices, default=Scale.INDIVIDUAL)
    moj_type = models.ForeignKey("cases.MojType", models.PROTECT, related_name="disputes", verbose_name=_("纠纷类型（司法部统计）"))
    involved_units = models.CharField(_("涉及单位"), max_length=200, blank=True)
    demand = models.TextField(_("诉求"), max_length=1000, blank=True)
    difficulty = models.CharField(_("难易程度"), max_length=8, choices=Difficulty.choices, default=Difficulty.GENERAL)
    start_mode = models.CharField(_("启动方式"), max_length=12, choices=StartMode.choices, default=StartMode.APPLIED)
    mediation_kind = models.CharField(_("化解方式"), max_length=16, choices=MediationKind.choices, default=MediationKind.PEOPLE)
    amount = models.DecimalField(_("涉及金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    committee = models.ForeignKey("mediators.Committee", models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name=_("化解组织"))
    file_number = models.CharField(_("卷号"), max_length=60, blank=True, db_index=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    decline_reason = models.CharField(_("不予受理理由"), max_length=300, blank=True)
    court_name = models.CharField(_("委派（委托）法院"), max_length=100, blank=True)
    court_case_number = models.CharField(_("法院案号"), max_length=60, blank=True)
    court_procedure = models.CharField(_("审理程序"), max_length=10, choices=CourtProcedure.choices, blank=True)
    court_material_signed_on = models.DateField(_("签收法院材料日期"), null=True, blank=True)
    referral_number = models.CharField(_("移送文号"), max_length=60, blank=True)
    referral_organ = models.CharField(_("移送机关"), max_length=100, blank=True)
    rights_told_on = models.DateField(_("告知权利义务日期"), null=True, blank=True)
    resolution = models.TextField(_("化解情况"), max_length=2000, blank=True)
    archive_number = models.CharField(_("档案号"), max_length=60, blank=True)
    retention = models.CharField(_("保管期限"), max_length=10, blank=True)
    appraised_on = models.DateField(_("考评日期"), null=True, blank=True)
    appraisal = models.TextField(_("考评意见"), max_length=2000, blank=True)

    objects: ClassVar[CaseManager] = CaseManager()

    class Meta:
        verbose_name = _("矛盾纠纷")
        verbose_name_plural = _("矛盾纠纷")
        indexes = [
            models.Index(fields=["amount"], name="dispute_amount", condition=Q(amount__isnull=False)),
            models.Index(fields=["accepted_at"], name="dispute_accepted"),
            GinIndex(fields=["mediation_kind", "scale"], name="dispute_facets"),
        ]


class FileSequence(models.Model):
    """The last file number given by a committee in a year; the row is locked while the next is given, so numbers have no gap."""

    committee = models.ForeignKey("mediators.Committee", models.PROTECT, related_name="file_sequences")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("卷号序列")
        verbose_name_plural = _("卷号序列")
        constraints = [models.UniqueConstraint(fields=["committee", "year"], name="file_sequence_once")]

    def __str__(self) -> str:
        return f"{self.committee_id} {self.year}: {self.last}"
