"""Form of an extension."""

from __future__ import annotations

from typing import Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import clocks
from cases.forms.act import ActForm
from cases.forms.fields import AttachmentField, ReasonField, kept_files, offer
from cases.limits import LIMITS, Unit

_UNITS: Final = {Unit.CALENDAR_DAY: _("日"), Unit.WORKING_DAY: _("工作日"), Unit.MONTH: _("月"), Unit.HOUR: _("小时")}


class ExtendForm(ActForm):
    """Which limit, by how much, why, with whose consent."""

    clock = forms.ChoiceField(label=_("期限"))
    amount = forms.IntegerField(label=_("延长多少"), min_value=1, max_value=365, help_text=_("单位与原期限相同：按月的期限填月数，按日的填日数。"))
    reason = ReasonField(label=_("延长理由"))
    both_agree = forms.BooleanField(label=_("双方当事人同意延长"), required=False)
    document = AttachmentField(label=_("依据文书"), required=False, help_text=_("可选本案已上传的附件。"))

    def prepare(self) -> None:
        """Running limits that may be extended, and files of this case."""
        running = [clock.kind for clock in clocks.open_clocks(self.case) if clock.kind in LIMITS and LIMITS[clock.kind].may_extend]
        field = cast("forms.ChoiceField", self.fields["clock"])
        field.choices = [(kind, _label(kind)) for kind in running]
        offer(self, "document", kept_files(self.case))


def _label(kind: str) -> str:
    limit = LIMITS[kind]
    return f"{limit.name}（{_UNITS[limit.unit]}）"
