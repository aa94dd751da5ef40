"""What the list of disputes can be filtered by: one set for page, API and export."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Role
from cases.filters import AnyOf, ScopedFilter
from cases.models import MojType
from disputes.figure_filters import FigureFilter
from disputes.models import Assignment, Scale
from disputes.models.dispute import MediationKind
from disputes.states import KIND, Outcome, State
from mediators.choices import committees_in, mediators_in
from mediators.models import Committee, Mediator

CENTRES = frozenset({Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER})
AT_A_CENTRE = (State.REGISTERED, State.ACCEPTED)
"""States in which a dispute waits for the governance centre that has it: to be accepted, to be assigned."""


class DisputeFilter(FigureFilter):
    """Filters on disputes. See `cases.filters.CaseFilter`."""

    kind = KIND

    state = AnyOf(label=_("状态"), choices=State.choices)
    outcome = AnyOf(label=_("结果"), choices=Outcome.choices)
    moj_type = df.ModelChoiceFilter(label=_("纠纷类型"), field_name="dispute__moj_type", queryset=MojType.objects.all())
    mediation_kind = AnyOf(label=_("化解方式"), field_name="dispute__mediation_kind", choices=MediationKind.choices)
    scale = AnyOf(label=_("事件规模"), field_name="dispute__scale", choices=Scale.choices)
    committee = ScopedFilter(label=_("化解组织"), field_name="dispute__committee", model=Committee, rows=committees_in)
    mediator = ScopedFilter(label=_("调解员"), method="filter_mediator", model=Mediator, rows=mediators_in)
    amount_min = df.NumberFilter(label=_("涉及金额不少于（元）"), field_name="dispute__amount", lookup_expr="gte", min_value=0, max_value=10**12)
    amount_max = df.NumberFilter(label=_("涉及金额不多于（元）"), field_name="dispute__amount", lookup_expr="lte", min_value=0, max_value=10**12)

    def filter_mediator(self, queryset: QuerySet[Any], _name: str, value: Mediator) -> QuerySet[Any]:
        """Assigned to a mediator now."""
        return queryset.filter(pk__in=Assignment.objects.filter(mediator=value, until__isnull=True).values("dispute_id"))

    @classmethod
    def waiting_for(cls, actor: Actor) -> Q:
        """Besides what waits for everybody: disputes to be accepted or assigned by the centre where the actor works."""
        own = [posting.organisation_id for posting in actor.postings if posting.role in CENTRES]
        return super().waiting_for(actor) | Q(organisation_id__in=own, state__in=AT_A_CENTRE)
