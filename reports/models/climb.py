"""How many cases climbed in a month, for the funnel of what is overdue."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.escalation import Rung


class ClimbCount(models.Model):
    """Cases of an area itself (village, township, …) that climbed to a level in a month, each counted once. Warnings are no climbs."""

    month = models.DateField(_("月份"), help_text=_("当月第一天"))
    area = models.CharField(max_length=12, db_collation="C")
    kind = models.CharField(max_length=12, db_collation="C")
    to_level = models.CharField(_("升至"), max_length=10, choices=Rung.choices)
    cases = models.PositiveIntegerField(_("案件数"))

    class Meta:
        verbose_name = _("升级数")
        verbose_name_plural = _("升级数")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "kind", "area", "to_level"], name="climbs_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.area} {self.to_level}"
