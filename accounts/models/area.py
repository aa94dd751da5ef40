"""Administrative areas, whose codes are paths."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The levels of an area; the length of its code says which."""

    CITY = "city", _("市")
    COUNTY = "county", _("县区")
    TOWNSHIP = "township", _("镇街")
    VILLAGE = "village", _("村社区")
    CELL = "cell", _("网格")


CODE_LENGTH: dict[str, int] = {
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
    Level.CELL: 16,
}
"""Digits of a code by level: statistical division codes (GB/T 2260, GB/T 10114) and the 16 digits of a grid cell."""

LEVEL_OF_LENGTH: dict[int, Level] = {length: Level(level) for level, length in CODE_LENGTH.items()}


class Area(models.Model):
    """An administrative area. Its code is a prefix of the code of all that lies in it; it is never deleted."""

    code = models.CharField(_("区划代码"), max_length=16, primary_key=True, db_collation="C")
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级区划"))
    path_name = models.CharField(_("全称"), max_length=240, help_text=_("自市以下逐级名称，以空格分隔"))
    sort_key = models.CharField(_("拼音序"), max_length=240, db_collation="C", blank=True)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("并入"))

    class Meta:
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^([0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{16})$"), name="area_code_is_a_path"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def short_name(self) -> str:
        """The name without the suffix of a village committee, as people say it."""
        return self.name.removesuffix("民委员会").removesuffix("委会").removesuffix("居")

    def covers(self, code: str) -> bool:
        """Whether the area with that code lies in this one (or is it)."""
        return code.startswith(self.code)
