"""Parties of a case, the officers it is handed to, and who looked at a person's data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.fields import EncryptedTextField
from cases.history import keeps_history
from cases.triggers import APPEND_ONLY


class PartyRole(models.TextChoices):
    """On which side a party stands."""

    APPLICANT = "applicant", _("申请人")
    RESPONDENT = "respondent", _("被申请人")
    OTHER = "other", _("其他当事人")


class PartyKind(models.TextChoices):
    """A natural person or an organisation."""

    PERSON = "person", _("个人")
    ORGANISATION = "organisation", _("单位")


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    NOT_STATED = "9", _("未说明")


class IdKind(models.TextChoices):
    """Kinds of document (GA/T 517), and the unified social credit code (GB 32100) of an organisation."""

    ID_CARD = "111", _("居民身份证")
    TEMPORARY_ID = "112", _("临时居民身份证")
    HOUSEHOLD_BOOK = "113", _("户口簿")
    PASSPORT = "414", _("普通护照")
    TAIWAN_PERMIT = "511", _("台湾居民来往大陆通行证")
    HONGKONG_MACAO_PERMIT = "516", _("港澳居民来往内地通行证")
    FOREIGN_RESIDENT = "553", _("外国人永久居留身份证")
    USCC = "uscc", _("统一社会信用代码")
    OTHER = "990", _("其他")


class PersonCategory(models.TextChoices):
    """What a party does in life (人员类别)."""

    FARMER = "farmer", _("农民")
    WORKER = "worker", _("职工")
    MIGRANT_WORKER = "migrant_worker", _("农民工")
    SELF_EMPLOYED = "self_employed", _("个体经营者")
    RETIRED = "retired", _("离退休人员")
    STUDENT = "student", _("学生")
    MINOR = "minor", _("未成年人")
    UNEMPLOYED = "unemployed", _("无业")
    OTHER = "other", _("其他")


@keeps_history("PartyHistory")
class Party(models.Model):
    """A person or organisation in a case.

    The document number, telephone and address are stored encrypted; `id_index` and `phone_index` are keyed hashes for exact search.
    The name stays readable in the database (it is searched by) and is masked on every page until it is unmasked with a reason.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="parties")
    role = models.CharField(_("诉讼地位"), max_length=12, choices=PartyRole.choices)
    kind = models.CharField(_("类别"), max_length=12, choices=PartyKind.choices, default=PartyKind.PERSON)
    name = models.CharField(_("姓名或名称"), max_length=80)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    education = models.CharField(_("学历"), max_length=20, blank=True)
    person_category = models.CharField(_("人员类别"), max_length=16, choices=PersonCategory.choices, blank=True)
    id_kind = models.CharField(_("证件类型"), max_length=4, choices=IdKind.choices, blank=True)
    id_number = EncryptedTextField(_("证件号码"), null=True, blank=True)
    id_index = models.BinaryField(max_length=32, null=True, editable=False)
    phone = EncryptedTextField(_("联系电话"), null=True, blank=True)
    phone_index = models.BinaryField(max_length=32, null=True, editable=False)
    address = EncryptedTextField(_("住址"), null=True, blank=True)
    representative = models.CharField(_("代理人或负责人"), max_length=80, blank=True)
    is_demo = models.BooleanField(_("虚构演示数据"), default=False)

    class Meta:
        verbose_name = _("当事人")
        verbose_name_plural = _("当事人")
        ordering = ["case_id", "id"]
        indexes = [
            models.Index(fields=["id_index"], name="party_id_index", condition=Q(id_index__isnull=False)),
            models.Index(fields=["phone_index"], name="party_phone_index", condition=Q(phone_index__isnull=False)),
            models.Index(fields=["name"], name="party_name"),
        ]

    def __str__(self) -> str:
        return self.name


class OfficerRole(models.TextChoices):
    """Why a case is handed to a user."""

    HANDLER = "handler", _("承办人")
    CO_HANDLER = "co_handler", _("协办人")
    NAMED = "named", _("指定知情人")


class CaseOfficer(models.Model):
    """A case handed to a user; rows are ended, never deleted."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="officers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_offices", db_index=False)
    role = models.CharField(_("身份"), max_length=12, choices=OfficerRole.choices)
    since = models.DateTimeField(_("自"))
    until = models.DateTimeField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("案件人员")
        verbose_name_plural = _("案件人员")
        constraints = [
            models.UniqueConstraint(fields=["case", "user", "role"], condition=Q(until__isnull=True), name="officer_once"),
        ]
        indexes = [models.Index(fields=["user", "case"], name="officer_live", condition=Q(until__isnull=True))]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class PersonRead(models.Model):
    """Somebody read a person's data unmasked, and why. Append-only (个人信息保护法 51, 55; GB/T 22239 audit)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="reads")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="person_reads")
    person_name = models.CharField(_("姓名"), max_length=80)
    id_index = models.BinaryField(max_length=32, null=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="person_reads")
    role = models.CharField(_("以何角色"), max_length=20, blank=True)
    reason = models.CharField(_("事由"), max_length=200)
    fields = models.CharField(_("查看内容"), max_length=120)
    channel = models.CharField(_("途径"), max_length=8, default="page")
    address = models.GenericIPAddressField(_("来源地址"), null=True, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("个人信息查看记录")
        verbose_name_plural = _("个人信息查看记录")
        triggers = [APPEND_ONLY]
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="person_read_newest"),
            models.Index(fields=["user", "-at"], name="person_read_user"),
            models.Index(fields=["person_name", "-at"], name="person_read_name"),
            models.Index(fields=["id_index", "-at"], name="person_read_id"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.person_name}"
