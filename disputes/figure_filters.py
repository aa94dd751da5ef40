"""Filters on disputes by what was counted of them: the list behind every figure is one of these."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from cases.daycount import SHANGHAI, end_of_day
from cases.filters import AnyOf, CaseFilter
from disputes.happenings import KINDS, Happening, overdue_at, pending_at
from disputes.models import Agreement, AgreementForm
from disputes.models.dispute import Difficulty, StartMode
from mediators.models import CommitteeKind

NO_COMMITTEE = "none"


class HappeningField(forms.CharField):
    """`kind:from:to`, read into a `Happening`."""

    def clean(self, value: Any) -> Any:
        """Raises `ValidationError` that says how it is written."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Happening.read(text)
        except ValueError as error:
            kinds = "、".join(KINDS)
            raise ValidationError(
                _("应写作“事项:起日:止日”，如 limit_missed:2024-01-01:2024-01-31；事项为 %(kinds)s。") % {"kinds": kinds}, code="form"
            ) from error


@extend_schema_field(OpenApiTypes.STR)
class _HappenedFilter(df.Filter):  # type: ignore[misc]  # the library has no types
    field_class = HappeningField

    def filter(self, qs: QuerySet[Any], value: Happening | None) -> QuerySet[Any]:
        """Narrow to the cases to which it happened."""
        return qs if value is None else qs.filter(value.condition)


class FigureFilter(CaseFilter):
    """Acceptance, result, agreement, and what was pending or happened when."""

    accepted_from = df.DateFilter(label=_l("受理自"), method="filter_from")
    accepted_to = df.DateFilter(label=_l("受理至"), method="filter_to")
    concluded_from = df.DateFilter(label=_l("办结自"), method="filter_from")
    concluded_to = df.DateFilter(label=_l("办结至"), method="filter_to")
    agreement_form = AnyOf(label=_l("协议形式"), choices=AgreementForm.choices, method="filter_agreement_form")
    difficulty = AnyOf(label=_l("难易程度"), field_name="dispute__difficulty", choices=Difficulty.choices)
    start_mode = AnyOf(label=_l("启动方式"), field_name="dispute__start_mode", choices=StartMode.choices)
    committee_kind = AnyOf(label=_l("调委会类别"), choices=[*CommitteeKind.choices, (NO_COMMITTEE, _l("未交调委会"))], method="filter_committee_kind")
    pending_on = df.DateFilter(label=_l("当日未结"), method="filter_pending", help_text=_l("该日 24 时已登记而未办结"))
    overdue_on = df.DateFilter(label=_l("当日超期未结"), method="filter_overdue_on", help_text=_l("该日 24 时未办结且调解期限已过"))
    happened = _HappenedFilter(label=_l("事项"), max_length=50, help_text=_l("事项:起日:止日，如 limit_missed:2024-01-01:2024-01-31"))

    def filter_from(self, queryset: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        """On that day (Asia/Shanghai) or later."""
        return queryset.filter(**{f"{_MOMENTS[name]}__gte": dt.datetime.combine(value, dt.time(), SHANGHAI)})

    def filter_to(self, queryset: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        """On that day or earlier."""
        return queryset.filter(**{f"{_MOMENTS[name]}__lt": end_of_day(value)})

    def filter_agreement_form(self, queryset: QuerySet[Any], _name: str, value: list[str]) -> QuerySet[Any]:
        """The agreement in force is of this form."""
        if not value:
            return queryset
        agreements = Agreement.objects.filter(form__in=value, superseded_at__isnull=True)
        return queryset.filter(pk__in=agreements.order_by().values("dispute_id"))

    def filter_committee_kind(self, queryset: QuerySet[Any], _name: str, value: list[str]) -> QuerySet[Any]:
        """The committee that has it is of this kind, or none has it."""
        if not value:
            return queryset
        kinds = Q(dispute__committee__kind__in=[kind for kind in value if kind != NO_COMMITTEE])
        return queryset.filter(kinds | Q(dispute__committee__isnull=True) if NO_COMMITTEE in value else kinds)

    def filter_pending(self, queryset: QuerySet[Any], _name: str, value: dt.date) -> QuerySet[Any]:
        """Registered and not concluded when the day ended."""
        return queryset.filter(pending_at(end_of_day(value)))

    def filter_overdue_on(self, queryset: QuerySet[Any], _name: str, value: dt.date) -> QuerySet[Any]:
        """Past its limit of mediation and not concluded when the day ended."""
        return queryset.filter(overdue_at(end_of_day(value)))


_MOMENTS = {
    "accepted_from": "dispute__accepted_at",
    "accepted_to": "dispute__accepted_at",
    "concluded_from": "concluded_at",
    "concluded_to": "concluded_at",
}
