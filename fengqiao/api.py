"""Addresses under `/api/`: version 1, its OpenAPI document, and a problem for everything else."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils import translation
from django.views.decorators.http import condition, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from cases.api import notices, people, places
from cases.api.problems import not_found
from cases.idempotency import fingerprint_of
from mediators import api as mediators
from reports import api_warnings as warnings

YAML = "application/vnd.oai.openapi; charset=utf-8"


@cache
def document() -> str:
    """The OpenAPI document, the same that is kept in docs/api/openapi.yaml; made once in a process, for it takes seconds."""
    with translation.override("zh-hans"):
        made = SchemaGenerator().get_schema(request=None, public=True)
    text: bytes = OpenApiYamlRenderer().render(made, renderer_context={})
    return text.decode()


@require_safe
@condition(etag_func=lambda _request: f'"{fingerprint_of({"": document()})[:16]}"')
def schema(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document. It tells nothing of any case, so it needs no signing in."""
    return HttpResponse(document(), content_type=YAML)


v1: list[URLPattern | URLResolver] = [
    path("me/", people.MeView.as_view(), name="me"),
    path("token/", people.NewTokenView.as_view(), name="new_token"),
    path("tokens/", people.TokensView.as_view(), name="tokens"),
    path("tokens/<int:pk>/", people.TokenView.as_view(), name="token"),
    path("notices/", notices.NoticesView.as_view(), name="notices"),
    path("notices/read/", notices.NoticesReadView.as_view(), name="notices_read"),
    path("notices/<int:pk>/read/", notices.NoticeReadView.as_view(), name="notice_read"),
    path("areas/", places.AreasView.as_view(), name="areas"),
    path("organisations/", places.OrganisationsView.as_view(), name="organisations"),
    path("categories/", places.CategoriesView.as_view(), name="categories"),
    path("committees/", mediators.CommitteesView.as_view(), name="committees"),
    path("mediators/", mediators.MediatorsView.as_view(), name="mediators"),
    path("figures/", include("reports.api_urls")),
    path("warnings/", warnings.WarningsView.as_view(), name="warnings"),
    path("warnings/<int:pk>/<slug:act>/", warnings.WarningActView.as_view(), name="warning_act"),
    path("", include("disputes.api.urls")),
]

urlpatterns = [
    path("v1/", include((v1, "api"))),
    path("schema/", schema, name="schema"),
    re_path(r"", not_found),
]
