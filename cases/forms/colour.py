"""Forms of raising the risk colour, of asking for a lower one, and of deciding on that."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.acts import registry
from cases.colours import is_lower
from cases.forms.act import ActForm
from cases.forms.fields import AttachmentField, kept_files, offer
from cases.forms.inputs import text
from cases.models import Colour


class RaiseColourForm(ActForm):
    """A higher colour, and why."""

    colour = forms.ChoiceField(label=_("新等级"), choices=Colour.choices, widget=forms.RadioSelect)
    reason = text(_("理由"), 500, rows=2, min_length=4)

    def prepare(self) -> None:
        """Only higher ones; what the rules say stands in the reason."""
        field = self.fields["colour"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [(code, label) for code, label in Colour.choices if is_lower(self.case.colour, code)]
        advice = registry.kind(self.case.kind).advice(self.case, self.actor, self.now)
        if is_lower(self.case.colour, advice.colour):
            field.initial = advice.colour
            self.fields["reason"].initial = "；".join(advice.reasons)
        elif len(field.choices) == 1:
            field.initial = field.choices[0][0]


class ProposeLowerForm(ActForm):
    """A lower colour, why, and what shows it."""

    colour = forms.ChoiceField(label=_("拟定等级"), choices=Colour.choices, widget=forms.RadioSelect)
    reason = text(_("降级理由"), 500, rows=3, min_length=4)
    evidence = AttachmentField(label=_("佐证材料"), help_text=_("先用“上传附件”把材料放进本案，再在这里选。"))

    def prepare(self) -> None:
        """Only lower ones; the files of the case."""
        field = self.fields["colour"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = [(code, label) for code, label in Colour.choices if is_lower(code, self.case.colour)]
        field.initial = field.choices[0][0] if field.choices else None
        offer(self, "evidence", kept_files(self.case))


class ApproveLowerForm(ActForm):
    """Consent."""

    decision = text(_("审批意见"), 300, rows=2, required=False)


class RefuseLowerForm(ActForm):
    """Refusal, with the reason."""

    decision = text(_("不批准的理由"), 300, rows=2, min_length=2)


class WithdrawLowerForm(ActForm):
    """Nothing to fill in."""
