"""Committees and mediators in the own scope, for the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _l
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.base import ApiView
from cases.api.paging import LISTED, SIZE_PARAMETERS, page_response, paged
from cases.api.places import cleaned_query, query_parameters
from mediators.choices import committees_in, mediators_in


class CommitteeSerializer(serializers.Serializer[Any]):
    """A people's mediation committee."""

    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    name = serializers.CharField(source="organisation.name")
    organisation = serializers.IntegerField(source="organisation_id")
    area = serializers.CharField(source="organisation.area_id")
    kind = serializers.CharField()
    trade = serializers.CharField()
    active = serializers.BooleanField()


class MediatorSerializer(serializers.Serializer[Any]):
    """A people's mediator."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    employment = serializers.CharField()
    area = serializers.CharField(source="area_id")
    active = serializers.BooleanField()
    is_demo = serializers.BooleanField()


class NameQuery(forms.Form):
    """What committees and mediators can be looked for by."""

    q = forms.CharField(label=_l("名称"), max_length=40, required=False)


class _Named(ApiView):
    parameters: ClassVar = LISTED | frozenset(NameQuery.base_fields)


class CommitteesView(_Named):
    """The committees in the own scope."""

    @extend_schema(operation_id="committees_list", parameters=[*SIZE_PARAMETERS, *query_parameters(NameQuery)], responses=paged(CommitteeSerializer))
    def get(self, request: Request) -> Response:
        """The committees of the subtrees, and the own ones."""
        found = committees_in(self.actor.scope).select_related("organisation")
        if name := cleaned_query(NameQuery, request)["q"]:
            found = found.filter(organisation__name__contains=name)
        return page_response(request, found, CommitteeSerializer)


class MediatorsView(_Named):
    """The mediators in the own scope."""

    @extend_schema(operation_id="mediators_list", parameters=[*SIZE_PARAMETERS, *query_parameters(NameQuery)], responses=paged(MediatorSerializer))
    def get(self, request: Request) -> Response:
        """The mediators who serve in the subtrees or on the own committees."""
        found = mediators_in(self.actor.scope)
        if name := cleaned_query(NameQuery, request)["q"]:
            found = found.filter(name__contains=name)
        return page_response(request, found, MediatorSerializer)
