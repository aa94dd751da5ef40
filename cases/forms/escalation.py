"""Forms of acknowledging, answering and handing over an escalation."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.escalation.answering import answers
from cases.escalation.stopping import waiting
from cases.forms.act import ActForm
from cases.forms.fields import ModelChoice, ReasonField, offer
from cases.models import Escalation, EscalationState


class _EscalationChoice(ModelChoice):
    def label_from_instance(self, obj: Escalation) -> str:
        return obj.reason


class _EscalationForm(ActForm):
    """Base: one of the escalations that wait for this body; where there is one only, it is chosen."""

    escalation = _EscalationChoice(queryset=Escalation.objects.none(), label=_("升级事项"))

    def prepare(self) -> None:
        """What waits for the actor on this case."""
        mine = [row.pk for row in self.rows() if answers(self.case, self.actor, row.organisation_id, self.facts)]
        offer(self, "escalation", Escalation.objects.filter(pk__in=mine).order_by("answer_by", "pk"))
        if len(mine) == 1:
            self.fields["escalation"].initial = mine[0]

    def rows(self) -> QuerySet[Escalation]:
        """Waiting for an answer."""
        return waiting(case_id=self.case.pk)


class AcknowledgeEscalationForm(_EscalationForm):
    """Which one."""

    def rows(self) -> QuerySet[Escalation]:
        """Not acknowledged yet."""
        return super().rows().filter(state=EscalationState.OPEN)


class AnswerEscalationForm(_EscalationForm):
    """The answer."""

    answer = forms.CharField(label=_("答复"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class HandOverEscalationForm(_EscalationForm):
    """Why the next body has to answer."""

    reason = ReasonField(label=_("移交理由"))
