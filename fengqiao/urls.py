"""Where everything is found."""

from django.contrib import admin
from django.urls import include, path
from health_check.views import HealthCheckView

from fengqiao.metrics import metrics

urlpatterns = [
    path("health/live/", HealthCheckView.as_view(checks=[]), name="health-live"),
    path("health/", HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"]), name="health"),
    path("metrics/", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.signin.urls")),
    path("accounts/language/", include("django.conf.urls.i18n")),
    path("api/", include("fengqiao.api")),
    *(path("", include(f"{app}.urls")) for app in ("accounts", "cases", "disputes", "mediators")),
]
