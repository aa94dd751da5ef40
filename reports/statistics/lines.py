"""Figures set in lines: what it is, how much, its cases, and the same for the period before and a year before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _

from reports import rates
from reports.drill import address
from reports.figures import Cut
from reports.measures import BY_CODE, MONEY, Measures
from reports.months import Period
from reports.rates import RateValue
from reports.statistics.reading import NOTHING, Reading, Series, Standing, over
from reports.statistics.words import NONE, UNKNOWN, Change, change_of_count, change_of_money, change_of_rate, count_text, money_text

CARDS: Final = ("registered", "accepted", "successful", "resolution", "in_time", "overdue", "pending", "performance")
"""What stands at the top of the page."""
LINES: Final = (
    "concluded", "failed", "withdrawn", "terminated", "declined", "success", "agreements_written", "agreements_oral", "amount", "performed",
    "accepted_in_time", "on_time", "carried_over", "pending_overdue", "people", "complex", "confirmations_applied", "confirmed", "confirmation",
    "visited", "satisfaction",
)  # fmt: skip
"""What the table under it shows."""
PARTS_OF_RATES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "resolution": ("successful", "registered"),
        "success": ("successful", "accepted"),
        "performance": ("performed", ""),
        "confirmation": ("confirmed", ""),
        "accepted_in_time": ("accepted_on_time", ""),
        "in_time": ("on_time", ""),
        "satisfaction": ("satisfied", "rated"),
    }
)
"""The measures of numerator and denominator, for their lists; a denominator that is a sum of two measures has no list of its own."""


@dataclass(frozen=True)
class Fraction:
    """Numerator and denominator of a rate, each with its list."""

    numerator: str
    denominator: str
    numerator_label: str
    denominator_label: str
    numerator_href: str = ""
    denominator_href: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure as text, with the list of its cases."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Line:
    """A measure or a rate over the months looked at and over those they are compared with."""

    code: str
    label: str
    rule: str
    now: Figure
    before: Figure
    before_change: Change
    year: Figure
    year_change: Change
    fraction: Fraction | None = None

    @property
    def is_rate(self) -> bool:
        """Whether it is a share."""
        return self.fraction is not None


def is_rate(code: str) -> bool:
    """Whether the code names a rate."""
    return code in PARTS_OF_RATES


def label_of(code: str) -> str:
    """What a measure or rate is called."""
    if code == MONEY:
        return _("协议涉及金额")  # shown in 万元, which stands beside each amount
    return str(rates.BY_CODE[code].label if is_rate(code) else BY_CODE[code].label)


@dataclass(frozen=True)
class Compared:
    """The figures of one series over the months looked at, before, and a year before; None where a month has none."""

    now: Measures
    before: Measures | None
    year: Measures | None

    @classmethod
    def of(cls, series: Series, period: Period, standing: Standing) -> Compared:
        """From the figures by month."""
        past = [over(series, each) if standing.has(each) else None for each in (period.before, period.year_before)]
        return cls(over(series, period), *past)


def lines(reading: Reading, codes: tuple[str, ...]) -> list[Line]:
    """The lines of the area as a whole."""
    period = reading.look.period
    compared = Compared.of(reading.total, period, reading.standing)
    cuts = [Cut(reading.area.pk, each) for each in (period, period.before, period.year_before)]
    return [_rate_line(code, compared, cuts) if is_rate(code) else _count_line(code, compared, cuts) for code in codes]


def _count_line(code: str, compared: Compared, cuts: list[Cut]) -> Line:
    now, before, year = (None if each is None else getattr(each, code) for each in (compared.now, compared.before, compared.year))
    change: Callable[[Any, Any], Change] = change_of_money if code == MONEY else change_of_count
    shown = [figure(each, code, cut) for each, cut in zip((compared.now, compared.before, compared.year), cuts, strict=True)]
    if code == "people":
        shown = [_with_cases(each, measures) for each, measures in zip(shown, (compared.now, compared.before, compared.year), strict=True)]
    measure = BY_CODE[code]
    return Line(code, label_of(code), str(measure.rule), shown[0], shown[1], change(now, before), shown[2], change(now, year))


def _with_cases(people: Figure, measures: Measures | None) -> Figure:
    """A number of people says of how many cases it is: those are what its list holds."""
    if measures is None or not measures.people:
        return people
    return replace(people, text=_("%(people)s（涉及 %(cases)s 件）") % {"people": people.text, "cases": count_text(measures.accepted)})


def _rate_line(code: str, compared: Compared, cuts: list[Cut]) -> Line:
    rate = rates.BY_CODE[code]
    now, before, year = (None if each is None else rate.of(each) for each in (compared.now, compared.before, compared.year))
    fraction = fraction_of(code, now or rate.of(NOTHING), cuts[0])
    past = [Figure(NONE if each is None else each.text) for each in (before, year)]
    changes = [UNKNOWN if each is None or now is None else change_of_rate(now.value, each.value) for each in (before, year)]
    rule = f"{fraction.numerator_label} ÷ {fraction.denominator_label}"
    return Line(code, str(rate.label), rule, Figure(NONE if now is None else now.text), past[0], changes[0], past[1], changes[1], fraction)


def fraction_of(code: str, value: RateValue, cut: Cut) -> Fraction:
    """What a rate was made of."""
    above, below = PARTS_OF_RATES[code]
    return Fraction(
        count_text(value.numerator),
        count_text(value.denominator),
        str(value.rate.numerator_label),
        str(value.rate.denominator_label),
        address(cut, above) if value.numerator else "",
        address(cut, below) if below and value.denominator else "",
    )


def figure(measures: Measures | None, code: str, cut: Cut) -> Figure:
    """A measure, with its list where there is anything in it."""
    if measures is None:
        return Figure(NONE)
    value = getattr(measures, code)
    return Figure(money_text(value) if code == MONEY else count_text(value), address(cut, code) if value else "")


def number(measures: Measures, code: str) -> float | int | None:
    """The value for a chart or an order: per cent of a rate, None where it has none."""
    if is_rate(code):
        value = rates.BY_CODE[code].of(measures).value
        return None if value is None else float(value)
    return int(getattr(measures, code))
