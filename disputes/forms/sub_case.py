"""Form of a sub-case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import PartiesField, offer
from cases.models import Category


class OpenSubCaseForm(ActForm):
    """What the part is about and whom it concerns; the rest comes from the dispute."""

    title = forms.CharField(label=_("子案名称"), min_length=2, max_length=100)
    summary = forms.CharField(label=_("子案简述"), min_length=2, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    parties = PartiesField(label=_("子案当事人"))
    category = forms.ModelChoiceField(queryset=Category.objects.none(), label=_("事件类别"), required=False, help_text=_("不选则与本案相同。"))
    demand = forms.CharField(label=_("诉求"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        """Parties of this dispute, categories that are not headings."""
        offer(self, "parties", self.case.parties.all())
        offer(self, "category", Category.objects.filter(children__isnull=True))
