"""Giving many disputes to one committee and one leading mediator at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.bulk import BulkAct
from cases.daycount import local_day
from cases.forms.fields import offer
from cases.models import Case
from cases.search_column import refresh_search
from disputes.actions.assignment import unassign
from disputes.models import Dispute
from mediators.models import Committee, Mediator, Membership


class BulkAssignForm(forms.Form):
    """Committee and lead. That the lead serves on the committee, and conflicts with parties, are checked case by case."""

    committee = forms.ModelChoiceField(queryset=Committee.objects.none(), label=_("调解组织"))
    lead = forms.ModelChoiceField(queryset=Mediator.objects.none(), label=_("主办调解员"))

    def __init__(self, *args: Any, actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = Q(pk__in=())
        for prefix in actor.scope.area_prefixes:
            reach |= Q(organisation__area__code__startswith=prefix)
        committees = Committee.objects.filter(reach, active=True).select_related("organisation")
        today = local_day(now)
        serving = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), committee__in=committees, valid_from__lte=today)
        offer(self, "committee", committees)
        offer(self, "lead", Mediator.objects.filter(active=True, pk__in=serving.values("mediator_id")))


def _remember(case: Case) -> dict[str, Any]:
    return {"organisation": case.organisation_id}


def _take_back(case: Case, by: Actor, at: dt.datetime, version: int, before: Mapping[str, Any]) -> None:
    """Unassign, and leave the dispute with the body that had it before."""
    assert isinstance(case, Dispute)  # noqa: S101  (assigning is an act of disputes)
    undone = unassign(dispute=case, by=by, at=at, version=version, reason=str(_("撤销批量分派")))
    if undone.organisation_id != before["organisation"]:
        undone.organisation_id = before["organisation"]
        undone.save(update_fields=["organisation"])
        refresh_search([undone.pk])


ASSIGN = BulkAct(name="assign", label=_("分派"), form=BulkAssignForm, undo=_take_back, remember=_remember)
