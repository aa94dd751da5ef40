"""Pages of short lists: by primary key, with an opaque cursor. Lists of cases have their own (`cases.paging`)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.problems import bad_fields
from cases.paging import MAX_PAGE_SIZE, PAGE_SIZE, BadCursor

LISTED = frozenset({"after", "size"})
SIZE_PARAMETERS = [
    OpenApiParameter("after", {"type": "string", "maxLength": 200}, description="A cursor from `next` or `previous`."),
    OpenApiParameter("size", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE}, description="Rows on a page."),
]


def paged(row: type[serializers.Serializer[Any]], **more: serializers.Field[Any, Any, Any, Any]) -> serializers.Serializer[Any]:
    """A page of rows for the OpenAPI document."""
    members: dict[str, Any] = {"results": row(many=True), "next": serializers.CharField(allow_null=True), **more}
    return inline_serializer(name=f"{row.__name__.removesuffix('Serializer')}Page", fields=members)


def size_of(request: Request) -> int:
    """Rows on a page as asked for. Raises `Problem` 400 where that is no number from 1 to the largest."""
    given = request.query_params.get("size", str(PAGE_SIZE))
    size = int(given) if given.isascii() and given.isdigit() and len(given) < len(str(MAX_PAGE_SIZE)) + 1 else 0
    if not 1 <= size <= MAX_PAGE_SIZE:
        raise bad_fields({"size": [_("应为 1 到 %(max)d 的整数。") % {"max": MAX_PAGE_SIZE}]}, status=400, code="bad_size")
    return size


def page_response(
    request: Request, rows: QuerySet[Any], serializer: type[serializers.Serializer[Any]], *, newest_first: bool = False, **context: Any
) -> Response:
    """A page of rows by primary key; `context` is for the serializer. Raises `BadCursor`."""
    size, after = size_of(request), request.query_params.get("after")
    if after:
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": _decoded(after, rows.model)})
    found = list(rows.order_by("-pk" if newest_first else "pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Response({"results": serializer(found, many=True, context=context).data, "next": _encoded(found[-1].pk) if more else None})


def _encoded(pk: object) -> str:
    return base64.urlsafe_b64encode(str(pk).encode()).rstrip(b"=").decode()


def _decoded(text: str, model: type[Model]) -> Any:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise BadCursor from error
    if not raw.isalnum() or len(raw) > 18:
        raise BadCursor
    if model._meta.pk.get_internal_type() != "CharField" and not raw.isdigit():
        raise BadCursor
    return raw
