"""The two category lists of a dispute and the mapping between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MojType(models.Model):
    """One of the 18 types of the ministry's statistics (人民调解案件情况统计表)."""

    seq = models.PositiveSmallIntegerField(_("序号"), primary_key=True)
    name = models.CharField(_("名称"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("司法部统计类型")
        verbose_name_plural = _("司法部统计类型")
        ordering = ["seq"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """An event type of GB/T 31000 (事件类别): two digits, or four under them. `moj_type` is what it counts as by default."""

    code = models.CharField(_("代码"), max_length=4, primary_key=True, db_collation="C")
    name = models.CharField(_("名称"), max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级类别"))
    moj_type = models.ForeignKey(MojType, models.PROTECT, null=True, blank=True, related_name="categories", verbose_name=_("对应统计类型"))

    class Meta:
        verbose_name = _("事件类别")
        verbose_name_plural = _("事件类别")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
