"""Urging many cases at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.actions.urge import recall_urge
from cases.bulk import BulkAct
from cases.daycount import local_day
from cases.models import Case, Urge


class BulkUrgeForm(forms.Form):
    """The same words to all."""

    text = forms.CharField(label=_("催办内容"), min_length=2, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    answer_by = forms.DateField(label=_("答复期限"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.now = actor, now

    def clean_answer_by(self) -> dt.date | None:
        """Not in the past."""
        day: dt.date | None = self.cleaned_data["answer_by"]
        if day is not None and day < local_day(self.now):
            raise ValidationError(_("答复期限不能早于今天。"), code="past")
        return day


def _recall(case: Case, by: Actor, at: dt.datetime, version: int, before: Mapping[str, Any]) -> None:
    recall_urge(case=case, by=by, at=at, version=version, urge=Urge.objects.get(pk=before["urge"], case_id=case.pk))


URGE = BulkAct(
    name="urge",
    label=_("催办"),
    form=BulkUrgeForm,
    undo=_recall,
    result=lambda urge: {"urge": urge.pk},
)
