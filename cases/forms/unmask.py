"""Form of reading a person's data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.unmask import FIELDS
from cases.forms.act import ActForm
from cases.forms.fields import PartyField, ReasonField, offer


class UnmaskForm(ActForm):
    """Whose data, which, and why."""

    party = PartyField(label=_("当事人"))
    fields_read = forms.MultipleChoiceField(
        label=_("查看内容"),
        choices=list(FIELDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只勾选这次办理需要的内容。"),
    )
    reason = ReasonField(label=_("查看事由"), min_length=4, help_text=_("至少四个字；查看会被记录，可供审计。"))

    def prepare(self) -> None:
        """Parties of this case."""
        offer(self, "party", self.case.parties.all())
