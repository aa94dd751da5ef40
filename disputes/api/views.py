"""The list of disputes, intake, and one dispute; with the filters and the acts of the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.acts import ActView, OpenActsView
from cases.api.base import ApiView, etag_of
from cases.api.forms import cleaned_form, serializer_of
from cases.api.paging import LISTED, SIZE_PARAMETERS, paged, size_of
from cases.api.problems import bad_fields
from cases.api.risk import CaseRiskView
from cases.api.schema import ApiSchema
from cases.api.views import (
    ETAG,
    AttachmentContentView,
    CaseAttachmentsView,
    CaseDetailView,
    CaseEventsView,
    CasePartiesView,
    CaseView,
)
from cases.idempotency import once
from cases.models import Case
from disputes.actions.register import register_in_full
from disputes.api.serializers import DeskSerializer, DisputeRowSerializer, DisputeSerializer, LikelySerializer
from disputes.duplicates import likely
from disputes.filters import DisputeFilter
from disputes.forms.doubles import DoublesForm
from disputes.forms.register import IntakeForm
from disputes.models import Dispute
from disputes.queries import RELATED, desk_counts, next_todo

KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
IDEMPOTENCY = OpenApiParameter(
    KEY_HEADER,
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="The same key with the same body gives the same answer for 24 hours and creates nothing a second time.",
)
LOCATION = OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[201], description="The address of the dispute.")
CREATED = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[201], description="The version.")


class _FilterSchema(DjangoFilterBackend):
    """Lets the OpenAPI document list the filters; the view itself applies them."""

    def get_filterset_class(self, _view: Any, _queryset: Any = None) -> type[DisputeFilter]:
        """The one set of filters."""
        return DisputeFilter


class DisputesView(ApiView):
    """The list of disputes, and registering one."""

    parameters = frozenset(DisputeFilter.base_filters) | LISTED
    filter_backends = (_FilterSchema,)
    queryset = Case.objects.get_queryset()
    more_problems = {"POST": (409,)}

    @extend_schema(
        operation_id="disputes_list",
        filters=True,
        parameters=SIZE_PARAMETERS,
        responses=paged(DisputeRowSerializer, previous=serializers.CharField(allow_null=True), count=serializers.CharField()),
    )
    def get(self, request: Request) -> Response:
        """The disputes one may see, open ones unless asked otherwise. `count` is exact up to a cap and then says `10,000+` or `1,000+`."""
        data = request.query_params.copy()
        after, size = data.get("after"), size_of(request)
        for name in LISTED:
            data.pop(name, None)
        chosen = DisputeFilter(data, actor=self.actor, now=self.now)
        page = chosen.page(load=listed, after=after, size=size)
        rows = DisputeRowSerializer(page.rows, many=True).data
        return Response({"results": rows, "next": page.next_cursor, "previous": page.previous_cursor, "count": page.count_text})

    @extend_schema(
        operation_id="disputes_register",
        request={"application/json": serializer_of(IntakeForm)},
        parameters=[IDEMPOTENCY, LOCATION, CREATED],
        responses={201: DisputeSerializer},
    )
    def post(self, request: Request) -> Response:
        """Register a dispute, as the intake page does."""
        key = request.headers.get(KEY_HEADER)
        if key is None:
            return self._created(self._register(request.data))
        if not _KEY.fullmatch(key):
            raise bad_fields({KEY_HEADER: [_("应为 1 到 200 个可见的 ASCII 字符。")]}, status=400, code="bad_key")
        answer, _again = once(user=self.actor.user, key=key, body=request.data, at=self.now, work=lambda: self._register(request.data))
        return self._created(answer)

    def _register(self, data: Any) -> dict[str, Any]:
        form = cleaned_form(IntakeForm, data, actor=self.actor, now=self.now)
        written = register_in_full(by=self.actor, at=self.now, data=form.intake())
        made = written.dispute
        told = DisputeSerializer(made, context={"actor": self.actor, "written": written}).data
        return {"etag": etag_of(made), "number": made.number, "body": json.loads(self.renderer_classes[0]().render(told))}

    def _created(self, answer: Mapping[str, Any]) -> Response:
        address = reverse("api:dispute", args=[answer["number"]])
        return Response(answer["body"], status=201, headers={"Location": address, "ETag": answer["etag"], "Cache-Control": "no-store"})


class DoublesView(ApiView):
    """Whether a dispute is on file already."""

    @extend_schema(
        operation_id="disputes_doubles",
        request={"application/json": serializer_of(DoublesForm)},
        responses={200: LikelySerializer(many=True)},
    )
    def post(self, request: Request) -> Response:
        """The cases one may see that may be the same dispute, the likeliest first. Nothing is written; ask before registering."""
        form = cleaned_form(DoublesForm, request.data)
        known = form.cleaned_data
        found = likely(
            actor=self.actor,
            title=known["title"],
            area_code=known["area"],
            occurred_on=known["occurred_on"],
            place=known["place"],
            parties=form.known_parties(),
        )
        cases = {case.pk: case for case in listed([each.case.pk for each in found])}
        told = [{"case": cases[each.case.pk], "reasons": each.reasons} for each in found]
        return Response(LikelySerializer(told, many=True).data)


def listed(ids: Sequence[int]) -> QuerySet[Any]:
    """The cases of a page with what a row tells."""
    return Case.objects.get_queryset().filter(pk__in=ids).select_related(*RELATED).defer("search", "summary")


class DeskView(ApiView):
    """The desk of the actor."""

    @extend_schema(responses=DeskSerializer)
    def get(self, _request: Request) -> Response:
        """Counts of what is due, and what to go on with, nearest limit first."""
        found = {"counts": desk_counts(self.actor, self.now), "todo": next_todo(self.actor, self.now)}
        return Response(DeskSerializer(found).data)


class _OfDispute(CaseView):
    model = Dispute
    related: tuple[str, ...] = ("area", "organisation", "handler", "first_receiver", "category", "committee__organisation")
    serializer = DisputeSerializer


class DisputeView(_OfDispute, CaseDetailView):
    """One dispute."""

    schema = ApiSchema()
    get = extend_schema(operation_id="disputes_retrieve", parameters=[ETAG], responses={200: DisputeSerializer, 304: None})(CaseDetailView.get)


class DisputePartiesView(_OfDispute, CasePartiesView):
    """The parties of a dispute."""

    related = ()


class DisputeEventsView(_OfDispute, CaseEventsView):
    """The timeline of a dispute."""

    related = ()


class DisputeAttachmentsView(_OfDispute, CaseAttachmentsView):
    """The files of a dispute."""

    related = ()


class DisputeAttachmentContentView(_OfDispute, AttachmentContentView):
    """A file of a dispute."""

    related = ()


class DisputeRiskView(_OfDispute, CaseRiskView):
    """Supervision and risk of a dispute."""


class DisputeOpenActsView(_OfDispute, OpenActsView):
    """The acts that are open on a dispute."""

    related = ()


class DisputeActView(_OfDispute, ActView):
    """An act on a dispute."""
