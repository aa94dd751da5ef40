"""Numbers as people read them, and how they changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from cases.daycount import ONE_DAY, SHANGHAI

NONE: Final = "—"
TEN_THOUSAND: Final = Decimal(10_000)
_SIGNS: Final = {1: "+", -1: "−", 0: ""}


@dataclass(frozen=True)
class Change:
    """A difference in words, and its direction (-1, 0, 1)."""

    text: str
    direction: int = 0

    def __str__(self) -> str:
        return self.text


UNKNOWN: Final = Change(NONE)


def count_text(value: int | Decimal) -> str:
    """A count with thousands apart."""
    return f"{value:,}"


def money_text(value: Decimal) -> str:
    """An amount in 万元 with two decimals."""
    return _("%(amount)s 万元") % {"amount": f"{value / TEN_THOUSAND:,.2f}"}


def change_of_count(now: int | Decimal, then: int | Decimal | None) -> Change:
    """By how many, and by how many per cent where there was something before."""
    if then is None:
        return UNKNOWN
    difference = Decimal(now) - Decimal(then)
    return _changed(difference, then, f"{abs(difference):,}")


def change_of_money(now: Decimal, then: Decimal | None) -> Change:
    """By how much in 万元, and by how many per cent."""
    if then is None:
        return UNKNOWN
    difference = now - then
    return _changed(difference, then, f"{abs(difference) / TEN_THOUSAND:,.2f}")


def _changed(difference: Decimal, then: int | Decimal, size: str) -> Change:
    if not difference:
        return Change(_("持平"))
    direction = _direction(difference)
    share = f"（{_SIGNS[direction]}{abs(difference) * 100 / then:.1f}%）" if then else ""
    return Change(f"{_SIGNS[direction]}{size}{share}", direction)


def change_of_rate(now: Decimal | None, then: Decimal | None) -> Change:
    """By how many percentage points."""
    if now is None or then is None:
        return UNKNOWN
    difference = now - then
    direction = _direction(difference)
    if not difference:
        return Change(_("持平"))
    return Change(_("%(points)s 个百分点") % {"points": f"{_SIGNS[direction]}{abs(difference)}"}, direction)


def moment_text(at: dt.datetime) -> str:
    """A moment in Asia/Shanghai; the end of a day is its 24:00."""
    local = at.astimezone(SHANGHAI)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{local.date() - ONE_DAY:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def _direction(difference: int | Decimal) -> int:
    return (difference > 0) - (difference < 0)
