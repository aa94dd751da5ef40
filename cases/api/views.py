"""What a client reads of one case: itself, its parties, timeline, files. Kinds subclass these with their model and what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from cases.actions.identity_file import is_identity, read_identity_file
from cases.api.base import ApiView, etag_of
from cases.api.paging import LISTED, SIZE_PARAMETERS, page_response, paged
from cases.api.problems import Problem
from cases.api.serializers import AttachmentSerializer, EventSerializer, PartySerializer
from cases.attachments.kinds import KINDS
from cases.errors import Refused
from cases.models import Attachment, Case, CaseEvent, Party
from cases.veil import veil_of_case
from cases.views.attachments import serve

ETAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200], description="The version; send it back in `If-Match`.")


class CaseView(ApiView):
    """A view of one case, found by number among what the actor may see."""

    model: ClassVar[type[Case]]
    related: ClassVar[Sequence[str]] = ()
    serializer: ClassVar[type[BaseSerializer[Any]]]

    def find(self, number: str) -> Case:
        """The case. Raises `Http404` where there is none, and where it lies outside what the actor may see."""
        found = self.visible().select_related(*self.related).filter(number=number).first()
        if found is None:
            raise Http404(_("没有这个案件，或者它不在您的管辖范围内。"))
        case: Case = found
        return case

    def visible(self) -> QuerySet[Any]:
        """The cases of this kind that the actor may see."""
        return self.model.objects.visible_to(self.actor).defer("search")

    def told(self, case: Case) -> Response:
        """The case in full, with its version."""
        data = self.serializer(case, context={"actor": self.actor}).data
        return Response(data, headers={"ETag": etag_of(case), "Cache-Control": "private, no-cache"})


class CaseDetailView(CaseView):
    """A case in full."""

    def get(self, request: Request, number: str) -> Response:
        """The case. With `If-None-Match` and no new version, 304."""
        case = self.find(number)
        if request.headers.get("If-None-Match", "").removeprefix("W/") == etag_of(case):
            return Response(status=304, headers={"ETag": etag_of(case)})
        return self.told(case)


class CasePartiesView(CaseView):
    """The parties of a case."""

    @extend_schema(responses=PartySerializer(many=True))
    def get(self, _request: Request, number: str) -> Response:
        """The parties, masked."""
        parties = Party.objects.filter(case_id=self.find(number).pk).order_by("pk")
        return Response(PartySerializer(parties, many=True).data)


class CaseEventsView(CaseView):
    """The timeline of a case."""

    parameters = LISTED

    @extend_schema(parameters=SIZE_PARAMETERS, responses=paged(EventSerializer))
    def get(self, request: Request, number: str) -> Response:
        """The timeline, newest first."""
        case = self.find(number)
        events = CaseEvent.objects.filter(case_id=case.pk).select_related("by", "organisation")
        return page_response(request, events, EventSerializer, newest_first=True, veil=veil_of_case(case.pk))


class CaseAttachmentsView(CaseView):
    """The files of a case. They are added and removed by the acts `attach` and `remove_attachment`."""

    @extend_schema(responses=AttachmentSerializer(many=True))
    def get(self, _request: Request, number: str) -> Response:
        """The files that have not been removed."""
        case = self.find(number)
        return Response(AttachmentSerializer(_files(case), many=True, context={"veil": veil_of_case(case.pk)}).data)


class AnyMediaType(BaseContentNegotiation):
    """For files: what they are is not for the client to choose; problems are JSON."""

    def select_parser(self, _request: Request, parsers: Any) -> Any:
        """The first."""
        return parsers[0]

    def select_renderer(self, _request: Request, renderers: Any, _format_suffix: str | None = None) -> Any:
        """The first."""
        return renderers[0], renderers[0].media_type


class AttachmentContentView(CaseView):
    """The content of a file."""

    content_negotiation_class = AnyMediaType

    @extend_schema(responses={(200, media_type): OpenApiResponse(OpenApiTypes.BINARY, description="The file.") for media_type in KINDS})
    def get(self, _request: Request, number: str, pk: int) -> HttpResponseBase:
        """The file, to be saved. A proof of identity only on record, to whoever did `unmask` on the case for a reason within the last hour."""
        case = self.find(number)
        row = _files(case).filter(pk=pk).first()
        if row is None:
            raise Http404(_("没有这个附件。"))
        if is_identity(row):
            self._put_on_record(case, row)
        return serve(row)

    def _put_on_record(self, case: Case, row: Attachment) -> None:
        try:
            read_identity_file(case=case, by=self.actor, at=self.now, attachment=row)
        except Refused as error:
            raise Problem(403, "unmask_first", _("这是当事人身份证明，请先写明事由，办理“查看当事人信息”（unmask），一小时内可以打开。")) from error


def _files(case: Case) -> QuerySet[Attachment]:
    return Attachment.objects.filter(case_id=case.pk, removed_at__isnull=True).select_related("by").order_by("pk")
