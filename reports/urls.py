"""Addresses of reports."""

from django.urls import include, path

from reports import converters  # noqa: F401  (makes `<area:…>` known)
from reports.views import downloads, months, screen, statistics, subscriptions, warnings

reports = [
    path("statistics/", statistics.statistics, name="statistics_home"),
    path("statistics/outlines.json", statistics.outlines, name="outlines"),
    path("statistics/subscriptions/", subscriptions.subscriptions, name="subscriptions"),
    path("statistics/subscriptions/<int:pk>/end/", subscriptions.end, name="end_subscription"),
    path("statistics/months/", months.months, name="months"),
    path("statistics/months/<month:month>/versions/<int:version>/", months.version, name="month_version"),
    path("statistics/months/<month:month>/<area:code>/<slug:act>/", months.act, name="month_act"),
    path("statistics/<area:code>/", statistics.statistics, name="statistics"),
    path("statistics/<area:code>/files/<slug:file_format>/", downloads.download, name="download"),
    path("warnings/", warnings.warnings, name="warnings"),
    path("warnings/run/", warnings.run, name="warning_run"),
    path("warnings/fields/", warnings.fields, name="warning_fields"),
    path("warnings/fields/<slug:code>/", warnings.field, name="warning_field"),
    path("warnings/<int:pk>/", warnings.warning, name="warning"),
    path("warnings/<int:pk>/<slug:act>/", warnings.act, name="warning_act"),
    path("screen/", screen.screen, name="screen_home"),
    path("screen/<area:code>/", screen.screen, name="screen"),
    path("screen/<area:code>/now/", screen.screen_now, name="screen_now"),
]

urlpatterns = [path("", include((reports, "reports")))]
