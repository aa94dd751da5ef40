"""Forms of assignment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models.area import CODE_LENGTH, Level
from cases.daycount import local_day
from cases.forms.fields import ReasonField
from disputes.forms.base import DisputeActForm
from disputes.forms.inputs import MediatorField, MediatorsField, limit_choices, tick
from disputes.models import Assignment
from mediators.conflicts import keys_of
from mediators.models import Committee, Mediator
from mediators.queries import Candidate, candidates

SHOWN = 200
"""How many mediators a page offers at most; the API takes any that may be assigned."""


class AssignForm(DisputeActForm):
    """To which committee, and who mediates."""

    committee = forms.ModelChoiceField(queryset=Committee.objects.none(), label=_("调解组织"))
    lead = MediatorField(label=_("主办调解员"))
    others = MediatorsField(label=_("协办调解员"), required=False)
    chosen_by_parties = tick(_("由当事人选定"), help_text=_("人民调解法第十九条"))

    def prepare(self) -> None:
        """Committees and mediators near the case; who is chosen already when it is about a change."""
        committees = committees_for(self.case.area_id, self.actor.scope.area_prefixes)
        near = list(committees.filter(near_to(self.case.area_id)))
        today = local_day(self.now)
        found = self._candidates(near, today)
        chosen = self._chosen(near, found)
        _set(self, "committee", committees, near)
        self.fields["committee"].initial = chosen
        mediators = Mediator.objects.filter(active=True)
        offered = _ranked(found, chosen)
        for name in ("lead", "others"):
            _set(self, name, mediators, [])
            field: Any = self.fields[name]
            field.choices = [*field.choices, *offered]

    def _chosen(self, near: list[Committee], found: list[Candidate]) -> int | None:
        """The committee to begin with: that of the case's village, else of its township, and so on up; one that has somebody who may mediate.

        Of one place the general committee goes before those of a trade.
        """
        own = [each for each in near if self.case.area_id.startswith(each.organisation.area_id)]
        able = {each.membership.committee_id for each in found if not each.conflicts}
        first = min(own, key=lambda each: (each.pk not in able, -len(each.organisation.area_id), bool(each.trade), each.code), default=None)
        return first.pk if first else None

    def _candidates(self, near: list[Committee], today: dt.date) -> list[Candidate]:
        return candidates(
            area=self.case.area_id,
            moj_type=self.dispute.moj_type_id,
            parties=keys_of(self.case.parties.all()),
            scope=Q(committee__in=near),
            on=today,
            limit=SHOWN,
        )


class ReassignForm(AssignForm):
    """Who mediates instead, and why."""

    reason = ReasonField(label=_("改派理由"))

    def prepare(self) -> None:
        """The present committee and mediators stand there to begin with."""
        super().prepare()
        live = Assignment.objects.filter(dispute_id=self.case.pk, until__isnull=True).values_list("mediator_id", "lead")
        self.fields["lead"].initial = next((pk for pk, lead in live if lead), None)
        self.fields["others"].initial = [pk for pk, lead in live if not lead]

    def _chosen(self, near: list[Committee], found: list[Candidate]) -> int | None:  # noqa: ARG002  (the signature of the form it extends)
        """The present one."""
        return self.dispute.committee_id


class UnassignForm(DisputeActForm):
    """Why the assignment is taken back."""

    reason = ReasonField(label=_("撤销分派的理由"))


def committees_for(area: str, prefixes: tuple[str, ...]) -> QuerySet[Committee]:
    """The active committees that may take a case of that area: those of a place that covers it, and those in the actor's areas."""
    allowed = Q(organisation__area_id__in=_above(area))
    for prefix in prefixes:
        allowed |= Q(organisation__area__code__startswith=prefix)
    return Committee.objects.filter(allowed, active=True).select_related("organisation").order_by("organisation__area_id", "code")


def near_to(area: str) -> Q:
    """Committees that cover the area or lie in its township (for a case of a county: in the county)."""
    around = area[: CODE_LENGTH[Level.TOWNSHIP]]
    return Q(organisation__area_id__in=_above(area)) | Q(organisation__area__code__startswith=around)


def serving(committees: list[Committee], today: dt.date) -> Q:
    """Mediators who serve on one of these committees today."""
    live = Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=today)
    return live & Q(memberships__committee__in=committees, memberships__valid_from__lte=today)


def _ranked(found: list[Candidate], committee: int | None) -> list[tuple[int, str]]:
    """Each mediator once with the reasons: members of the committee that stands there first, as only they go with it; conflicts last."""
    ranked: dict[int, Candidate] = {}
    for each in sorted(found, key=lambda each: (bool(each.conflicts), each.membership.committee_id != committee)):
        ranked.setdefault(each.mediator.pk, each)
    return [(pk, _label(each)) for pk, each in ranked.items()]


def _label(candidate: Candidate) -> str:
    """Name, committee and reasons. No party is named: the page shows parties masked."""
    reasons = [_("须回避"), *(found.relation for found in candidate.conflicts)] if candidate.conflicts else candidate.reasons
    return f"{candidate.mediator.name}（{candidate.membership.committee.organisation.short_name}）{'，'.join(map(str, reasons))}"


def _above(area: str) -> list[str]:
    return [area[:length] for length in CODE_LENGTH.values() if length <= len(area)]


def _set(form: forms.Form, name: str, queryset: QuerySet[Any], shown: list[Any]) -> None:
    field: Any = form.fields[name]
    field.queryset = queryset
    limit_choices(field, shown)
