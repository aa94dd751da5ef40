"""Forms of the plan of one case, of a step that was done, and of a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.actions.plan import Measure
from cases.daycount import local_day
from cases.forms.act import ActForm
from cases.forms.fields import ModelChoice, offer
from cases.forms.inputs import day, line, text
from cases.models import PlanStep
from cases.people import colleagues_on
from cases.rows import RowsField


class MeasureForm(forms.Form):
    """A row of the plan."""

    text = line(_("措施"), 300, min_length=2)
    owner = line(_("责任人"), 80, min_length=2)
    due_on = day(_("完成期限"))


class MakePlanForm(ActForm):
    """Aim, owner, steps."""

    aim = text(_("化解目标"), 500, rows=2, min_length=4)
    owner = ModelChoice(queryset=User.objects.none(), label=_("牵头人"))
    steps = RowsField(MeasureForm, label=_("化解措施"), minimum=1, maximum=30)

    def prepare(self) -> None:
        """People who can have a part in the case; the handler is proposed."""
        offer(self, "owner", colleagues_on(self.case, self.now))
        self.fields["owner"].initial = self.case.handler_id

    def act_input(self) -> dict[str, Any]:
        """The rows as measures."""
        cleaned = dict(self.cleaned_data)
        return {**cleaned, "steps": [Measure(**row) for row in cleaned["steps"]]}


class _StepChoice(ModelChoice):
    def label_from_instance(self, obj: PlanStep) -> str:
        return f"{obj.seq}. {obj.text[:40]}（{obj.owner}，{obj.due_on}）"


class FinishStepForm(ActForm):
    """Which step, when, with what result."""

    step = _StepChoice(queryset=PlanStep.objects.none(), label=_("措施"))
    done_on = day(_("完成日期"))
    result = text(_("完成情况"), 300, rows=2, min_length=2)

    def prepare(self) -> None:
        """The open steps of the plan in force; today."""
        steps = PlanStep.objects.filter(plan__case_id=self.case.pk, plan__superseded_at__isnull=True, done_on__isnull=True)
        offer(self, "step", steps)
        self.fields["done_on"].initial = local_day(self.now)


class ReviewForm(ActForm):
    """What the review found."""

    text = text(_("研判情况"), 1000, rows=4, min_length=4, help_text=_("当前态势、已采取的措施、下一步打算。"))
