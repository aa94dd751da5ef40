"""Rates: numerator, denominator, decimals; a rate of nothing is no zero but a dash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from reports.measures import Measures

NONE: Final = "—"


@dataclass(frozen=True)
class Rate:
    """A share in per cent: of which measures, with how many decimals, and whether what was carried over is in the denominator."""

    code: str
    label: StrPromise
    numerator_label: StrPromise
    denominator_label: StrPromise
    numerator: Callable[[Measures], int]
    denominator: Callable[[Measures], int]
    decimals: int = 1
    carried_over: bool = False

    def of(self, measures: Measures, cut_off: dt.datetime | None = None) -> RateValue:
        """The rate of these figures, as of a moment."""
        return RateValue(self, self.numerator(measures), self.denominator(measures), cut_off)


@dataclass(frozen=True)
class RateValue:
    """A rate with what it was made of."""

    rate: Rate
    numerator: int
    denominator: int
    cut_off: dt.datetime | None = None

    @property
    def value(self) -> Decimal | None:
        """Per cent, rounded half up to the rate's decimals; None where the denominator is 0."""
        if not self.denominator:
            return None
        return (Decimal(self.numerator) * 100 / self.denominator).quantize(Decimal(1).scaleb(-self.rate.decimals), ROUND_HALF_UP)

    @property
    def text(self) -> str:
        """As reports print it: 99.2%, or a dash."""
        return NONE if self.value is None else f"{self.value}%"

    def __str__(self) -> str:
        return self.text


RATES: Final = (
    Rate("resolution", _("化解率"), _("化解成功"), _("排查登记"), lambda m: m.successful, lambda m: m.registered),
    Rate(
        "resolution_with_carried_over", _("化解率（含结转）"), _("化解成功"), _("排查登记与上期结转"),
        lambda m: m.successful, lambda m: m.registered + m.carried_over, carried_over=True,
    ),
    Rate("success", _("调解成功率"), _("化解成功"), _("受理"), lambda m: m.successful, lambda m: m.accepted),
    Rate("performance", _("协议履行率"), _("履行完毕"), _("达成协议"), lambda m: m.performed, lambda m: m.agreements),
    Rate("confirmation", _("司法确认率"), _("确认有效"), _("达成协议"), lambda m: m.confirmed, lambda m: m.agreements),
    Rate("accepted_in_time", _("及时受理率"), _("按期决定受理"), _("应当决定"), lambda m: m.accepted_on_time, lambda m: m.accept_due),
    Rate("in_time", _("按期办结率"), _("按期办结"), _("应当办结"), lambda m: m.on_time, lambda m: m.due),
    Rate("satisfaction", _("群众满意率"), _("满意和基本满意"), _("已评价"), lambda m: m.satisfied, lambda m: m.rated),
    Rate("rated", _("参评率"), _("已评价"), _("回访"), lambda m: m.rated, lambda m: m.visited),
)  # fmt: skip
BY_CODE: Final = {rate.code: rate for rate in RATES}


def share(numerator: int, denominator: int, *, decimals: int = 1) -> str:
    """Any other share in per cent, printed the same way."""
    return RateValue(Rate("share", _("占比"), _("部分"), _("全部"), lambda _m: 0, lambda _m: 0, decimals), numerator, denominator).text
