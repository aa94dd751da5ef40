"""Organisations that take part in resolving disputes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    CENTER = "center", _("综治中心")
    JUSTICE_OFFICE = "justice_office", _("司法所")
    COMMITTEE = "committee", _("人民调解委员会")
    PETITION_BUREAU = "petition_bureau", _("信访局")
    POLICE_STATION = "police_station", _("派出所")
    COURT = "court", _("人民法庭")
    PROCURATORATE = "procuratorate", _("检察院")
    DEPARTMENT = "department", _("部门")


class Organisation(models.Model):
    """A body at one level: governance centre, justice office, mediation committee, petition bureau, police, court, department."""

    name = models.CharField(_("名称"), max_length=100, unique=True)
    short_name = models.CharField(_("简称"), max_length=40)
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="organisations", verbose_name=_("所在区划"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位"))
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["area_id", "kind", "name"]
        indexes = [models.Index(fields=["area", "kind"], name="organisation_area_kind")]

    def __str__(self) -> str:
        return self.name
