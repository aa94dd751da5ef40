"""Words by which pages, exports and notices speak of a case: how long is left, the risk colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.daycount import ONE_DAY, days_left, local_day
from cases.models import Colour

SOON_DAYS: Final = 3
"""From how many days left a limit is shown as near."""


@dataclass(frozen=True)
class DueWord:
    """How long is left, in words. `tone` is one of over, today, soon, ok, paused, none."""

    text: str
    tone: str
    day: dt.date | None = None
    """The last day of the limit, Asia/Shanghai."""


def due_word(due_at: dt.datetime | None, *, now: dt.datetime, paused: bool = False, closed: bool = False) -> DueWord:
    """What to say about a limit at a moment (aware): `还剩 3 天`, `超期 2 天`, `今天到期`, `中止中`, `已结案`, `无期限`."""
    if due_at is None:
        if paused:
            return DueWord(_("中止中"), "paused")
        return DueWord(_("已结案") if closed else _("无期限"), "none")
    left = days_left(due_at, now)
    day = local_day(due_at - ONE_DAY / 86_400)
    if left < 0:
        return DueWord(_("超期 %(days)s 天") % {"days": -left}, "over", day)
    if left == 0:
        return DueWord(_("今天到期"), "today", day)
    return DueWord(_("还剩 %(days)s 天") % {"days": left}, "soon" if left <= SOON_DAYS else "ok", day)


RISKS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {Colour.RED.value: _l("红色"), Colour.YELLOW.value: _l("黄色"), Colour.BLUE.value: _l("蓝色")}
)
"""A risk colour as a word: the colour alone never speaks. The style sheet puts a sign beside it, another for each."""
