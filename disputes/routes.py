"""The other ways open to parties when mediation does not take place or does not succeed (人民调解法 26)."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Route(models.TextChoices):
    """A way a party must be told of."""

    ARBITRATION = "arbitration", _("仲裁")
    ADMINISTRATIVE = "administrative", _("行政途径")
    COURT = "court", _("向人民法院起诉")


def in_words(routes: Collection[str]) -> str:
    """The chosen ways in their fixed order, for the timeline and for notices."""
    return "、".join(str(route.label) for route in Route if route in routes)
