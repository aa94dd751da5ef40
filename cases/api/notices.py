"""The own notices for programs: a list, and marking as read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.actions.notices import mark_all_read, mark_read
from cases.api.base import ApiView
from cases.api.forms import cleaned_form, serializer_of
from cases.api.paging import LISTED, SIZE_PARAMETERS, paged, size_of
from cases.api.problems import bad_fields
from cases.models.notices import Notice, NoticeKind
from cases.notices.reading import Shown, count_of, page_of
from cases.paging import BadCursor

LARGEST_KEY = 2**63 - 1


class NoticeSerializer(serializers.Serializer[Shown]):
    """A notice. `hidden`: it is about a case that one does not see now, and nothing of it is told."""

    id = serializers.IntegerField(source="notice.pk")
    kind = serializers.ChoiceField(choices=NoticeKind.choices, source="notice.kind")
    title = serializers.CharField()
    body = serializers.CharField()
    case = serializers.SerializerMethodField(help_text="The number of the case.")
    path = serializers.CharField(help_text="The page of this site that it opens; empty where it is hidden.")
    urgent = serializers.BooleanField(source="notice.urgent")
    hidden = serializers.BooleanField()
    at = serializers.DateTimeField(source="notice.at")
    read_at = serializers.DateTimeField(source="notice.read_at", allow_null=True)

    def get_case(self, row: Shown) -> str | None:
        """The number, where there is a case and it is seen."""
        return row.number or None


class ReadSerializer(serializers.Serializer[Any]):
    """How many were marked."""

    read = serializers.IntegerField(help_text="How many had not been read before.")


class ReadForm(forms.Form):
    """Up to which notice the person has seen them, and of which kind."""

    upto = forms.IntegerField(label=_l("截至"), min_value=1, max_value=LARGEST_KEY, help_text=_l("看到的最新一条通知的 id"))
    kind = forms.ChoiceField(label=_l("类别"), required=False, choices=[("", _l("全部")), *NoticeKind.choices])


class NoticesView(ApiView):
    """The own notices."""

    parameters = LISTED | {"kind", "unread"}

    @extend_schema(
        operation_id="notices_list",
        parameters=[
            *SIZE_PARAMETERS,
            OpenApiParameter("kind", {"type": "string", "enum": NoticeKind.values}, description="Only this kind."),
            OpenApiParameter("unread", {"type": "string", "enum": ["true", "false"]}, description="`true`: only unread ones."),
        ],
        responses=paged(NoticeSerializer, unread=serializers.IntegerField(help_text="How many are unread, counted up to 100.")),
    )
    def get(self, request: Request) -> Response:
        """The own notices: the unread ones, then the read ones, each newest first."""
        kind, unread = request.query_params.get("kind", ""), request.query_params.get("unread", "false")
        if kind and kind not in NoticeKind.values:
            raise bad_fields({"kind": [_("没有这个类别。")]}, status=400, code="bad_kind")
        if unread not in ("true", "false"):
            raise bad_fields({"unread": [_("应为 true 或 false。")]}, status=400, code="bad_unread")
        size = size_of(request)
        try:
            page = page_of(self.actor, size=size, after=request.query_params.get("after", ""), kind=kind, unread_only=unread == "true")
        except ValueError as error:
            raise BadCursor from error
        rows = NoticeSerializer(page.rows, many=True).data
        return Response({"results": rows, "next": page.after or None, "unread": count_of(self.actor.user.pk).unread})


class NoticeReadView(ApiView):
    """One of the own notices."""

    @extend_schema(operation_id="notice_read", request=None, responses={204: OpenApiResponse(description="Read.")})
    def post(self, _request: Request, pk: int) -> Response:
        """Mark it as read. A second time changes nothing."""
        if pk > LARGEST_KEY or not Notice.objects.filter(user=self.actor.user, pk=pk).exists():
            raise Http404(_("没有这条通知。"))
        mark_read(by=self.actor, at=self.now, pks=[pk])
        return Response(status=204)


class NoticesReadView(ApiView):
    """All own notices up to one."""

    @extend_schema(
        operation_id="notices_read",
        request={"application/json": serializer_of(ReadForm)},
        responses=ReadSerializer,
    )
    def post(self, request: Request) -> Response:
        """Mark all as read that are not newer than `upto`; answers how many were not read before."""
        given: dict[str, Any] = cleaned_form(ReadForm, request.data).cleaned_data
        return Response({"read": mark_all_read(by=self.actor, at=self.now, upto=given["upto"], kind=given["kind"])})
