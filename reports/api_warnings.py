"""Early warnings for programs: the list with its reasons, and the acts on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import may
from cases.api.base import ApiView
from cases.api.paging import LISTED, SIZE_PARAMETERS, page_response, paged
from cases.api.places import cleaned_query
from cases.api.problems import Problem, bad_fields
from cases.daycount import local_day
from cases.models import Case
from reports.actions.warning import ACTS, MANNERS, READ, RUN, NotAllowed
from reports.forms.warning import SHOWN, WarningFilter, act_form
from reports.models import EarlyWarning, WarningKind
from reports.warning import reading
from reports.warning.words import Names, Why, why


class _Listed(serializers.ListSerializer[EarlyWarning]):
    """Reads the cases behind all rows of a page at once."""

    def to_representation(self, data: Any) -> Any:
        """The rows, each with its cases."""
        rows = list(data)
        self.child.cases_read = reading.cases_of(rows, self.context["actor"])  # type: ignore[union-attr]
        return super().to_representation(rows)


class EarlyWarningSerializer(serializers.Serializer[EarlyWarning]):
    """A warning: what was observed and expected, the limit and the period, and why in words."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="count, repeat, failed or field.")
    area = serializers.CharField(source="area_id")
    grade = serializers.IntegerField(help_text="1 is the gravest, 3 the lightest.")
    state = serializers.CharField(help_text="open, noted, watched, passed or dismissed.")
    period_first = serializers.DateField()
    period_last = serializers.DateField()
    shown_until = serializers.DateField()
    watch_until = serializers.DateField(allow_null=True)
    observed = serializers.IntegerField()
    expected = serializers.FloatField(allow_null=True)
    limit = serializers.IntegerField(allow_null=True)
    first_seen_at = serializers.DateTimeField()
    title = serializers.SerializerMethodField()
    fact = serializers.SerializerMethodField()
    method = serializers.SerializerMethodField()
    cases = serializers.SerializerMethodField(help_text="Numbers of the newest linked cases that the caller may see.")

    cases_read: Mapping[int, list[Case]] | None = None
    """What a list has read for all its rows."""

    class Meta:
        list_serializer_class = _Listed

    def get_title(self, row: EarlyWarning) -> str:
        """What is warned of."""
        return self._why(row).title

    def get_fact(self, row: EarlyWarning) -> str:
        """The fact with its numbers."""
        return self._why(row).fact

    def get_method(self, row: EarlyWarning) -> str:
        """How it was found."""
        return self._why(row).method

    def get_cases(self, row: EarlyWarning) -> list[str]:
        """Without what is out of sight."""
        cases = reading.cases_of([row], self.context["actor"]) if self.cases_read is None else self.cases_read
        return [case.number for case in cases.get(row.pk, [])]

    def _why(self, row: EarlyWarning) -> Why:
        return why(row, self.context["names"])


class WarningActSerializer(serializers.Serializer[Any]):
    """The input of an act: a reason; `until` for watching, `manner` for passing on."""

    reason = serializers.CharField(min_length=2, max_length=200)
    until = serializers.DateField(required=False)
    manner = serializers.ChoiceField(choices=list(MANNERS), required=False)


class _WarningView(ApiView):
    def check(self) -> None:
        """Raises `Problem` 403 for roles that have no warnings."""
        if not may(self.actor.roles, READ):
            raise Problem(403, "not_granted", _("您的角色不能查看预警。"))

    def context(self) -> dict[str, Any]:
        """What the words of a row need."""
        return {"names": Names.read(), "actor": self.actor}


_FILTERS = [
    OpenApiParameter("kind", {"type": "string", "enum": list(WarningKind.values)}),
    OpenApiParameter("area", {"type": "string", "pattern": "^[0-9]{4,12}$"}),
    OpenApiParameter("state", {"type": "string", "enum": [code for code, _label in SHOWN if code]}),
]


class WarningsView(_WarningView):
    """Early warnings that the caller may see."""

    parameters: ClassVar[frozenset[str]] = LISTED | {"kind", "area", "state"}

    @extend_schema(operation_id="warnings_list", parameters=[*_FILTERS, *SIZE_PARAMETERS], responses=paged(EarlyWarningSerializer))
    def get(self, request: Request) -> Response:
        """Newest first. Without `state` those that wait to be dealt with; `all` that hold now, `past` those that are over."""
        self.check()
        asked = cleaned_query(WarningFilter, request)
        rows = reading.chosen(
            reading.visible_warnings(self.actor), kind=asked["kind"], area=asked["area"], state=asked["state"], today=local_day(self.now)
        )
        return page_response(request, rows, EarlyWarningSerializer, newest_first=True, **self.context())


class WarningActView(_WarningView):
    """An act on a warning."""

    @extend_schema(
        operation_id="warning_act",
        request=WarningActSerializer,
        parameters=[OpenApiParameter("act", {"type": "string", "enum": list(ACTS)}, OpenApiParameter.PATH)],
        responses=EarlyWarningSerializer,
    )
    def post(self, request: Request, pk: int, act: str) -> Response:
        """note, watch (`until`), pass-on (`manner`), dismiss or reopen, each with its reason; 404 for a warning out of sight."""
        self.check()
        row = reading.visible_warnings(self.actor).filter(pk=pk).first()
        if row is None or act not in ACTS:
            raise Problem(404, "not_found", _("没有这条预警，或者它不在您的管辖范围内。"))
        data = request.data if isinstance(request.data, dict) else {}
        form = act_form(act, data, today=local_day(self.now))
        unknown = {name: [_("没有这个字段。")] for name in data if name not in form.fields}
        if unknown or not form.is_valid():
            raise bad_fields(unknown or {name: [str(text) for text in texts] for name, texts in form.errors.items()}, status=422, code="invalid")
        try:
            RUN[act](warning=row, by=self.actor, at=self.now, **form.cleaned_data)
        except NotAllowed as error:
            raise Problem(403, error.code, error.message) from error
        return Response(EarlyWarningSerializer(reading.visible_warnings(self.actor).get(pk=pk), context=self.context()).data)
