"""Form of closing the file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from disputes.actions.archive import Retention
from disputes.completeness import completeness
from disputes.forms.base import DisputeActForm
from disputes.forms.inputs import text


class ArchiveForm(DisputeActForm):
    """How long the file is kept, and what explains a missing paper."""

    retention = forms.ChoiceField(label=_("保管期限"), choices=Retention.choices, initial=Retention.LONG)
    explanation = text(_("卷宗情况说明"), 500, rows=2, required=False)
    appraisal = text(_("考评意见"), 2000, rows=2, required=False)

    def prepare(self) -> None:
        """Say how complete the file is and what it lacks."""
        found = completeness(self.dispute)
        missing = "、".join(str(paper.label) for paper in found.missing)
        facts = {"percent": found.percent, "missing": missing or _t("无")}
        self.fields["explanation"].help_text = _t("卷宗完整度 %(percent)d%%，缺：%(missing)s。身份证明不全的，在此说明。") % facts
