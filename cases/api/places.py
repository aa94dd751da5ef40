"""Areas, organisations and categories: what one may choose from. Of areas and organisations only those in the own scope."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _l
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import organisations_in
from accounts.models import Area, Level, OrganisationKind
from cases.api.base import ApiView
from cases.api.forms import errors_of
from cases.api.paging import LISTED, SIZE_PARAMETERS, page_response, paged
from cases.api.problems import bad_fields
from cases.api.serializers import AreaSerializer, CategorySerializer, OrganisationSerializer
from cases.models import Category
from cases.visibility import union_of


class AreaQuery(forms.Form):
    """What areas can be looked for by."""

    q = forms.CharField(label=_l("名称或代码"), max_length=40, required=False)
    parent = forms.CharField(label=_l("上级区划代码"), max_length=16, required=False)
    level = forms.ChoiceField(label=_l("层级"), choices=[("", ""), *Level.choices], required=False)


class OrganisationQuery(forms.Form):
    """What organisations can be looked for by."""

    q = forms.CharField(label=_l("名称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_l("类别"), choices=[("", ""), *OrganisationKind.choices], required=False)


def query_parameters(form: type[forms.Form]) -> list[OpenApiParameter]:
    """The fields of a query form for the OpenAPI document."""
    found = []
    for name, field in form.base_fields.items():
        choices = [key for key, _label in getattr(field, "choices", []) if key]
        limits = {"enum": choices} if choices else {"maxLength": getattr(field, "max_length", None)}
        found.append(OpenApiParameter(name, {"type": "string", **limits}, description=str(field.label)))
    return found


def cleaned_query(form: type[forms.Form], request: Request) -> dict[str, str]:
    """The cleaned query. Raises `Problem` 400 that names the parameter."""
    bound = form(request.query_params)
    if not bound.is_valid():
        raise bad_fields(errors_of(bound), status=400, code="bad_filter")
    return bound.cleaned_data


class AreasView(ApiView):
    """The areas of the own subtrees."""

    parameters: ClassVar = LISTED | frozenset(AreaQuery.base_fields)

    @extend_schema(operation_id="areas_list", parameters=[*SIZE_PARAMETERS, *query_parameters(AreaQuery)], responses=paged(AreaSerializer))
    def get(self, request: Request) -> Response:
        """The areas in force, by code."""
        query = cleaned_query(AreaQuery, request)
        found = areas_in_scope(self)
        if query["q"]:
            found = found.filter(Q(name__contains=query["q"]) | Q(code__startswith=query["q"]))
        if query["parent"]:
            found = found.filter(parent_id=query["parent"])
        if query["level"]:
            found = found.filter(level=query["level"])
        return page_response(request, found, AreaSerializer)


class OrganisationsView(ApiView):
    """The organisations in the own scope."""

    parameters: ClassVar = LISTED | frozenset(OrganisationQuery.base_fields)

    @extend_schema(
        operation_id="organisations_list",
        parameters=[*SIZE_PARAMETERS, *query_parameters(OrganisationQuery)],
        responses=paged(OrganisationSerializer),
    )
    def get(self, request: Request) -> Response:
        """The organisations of the subtrees, and the own ones."""
        query = cleaned_query(OrganisationQuery, request)
        found = organisations_in(self.actor.scope)
        if query["q"]:
            found = found.filter(name__contains=query["q"])
        if query["kind"]:
            found = found.filter(kind=query["kind"])
        return page_response(request, found, OrganisationSerializer)


class CategoriesView(ApiView):
    """The event types of GB/T 31000."""

    @extend_schema(operation_id="categories_list", responses=CategorySerializer(many=True))
    def get(self, _request: Request) -> Response:
        """All of them, by code, with the type of the ministry's statistics that each counts as."""
        return Response(CategorySerializer(Category.objects.order_by("code"), many=True).data)


def areas_in_scope(view: ApiView) -> QuerySet[Area]:
    """The areas in force in the actor's subtrees."""
    scope = view.actor.scope
    if not scope.sees_cases or not scope.area_prefixes:
        return Area.objects.none()
    return Area.objects.filter(union_of([Q(code__startswith=prefix) for prefix in scope.area_prefixes]), valid_to__isnull=True)
