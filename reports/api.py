"""Monthly figures for programs: the same cuts as the pages, with rates, cut-off and versions."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.base import ApiView
from cases.api.places import cleaned_query
from cases.api.problems import Problem, bad_fields
from cases.daycount import local_day
from cases.models import Channel
from mediators.models import CommitteeKind
from reports import figures
from reports.actions.month import reporting_children
from reports.drill import query
from reports.figures import NO_BODY, Cut
from reports.measures import CODES, MEASURES, MONEY, Measures
from reports.models import MonthReport
from reports.months import Period, month_of, report_due, shifted
from reports.rates import RATES
from reports.statistics.choice import LONGEST, place_of

MONTH = r"20[0-9]{2}-(0[1-9]|1[0-2])"
BAD = "bad_filter"
DIMENSIONS = ("category", "moj_type", "channel", "body")


class CutQuery(forms.Form):
    """What figures can be asked for."""

    area = forms.CharField(label=_l("区划代码；不给时为您最大的辖区"), max_length=12, required=False)
    category = forms.CharField(label=_l("事件类别代码，含其下级"), max_length=4, required=False)
    moj_type = forms.IntegerField(label=_l("纠纷类型序号（司法部统计）"), min_value=1, max_value=99, required=False)
    channel = forms.ChoiceField(label=_l("来源"), choices=[("", ""), *Channel.choices], required=False)
    body = forms.ChoiceField(
        label=_l("调委会类别；none 为未交调委会"), choices=[("", ""), *CommitteeKind.choices, (NO_BODY, NO_BODY)], required=False
    )
    version = forms.IntegerField(label=_l("只查一个月时可指定旧版本"), min_value=1, max_value=999, required=False)


for _name, _label in (("from", _l("起始月份，如 2026-01；不给时为上个月")), ("to", _l("截止月份，如 2026-10"))):
    CutQuery.base_fields[_name] = forms.CharField(label=_label, max_length=7, required=False, validators=[RegexValidator(f"^{MONTH}$")])


def _parameters() -> list[OpenApiParameter]:
    """The query for the OpenAPI document."""
    text = {"type": "string"}
    shapes: dict[str, dict[str, Any]] = {
        "area": {**text, "pattern": "^[0-9]{4,12}$"},
        "from": {**text, "pattern": f"^{MONTH}$"},
        "to": {**text, "pattern": f"^{MONTH}$"},
        "category": {**text, "pattern": "^[0-9]{2,4}$"},
        "moj_type": {"type": "integer", "minimum": 1, "maximum": 99},
        "channel": {**text, "enum": list(Channel.values)},
        "body": {**text, "enum": [*CommitteeKind.values, NO_BODY]},
        "version": {"type": "integer", "minimum": 1, "maximum": 999},
    }
    return [OpenApiParameter(name, shape, description=str(CutQuery.base_fields[name].label)) for name, shape in shapes.items()]


class RateSerializer(serializers.Serializer[Any]):
    """A rate with what it was made of; `value` is null where the denominator is 0, `text` as reports print it."""

    code = serializers.CharField(source="rate.code")
    label = serializers.CharField(source="rate.label")  # type: ignore[assignment]  # the name of the member, not of the field
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    value = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    text = serializers.CharField()


def _measure_field(code: str) -> serializers.Field[Any, Any, Any, Any]:
    if code == MONEY:
        return serializers.DecimalField(max_digits=18, decimal_places=2)
    return serializers.IntegerField()


MeasuresSerializer: type[serializers.Serializer[Any]] = type(
    "MeasuresSerializer",
    (serializers.Serializer,),
    {"__doc__": "The measures of a cut; amounts in yuan.", **{each.code: _measure_field(each.code) for each in MEASURES}},
)


class FiguresSerializer(serializers.Serializer[Any]):
    """Figures of an area, a month or a value of a dimension. `cases` are the filters of `/api/v1/disputes/` behind each figure."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    figures = MeasuresSerializer()
    rates = RateSerializer(many=True)
    cases = serializers.DictField(child=serializers.DictField(), required=False)


class VersionSerializer(serializers.Serializer[Any]):
    """From which version of a month the figures come; 0 while the month is open."""

    month = serializers.RegexField(f"^{MONTH}$")
    version = serializers.IntegerField()
    locked = serializers.BooleanField()
    counted_at = serializers.DateTimeField()


class AnswerSerializer(serializers.Serializer[Any]):
    """Figures with the moment up to which facts are in them."""

    area = serializers.CharField()
    cut_off = serializers.DateTimeField()
    versions = VersionSerializer(many=True)
    results = FiguresSerializer(many=True)


class MonthStateSerializer(serializers.Serializer[Any]):
    """How an area stands with the report of a month."""

    area = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=MonthReport.State.choices)
    due_on = serializers.DateField()
    reason = serializers.CharField(allow_blank=True)


class MonthStatesSerializer(serializers.Serializer[Any]):
    """The area itself first, then those right under it."""

    month = serializers.RegexField(f"^{MONTH}$")
    results = MonthStateSerializer(many=True)


class _FiguresView(ApiView):
    parameters: ClassVar = frozenset(CutQuery.base_fields)

    def cut(self, request: Request) -> Cut:
        """What was asked for.

        Raises:
            Problem: 400 for a value that cannot be used, an area outside the scope included; 403 for roles that see no cases.
        """
        if not self.actor.scope.sees_cases:
            raise Problem(403, "not_granted", _("您的角色不能查看统计。"))
        asked: dict[str, Any] = cleaned_query(CutQuery, request)
        period = self._period(asked)
        if asked["version"] and period.months > 1:
            raise bad_fields({"version": [_("只查一个月时才能指定版本。")]}, status=400, code=BAD)
        place = place_of(self.actor, asked["area"])
        if place is None:
            raise bad_fields({"area": [_("您的管辖范围内没有这个区划代码。")]}, status=400, code=BAD)
        chosen: dict[str, Any] = {name: asked[name] or None for name in ("category", "moj_type", "channel", "body", "version")}
        return Cut(place.area.pk, period, **chosen)

    def _period(self, asked: dict[str, Any]) -> Period:
        this = month_of(local_day(self.now))
        first, last = (dt.date.fromisoformat(f"{asked[name]}-01") if asked[name] else None for name in ("from", "to"))
        first = first or last or shifted(this, -1)
        last = last or first
        if last < first or last > this:
            raise bad_fields({"to": [_("截止月份不能早于起始月份，也不能晚于本月。")]}, status=400, code=BAD)
        if (period := Period(first, last)).months > LONGEST:
            raise bad_fields({"from": [_("一次最多查 %(count)d 个月。") % {"count": LONGEST}]}, status=400, code=BAD)
        return period

    def answer(self, cut: Cut, rows: list[tuple[str, str, Measures, Cut | None]]) -> Response:
        """The figures with their cut-off and versions."""
        moment = figures.cut_off(cut)
        fills = figures.current_fills(cut.period, cut.version)
        versions = [{"month": f"{each.month:%Y-%m}", "version": each.version, "locked": each.frozen, "counted_at": each.counted_at} for each in fills]
        results = [
            {
                "code": code,
                "label": label,
                "figures": found,
                "rates": [rate.of(found, moment) for rate in RATES],
                **({"cases": {each: query(behind, each) for each in CODES}} if behind else {}),
            }
            for code, label, found, behind in rows
        ]
        return Response(AnswerSerializer({"area": cut.area, "cut_off": moment, "versions": versions, "results": results}).data)


class TotalsView(_FiguresView):
    """An area with everything in it."""

    @extend_schema(operation_id="figures_totals", parameters=_parameters(), responses=AnswerSerializer)
    def get(self, request: Request) -> Response:
        """The figures of an area over months."""
        cut = self.cut(request)
        return self.answer(cut, [(cut.area, _("合计"), figures.totals(cut), cut)])


class AreaFiguresView(_FiguresView):
    """The areas right under one."""

    @extend_schema(operation_id="figures_areas", parameters=_parameters(), responses=AnswerSerializer)
    def get(self, request: Request) -> Response:
        """The figures of each area right under the one asked for. What is recorded at that area itself is in none of them."""
        cut = self.cut(request)
        return self.answer(cut, [(area.pk, area.short_name, found, None) for area, found in figures.by_area(cut)])


class MonthFiguresView(_FiguresView):
    """Month by month."""

    @extend_schema(operation_id="figures_months", parameters=_parameters(), responses=AnswerSerializer)
    def get(self, request: Request) -> Response:
        """The figures of each month."""
        cut = self.cut(request)
        return self.answer(cut, [(f"{month:%Y-%m}", f"{month:%Y-%m}", found, None) for month, found in figures.by_month(cut)])


class DimensionFiguresView(_FiguresView):
    """Apart by a dimension."""

    parameters: ClassVar = frozenset(CutQuery.base_fields) | {"dimension"}

    @extend_schema(
        operation_id="figures_by",
        parameters=[*_parameters(), OpenApiParameter("dimension", {"type": "string", "enum": [*DIMENSIONS]}, required=True)],
        responses=AnswerSerializer,
    )
    def get(self, request: Request) -> Response:
        """The figures apart by category, type, channel or kind of committee; values without any are left out."""
        cut = self.cut(request)
        name: Any = request.query_params.get("dimension")
        if name not in DIMENSIONS:
            raise bad_fields({"dimension": [_("应为 %(names)s 之一。") % {"names": "、".join(DIMENSIONS)}]}, status=400, code=BAD)
        return self.answer(cut, [(code, label, found, None) for code, label, found in figures.by(cut, name)])


class MonthStatesView(_FiguresView):
    """Who has reported a month."""

    parameters: ClassVar = frozenset({"area", "from"})

    @extend_schema(
        operation_id="figures_states",
        parameters=[each for each in _parameters() if each.name in ("area", "from")],
        responses=MonthStatesSerializer,
    )
    def get(self, request: Request) -> Response:
        """How the area and those right under it stand with the month `from`."""
        cut = self.cut(request)
        month, place = cut.period.first, place_of(self.actor, cut.area)
        assert place is not None  # noqa: S101  (`cut` found it)
        rows = []
        for area in (place.area, *reporting_children(place.area, month)):
            state = figures.state_of(area.pk, month)
            due = report_due(month, area.level)
            rows.append({"area": area.pk, "name": area.short_name, "state": state.state, "due_on": due, "reason": state.reason})
        return Response(MonthStatesSerializer({"month": f"{month:%Y-%m}", "results": rows}).data)
