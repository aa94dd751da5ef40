"""Who mediates, objections to them, inquiries and sessions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Assignment(models.Model):
    """A mediator is assigned to a dispute (人民调解法 19); ended rather than deleted."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="assignments")
    mediator = models.ForeignKey("mediators.Mediator", models.PROTECT, related_name="assignments", verbose_name=_("调解员"))
    lead = models.BooleanField(_("主办"), default=False)
    chosen_by_parties = models.BooleanField(_("当事人选定"), default=False)
    since = models.DateTimeField(_("自"))
    until = models.DateTimeField(_("至"), null=True, blank=True)
    end_reason = models.CharField(_("更换理由"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("分派人"))

    class Meta:
        verbose_name = _("调解员分派")
        verbose_name_plural = _("调解员分派")
        ordering = ["dispute_id", "-lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "mediator"], condition=Q(until__isnull=True), name="assigned_once"),
            models.UniqueConstraint(fields=["dispute"], condition=Q(until__isnull=True, lead=True), name="one_lead_mediator"),
        ]
        indexes = [models.Index(fields=["mediator"], name="assignment_live", condition=Q(until__isnull=True))]

    def __str__(self) -> str:
        return f"{self.mediator} · {self.dispute_id}"


class Objection(models.Model):
    """A party objects to a mediator (人民调解法 19, 23(1)): parties choose or accept who mediates."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="objections")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", verbose_name=_("异议人"))
    mediator = models.ForeignKey("mediators.Mediator", models.PROTECT, related_name="+", verbose_name=_("被异议的调解员"))
    reason = models.CharField(_("理由"), max_length=300)
    at = models.DateTimeField(_("提出时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    upheld = models.BooleanField(_("是否成立"), null=True)
    decision = models.CharField(_("处理意见"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处理人"))

    class Meta:
        verbose_name = _("对调解员的异议")
        verbose_name_plural = _("对调解员的异议")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "party", "mediator"], condition=Q(decided_at__isnull=True), name="one_open_objection"),
        ]

    def __str__(self) -> str:
        return self.reason


class Investigation(models.Model):
    """An inquiry (调查记录): who was asked, where, what was said."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="investigations")
    at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=200)
    person = models.CharField(_("被调查人"), max_length=80)
    participants = models.CharField(_("参加人"), max_length=200, blank=True)
    record = models.TextField(_("调查记录"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("调查人"))

    class Meta:
        verbose_name = _("调查记录")
        verbose_name_plural = _("调查记录")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.person}"


class SessionMode(models.TextChoices):
    """Where a session is held."""

    ON_SITE = "on_site", _("现场调解")
    ROOM = "room", _("调解室")
    ONLINE = "online", _("在线调解")
    PHONE = "phone", _("电话调解")


class SessionResult(models.TextChoices):
    """How a session ended."""

    AGREED = "agreed", _("达成一致")
    CONTINUE = "continue", _("继续调解")
    FAILED = "failed", _("未达成一致")


class MediationSession(models.Model):
    """A session with its record (人民调解记录, 人民调解法 20–24, 27); the record's seven elements each have their place."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("次数"))
    held_at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=200)
    mode = models.CharField(_("方式"), max_length=10, choices=SessionMode.choices, default=SessionMode.ROOM)
    open_session = models.BooleanField(_("公开进行"), default=False)
    mediators = models.ManyToManyField("mediators.Mediator", related_name="sessions", verbose_name=_("调解员"))
    parties = models.ManyToManyField("cases.Party", related_name="sessions", verbose_name=_("到场当事人"))
    helpers = models.CharField(_("邀请参加人"), max_length=200, blank=True, help_text=_("经当事人同意，人民调解法第二十条"))
    rights_told = models.BooleanField(_("已告知权利义务"), default=False)
    statements = models.TextField(_("当事人陈述"), max_length=5000)
    facts = models.TextField(_("核实的事实"), max_length=5000, blank=True)
    risk_notice = models.TextField(_("风险提示"), max_length=2000, blank=True)
    record = models.TextField(_("调解经过与结果"), max_length=5000)
    result = models.CharField(_("结果"), max_length=10, choices=SessionResult.choices)
    recorder = models.CharField(_("记录人"), max_length=80, blank=True)
    signed = models.BooleanField(_("各方已签名"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))

    class Meta:
        verbose_name = _("调解记录")
        verbose_name_plural = _("调解记录")
        ordering = ["dispute_id", "number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="session_number_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 次 {self.held_at:%Y-%m-%d}"
