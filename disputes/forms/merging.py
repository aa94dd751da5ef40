"""Form of a merger."""

from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import CaseNumberField, ReasonField
from cases.models import Case


class MergeForm(ActForm):
    """Into which dispute, and why it is the same."""

    into = CaseNumberField(label=_("并入的案件编号"), help_text=_("本案随即关闭，内容仍可查看；后续在那件案件里办理。"))
    reason = ReasonField(label=_("并案理由"))

    def clean_into(self) -> Case:
        """A visible case."""
        return CaseNumberField.find(self.cleaned_data["into"], actor=self.actor, this=self.case)
