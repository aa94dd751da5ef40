"""Where everything is found."""

from django.contrib import admin
from django.urls import include, path

from fengqiao import health
from fengqiao.metrics import metrics

urlpatterns = [
    path("health/live/", health.live, name="health-live"),
    path("health/", health.ready, name="health"),
    path("metrics/", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.signin.urls")),
    path("accounts/language/", include("django.conf.urls.i18n")),
    path("api/", include("fengqiao.api")),
    *(path("", include(f"{app}.urls")) for app in ("accounts", "cases", "disputes", "mediators", "reports")),
]

handler500 = "cases.api.problems.server_error"
