"""App configuration of accounts: who and where."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Areas, organisations, users and postings."""

    name = "accounts"
    verbose_name = _("人员与区划")

    def ready(self) -> None:
        """Listen to what allauth tells."""
        from accounts.signin import signals  # noqa: F401  (connecting is the import's purpose)
