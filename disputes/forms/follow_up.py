"""Form of a follow-up visit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.act import ActForm
from cases.forms.fields import ModelChoice, PartiesField, offer
from disputes.actions.follow_up import Visit
from disputes.forms.inputs import day, line, text
from disputes.models import FollowUp
from disputes.models.follow_up import FollowUpMethod, Satisfaction


class PlannedField(ModelChoice):
    """A planned visit, by its day."""

    def label_from_instance(self, obj: Any) -> str:
        """The day."""
        return str(obj.due_on.isoformat())


class FollowUpForm(ActForm):
    """What the visit found (回访记录)."""

    planned = PlannedField(queryset=FollowUp.objects.none(), label=_("对应的回访计划"), required=False, empty_label=_("计划之外的回访"))
    done_on = day(_("回访日期"))
    method = forms.ChoiceField(label=_("方式"), choices=FollowUpMethod.choices)
    parties = PartiesField(label=_("受访当事人"))
    performance = text(_("履行情况"), 1000, rows=2)
    satisfaction = forms.ChoiceField(label=_("满意度"), choices=Satisfaction.choices, widget=forms.RadioSelect)
    litigation = line(_("诉讼及裁判情况"), 300, required=False)
    hidden_risk = line(_("隐患"), 300, required=False, help_text=_("有隐患的，保存后建议“重新办理”"))
    measures = line(_("措施"), 300, required=False)

    def prepare(self) -> None:
        """Planned visits that were not made, the nearest chosen."""
        planned = FollowUp.objects.filter(dispute_id=self.case.pk, done_on__isnull=True, cancelled_at__isnull=True).order_by("due_on")
        offer(self, "planned", planned)
        offer(self, "parties", self.case.parties.all())
        self.fields["planned"].initial = planned[0].pk if planned else None
        self.fields["done_on"].initial = local_day(self.now)

    def act_input(self) -> dict[str, Any]:
        """The visit as one, and the plan it keeps."""
        values = dict(self.cleaned_data)
        planned = values.pop("planned")
        return {"planned": planned, "visit": Visit(**values)}
