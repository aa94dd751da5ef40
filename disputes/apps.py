"""App configuration of disputes: people's mediation from intake to archive."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    """Intake, mediation, agreement, judicial confirmation, follow-up, ledgers."""

    name = "disputes"
    verbose_name = _("矛盾纠纷")

    def ready(self) -> None:
        """Register the acts of this kind."""
        from disputes import acts  # noqa: F401  (registration is the import's purpose)
