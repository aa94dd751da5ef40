"""App configuration of cases: what every case has."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Number, parties, clocks, timeline, attachments, transfers, links, acts and lists."""

    name = "cases"
    verbose_name = _("案件")
