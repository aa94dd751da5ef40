"""Changes of the rules by which cases are coloured: what is in force and its history are the same rows."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cases.triggers import APPEND_ONLY


class ColourRuleSetting(models.Model):
    """A rule as somebody set it for a county, or for everywhere (no area). The newest row of a rule and a county is in force.

    A county's setting goes before the city's, and that before the rule's own defaults. Rows are never changed: they are the history.
    """

    rule = models.ForeignKey("cases.ColourRule", models.PROTECT, related_name="settings", verbose_name=_("规则"))
    area = models.ForeignKey("accounts.Area", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("县区"))
    threshold = models.DecimalField(_("阈值"), max_digits=14, decimal_places=2, null=True, blank=True)
    words = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("风险词"))
    active = models.BooleanField(_("在用"), default=True)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("修改人"))
    at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("定级规则修改")
        verbose_name_plural = _("定级规则修改")
        ordering: ClassVar[list[str]] = ["-id"]
        triggers: ClassVar[list[object]] = [APPEND_ONLY]
        indexes: ClassVar[list[models.Index]] = [models.Index("rule", "area", F("id").desc(), name="colour_setting_newest")]

    def __str__(self) -> str:
        return f"{self.rule_id} · {self.area_id or '—'}"
