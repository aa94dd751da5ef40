"""The acts on a case: each is an endpoint and an operation of its own in the OpenAPI document, derived from its declaration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.urls import path
from django.urls.resolvers import URLPattern
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from cases.acting import events_since, not_open
from cases.actions.unmask import Unmasked
from cases.acts import Act, Facts, is_for, is_open, open_acts, registry
from cases.api.base import version_from
from cases.api.forms import cleaned_form, fields_of, serializer_of
from cases.api.parsing import StrictJSONParser
from cases.api.schema import ACTS, IF_MATCH
from cases.api.serializers import ActFormSerializer, ActSerializer, UnmaskedSerializer
from cases.api.views import ETAG, CaseView
from cases.errors import NotGranted, Outdated
from cases.models import Case

UNMASK = "unmask"
UNMASK_PER_MINUTE = 20
"""Readings of personal data that one user may make in a minute: an office needs fewer, a leak more."""


class OpenActsView(CaseView):
    """The acts that are open to the actor on a case."""

    @extend_schema(responses=ActSerializer(many=True))
    def get(self, _request: Request, number: str) -> Response:
        """The acts that are open now, in the order in which their buttons stand."""
        return Response([describe(act) for act in open_acts(self.find(number), self.actor)])


class ActView(CaseView):
    """One act. Subclasses are made by `act_paths`, one for each act of a kind."""

    act: ClassVar[Act]
    more_problems: ClassVar[dict[str, tuple[int, ...]]] = {"GET": (409,), "POST": ACTS}

    def get(self, _request: Request, number: str) -> Response:
        """The fields of the act as they stand for this case: what may be chosen, what stands there at first."""
        case = self.find(number)
        facts = self._require_open(case)
        form = self.act.form(case=case, actor=self.actor, now=self.now, facts=facts)
        return Response(describe(self.act) | {"fields_of_input": fields_of(form)})

    def post(self, request: Request, number: str) -> Response:
        """Do the act on the version that was seen."""
        case = self.find(number)
        version = version_from(request)
        if version != case.version:
            raise Outdated(seen=version, current=case.version, events=events_since(case, version))
        facts = self._require_open(case)
        form = cleaned_form(self.act.form, request.data, request.FILES, case=case, actor=self.actor, now=self.now, facts=facts)
        result = self.act.run(**{self.act.subject: case}, by=self.actor, at=self.now, version=version, **form.act_input())
        return self._answer(case, result)

    def _require_open(self, case: Case) -> Facts:
        """The facts of the case. Raises `NotOpen` and `NotGranted` before any input is looked at."""
        facts = registry.kind(case.kind).facts(case)
        if not is_open(self.act, case, facts):
            raise not_open(case, self.act.code, self.actor, facts)
        if not is_for(self.act, case, self.actor, facts):
            raise NotGranted(str(self.act.label))
        return facts

    def _answer(self, case: Case, result: Any) -> Response:
        if isinstance(result, Unmasked):
            return Response({"party": result.party_id, "values": result.as_dict()}, headers={"Cache-Control": "no-store"})
        after = self.visible().select_related(*self.related).filter(pk=case.pk).first()
        return Response(status=204) if after is None else self.told(after)


def describe(act: Act) -> dict[str, str]:
    """An act in words."""
    return {
        "name": act.name,
        "code": act.code,
        "label": str(act.label),
        "article": str(act.article),
        "consequence": str(act.consequence),
        "emphasis": act.emphasis,
    }


def act_paths(kind: str, base: type[ActView]) -> Iterator[URLPattern]:
    """An address for every act of a kind; `base` says what a case of that kind tells."""
    for act in registry.acts(kind):
        yield path(f"acts/{act.name}/", _view_of(act, kind, base).as_view(), name=f"{kind}_act_{act.name}")


def _view_of(act: Act, kind: str, base: type[ActView]) -> type[ActView]:
    files = [field for field in act.form.base_fields.values() if field.widget.needs_multipart_form]
    formats = ["multipart/form-data"] if files else []
    if not any(field.required for field in files):
        formats.append("application/json")
    members: dict[str, Any] = {"act": act, "parser_classes": [_PARSERS[each] for each in formats]}
    if act.name == UNMASK:
        members |= {"per_minute": UNMASK_PER_MINUTE, "throttle_name": UNMASK}
    view = type(f"{kind.title()}{act.name.title().replace('_', '')}View", (base,), members)
    notes = "\n\n".join(str(part) for part in (act.consequence, act.article) if part)
    decorate = extend_schema_view(
        get=extend_schema(operation_id=f"{kind}_{act.name}_form", summary=str(act.label), tags=["acts"], responses=ActFormSerializer),
        post=extend_schema(
            operation_id=f"{kind}_{act.name}",
            summary=str(act.label),
            description=notes,
            tags=["acts"],
            parameters=[IF_MATCH, *([] if act.name == UNMASK else [ETAG])],
            request=dict.fromkeys(formats, serializer_of(act.form)),
            responses=_responses(act, base),
        ),
    )
    decorated: type[ActView] = decorate(view)
    return decorated


_PARSERS: dict[str, Any] = {"multipart/form-data": MultiPartParser, "application/json": StrictJSONParser}


def _responses(act: Act, base: type[ActView]) -> dict[int, Any]:
    if act.name == UNMASK:
        return {200: UnmaskedSerializer}
    return {200: base.serializer, 204: OpenApiResponse(description="Done; the case is not visible to the actor any more.")}
