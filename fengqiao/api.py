"""Addresses under `/api/`: version 1, its OpenAPI document, and a problem for everything else."""

from django.urls import include, path, re_path, register_converter
from drf_spectacular.views import SpectacularAPIView

from cases.api import people, places
from cases.api.problems import not_found
from cases.converters import CaseNumberConverter
from mediators import api as mediators

register_converter(CaseNumberConverter, "casenumber")

v1 = [
    path("me/", people.MeView.as_view(), name="me"),
    path("token/", people.NewTokenView.as_view(), name="new_token"),
    path("tokens/", people.TokensView.as_view(), name="tokens"),
    path("tokens/<int:pk>/", people.TokenView.as_view(), name="token"),
    path("areas/", places.AreasView.as_view(), name="areas"),
    path("organisations/", places.OrganisationsView.as_view(), name="organisations"),
    path("categories/", places.CategoriesView.as_view(), name="categories"),
    path("committees/", mediators.CommitteesView.as_view(), name="committees"),
    path("mediators/", mediators.MediatorsView.as_view(), name="mediators"),
    path("", include("disputes.api.urls")),
]

urlpatterns = [
    path("v1/", include((v1, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    re_path(r"", not_found),
]
