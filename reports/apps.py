"""App configuration of reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Monthly figures, statistics pages, the wall screen, early warning."""

    name = "reports"
    verbose_name = _("统计")
