"""Forms of urging (催办), its answer and its recall."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.act import ActForm
from cases.forms.fields import ModelChoice, offer
from cases.models import Urge


class UrgeForm(ActForm):
    """What is urged and by when an answer is wanted."""

    text = forms.CharField(label=_("催办内容"), min_length=2, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    answer_by = forms.DateField(label=_("答复期限"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_answer_by(self) -> dt.date | None:
        """Not in the past."""
        day: dt.date | None = self.cleaned_data["answer_by"]
        if day is not None and day < local_day(self.now):
            raise ValidationError(_("答复期限不能早于今天。"), code="past")
        return day


class _UrgeChoice(ModelChoice):
    def label_from_instance(self, obj: Urge) -> str:
        return f"{local_day(obj.at)} {obj.by}：{obj.text[:30]}"


class _OpenUrgeForm(ActForm):
    """Base: one of the urges that wait for an answer; where there is one only, it is chosen."""

    urge = _UrgeChoice(queryset=Urge.objects.none(), label=_("催办"))

    def prepare(self) -> None:
        """The open urges of this case."""
        urges = self.open_urges()
        offer(self, "urge", urges)
        if len(urges) == 1:
            self.fields["urge"].initial = urges[0].pk

    def open_urges(self) -> QuerySet[Urge]:
        """Not answered, not recalled."""
        return self.case.urges.filter(answered_at__isnull=True, recalled_at__isnull=True).select_related("by")


class ReplyUrgeForm(_OpenUrgeForm):
    """The answer."""

    answer = forms.CharField(label=_("答复"), min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RecallUrgeForm(_OpenUrgeForm):
    """An urge of one's own is taken back."""

    def open_urges(self) -> QuerySet[Urge]:
        """Only one's own."""
        return super().open_urges().filter(by=self.actor.user)
