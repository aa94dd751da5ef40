"""The timeline of a case, and urging."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.triggers import APPEND_ONLY


class CaseEvent(models.Model):
    """What happened: one row per act, append-only (a trigger refuses change and removal). `version` is the case's version after it."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="events")
    act = models.CharField(_("行为"), max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("办理人")
    )
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=20, blank=True)
    at = models.DateTimeField(_("时间"))
    source = models.CharField(_("原状态"), max_length=16, blank=True)
    target = models.CharField(_("现状态"), max_length=16, blank=True)
    text = models.TextField(_("内容"), blank=True)
    article = models.CharField(_("依据"), max_length=120, blank=True)
    data = models.JSONField(_("附加"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("版本"))

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = _("办理记录")
        triggers = [APPEND_ONLY]
        ordering = ["case_id", "id"]
        indexes = [models.Index("case", F("id").desc(), name="event_of_case")]

    def __str__(self) -> str:
        return f"{self.act} · {self.case_id}"


class Urge(models.Model):
    """A higher level urges (催办) the body that has the case; it stays open until answered."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="urges")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("催办人"))
    at = models.DateTimeField(_("时间"))
    text = models.CharField(_("内容"), max_length=300)
    answer_by = models.DateField(_("答复期限"), null=True, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人"))
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    recalled_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("催办")
        verbose_name_plural = _("催办")
        ordering = ["-at"]
        indexes = [models.Index(fields=["case"], name="urge_open", condition=Q(answered_at__isnull=True, recalled_at__isnull=True))]

    def __str__(self) -> str:
        return self.text
