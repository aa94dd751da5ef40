"""Addresses of the API of monthly figures, under `/api/v1/figures/`."""

from django.urls import path

from reports import api

urlpatterns = [
    path("totals/", api.TotalsView.as_view(), name="figures_totals"),
    path("areas/", api.AreaFiguresView.as_view(), name="figures_areas"),
    path("months/", api.MonthFiguresView.as_view(), name="figures_months"),
    path("states/", api.MonthStatesView.as_view(), name="figures_states"),
    path("by/", api.DimensionFiguresView.as_view(), name="figures_by"),
]
