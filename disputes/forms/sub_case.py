"""Form of a sub-case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import PartiesField, offer
from cases.models import Category
from disputes.forms.inputs import line, no_personal_number, text


class OpenSubCaseForm(ActForm):
    """What the part is about and whom it concerns; the rest comes from the dispute."""

    title = line(_("子案名称"), 100, min_length=2, validators=[no_personal_number])
    summary = text(_("子案简述"), 2000, rows=4, min_length=2, validators=[no_personal_number])
    parties = PartiesField(label=_("子案当事人"))
    category = forms.ModelChoiceField(queryset=Category.objects.none(), label=_("事件类别"), required=False, help_text=_("不选则与本案相同。"))
    demand = text(_("诉求"), 1000, rows=2, required=False, validators=[no_personal_number])

    def prepare(self) -> None:
        """Parties of this dispute, categories that are not headings."""
        offer(self, "parties", self.case.parties.all())
        offer(self, "category", Category.objects.filter(children__isnull=True))
