"""The other ways open to parties when mediation does not take place, does not succeed, or what was agreed is not done (人民调解法 26、32)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.errors import Refused


class Route(models.TextChoices):
    """A way a party must be told of (人民调解法 26)."""

    ARBITRATION = "arbitration", _l("仲裁")
    ADMINISTRATIVE = "administrative", _l("行政途径")
    COURT = "court", _l("向人民法院起诉")


class FurtherRoute(models.TextChoices):
    """A way that may be told of as well."""

    POLICE = "police", _l("向公安机关报案")
    PETITION = "petition", _l("依法信访")
    LEGAL_AID = "legal_aid", _l("申请法律援助（12348）")


class BreachRoute(models.TextChoices):
    """A way to what was agreed (人民调解法 32、33；民事诉讼法 250)."""

    SUIT = "suit", _l("就调解协议向人民法院起诉")
    EXECUTION = "execution", _l("司法确认有效的，向人民法院申请强制执行（二年内）")


ROUTE_CHOICES = [*Route.choices, *FurtherRoute.choices]


def check_told(told: Collection[str], field: str = "routes") -> None:
    """Raise `Refused` under the field, naming each of the law's three ways that was not told."""
    missing = [str(route.label) for route in Route if route not in told]
    if missing:
        raise Refused({field: _("还须告知当事人：%(missing)s（人民调解法第二十六条）。") % {"missing": "、".join(missing)}})


def in_words(routes: Collection[str]) -> str:
    """The chosen ways in their fixed order, for the timeline and for notices."""
    return "、".join(str(route.label) for kind in (Route, FurtherRoute, BreachRoute) for route in kind if route in routes)
