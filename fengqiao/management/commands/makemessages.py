"""``manage.py makemessages``: Django's own, which also knows the short names of gettext that are used here."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Collects the strings of ``_l("…")`` (lazy) and ``_t("…")`` too."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_l", "--keyword=_t"]
