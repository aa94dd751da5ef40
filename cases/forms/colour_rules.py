"""Forms of the rules of risk colours and of grounds of supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.colours import Rule, joined, words_of
from cases.forms.fields import ReasonField
from cases.forms.inputs import line, text


class RuleForm(forms.Form):
    """Threshold and words of one rule, as far as it has them."""

    threshold = forms.DecimalField(label=_("阈值"), max_digits=14, decimal_places=2, min_value=0, required=False)
    words = text(_("风险词"), 2000, rows=3, required=False, help_text=_("用顿号、逗号或换行分开。"))
    active = forms.BooleanField(label=_("启用"), required=False)
    reason = ReasonField(label=_("修改理由"))

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["active"].initial = rule.active
        if rule.threshold is None:
            del self.fields["threshold"]
        else:
            self.fields["threshold"].initial = rule.threshold.normalize() if rule.threshold % 1 else int(rule.threshold)
            self.fields["threshold"].help_text = rule.unit
        if rule.words:
            self.fields["words"].initial = joined(rule.words)
        else:
            del self.fields["words"]

    def values(self) -> dict[str, Any]:
        """The cleaned input, by the names of the action's parameters."""
        cleaned = self.cleaned_data
        return {
            "threshold": cleaned.get("threshold"),
            "words": words_of(cleaned.get("words", "")),
            "active": cleaned["active"],
            "reason": cleaned["reason"],
        }


class GroundForm(forms.Form):
    """A ground of supervision."""

    name = line(_("名称"), 60, min_length=2)
    article = line(_("依据"), 120, required=False)
    active = forms.BooleanField(label=_("启用"), required=False, initial=True)
