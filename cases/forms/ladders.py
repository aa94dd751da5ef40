"""Forms by which a county sets its own ladders and rules by attempts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.ladders import StepInput
from cases.forms.fields import ReasonField
from cases.models import AttemptRule, Ground, Ladder, LadderStep, Told

LONGEST = 60
"""Working days that a field takes at most."""


class LadderForm(forms.Form):
    """The steps of a ladder: how far from the limit, who is told, how long to answer. What is for all stands beside each field."""

    def __init__(self, *args: Any, lawful: Ladder, present: Ladder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lawful = list(lawful.steps.order_by("step"))
        now = {step.step: step for step in present.steps.all()}
        for row in self.lawful:
            self._add(row, now.get(row.step, row))
        self.fields["reason"] = ReasonField(label=_l("修改理由"))

    def _add(self, row: LadderStep, now: LadderStep) -> None:
        facts = {"n": row.step, "ground": row.get_ground_display(), "to": f"→{row.get_to_level_display()}" if row.to_level else ""}
        title = _("第 %(n)d 步·%(ground)s%(to)s") % facts
        if row.ground != Ground.OVERDUE:
            label = _("提前几个工作日") if row.ground == Ground.WARN else _("超期后几个工作日")
            limit = _("默认 %(days)d，只能更早") % {"days": abs(row.offset)}
            self.fields[f"days_{row.step}"] = forms.IntegerField(
                label=f"{title}：{label}", min_value=1, max_value=LONGEST, initial=abs(now.offset), help_text=limit
            )
        self.fields[f"told_{row.step}"] = forms.MultipleChoiceField(
            label=f"{title}：{_('告知')}", choices=Told.choices, initial=list(now.told), widget=forms.CheckboxSelectMultiple
        )
        if row.answer_within is not None:
            limit = _("默认 %(days)d，只能更短") % {"days": row.answer_within}
            self.fields[f"answer_{row.step}"] = forms.IntegerField(
                label="：".join([str(title), _("几个工作日内答复")]), min_value=1, max_value=LONGEST, initial=now.answer_within, help_text=limit
            )

    def steps(self) -> list[StepInput]:
        """The cleaned steps, in order."""
        given = self.cleaned_data
        return [
            StepInput(row.step, given.get(f"days_{row.step}", 0), given[f"told_{row.step}"], given.get(f"answer_{row.step}")) for row in self.lawful
        ]


class AttemptsForm(forms.Form):
    """After how many failed tries a case climbs."""

    tries = forms.IntegerField(label=_l("调解不成几次后升级"), min_value=1, max_value=LONGEST)
    reason = ReasonField(label=_l("修改理由"))

    def __init__(self, *args: Any, lawful: AttemptRule, present: AttemptRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tries"].initial = present.tries
        self.fields["tries"].help_text = _("默认 %(tries)d 次，只能更少") % {"tries": lawful.tries}
