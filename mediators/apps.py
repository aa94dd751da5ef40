"""App configuration of mediators: committees and mediators."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediatorsConfig(AppConfig):
    """Committees, mediators, their area, trade and conflicts of interest."""

    name = "mediators"
    verbose_name = _("调解队伍")
