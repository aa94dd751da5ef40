"""Reading monthly figures: of an area and everything in it, over months, by any of the dimensions.

Figures come from the newest finished filling of each month (`reports.models.FillState`); pages never count cases themselves.
Months are told by their first day. What a measure counts, and in which month, stands in `reports.measures`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Left, Length

from accounts.models import Area
from accounts.models.area import CODE_LENGTH, Level
from cases.daycount import end_of_day
from cases.models import Category, Channel, MojType
from disputes.models import AgreementForm
from mediators.models import CommitteeKind
from reports.measures import CODES, MEASURES, Measures, Span
from reports.models import Cell, FillState, Grain, MonthReport
from reports.months import Period, month_end, months_of

Dimension = Literal["category", "moj_type", "channel", "body", "agreement_form"]
NO_BODY: Final = "none"
"""Stands for disputes that no people's mediation committee has; in the database the kind of committee is empty."""

_GRAIN_OF: Final = {"category": Grain.CATEGORY, "moj_type": Grain.TYPE, "channel": Grain.CHANNEL, "body": Grain.BODY}
_SUMMED: Final = {
    CODE_LENGTH[Level.CITY]: frozenset(Grain) - {Grain.LEAF},
    CODE_LENGTH[Level.COUNTY]: frozenset(Grain) - {Grain.LEAF},
    CODE_LENGTH[Level.TOWNSHIP]: frozenset({Grain.TOTAL, Grain.CATEGORY}),
}
"""Which sums are stored for the areas whose code has that many digits; all others are summed from leaves, which lie side by side."""


@dataclass(frozen=True)
class Cut:
    """What is asked for: an area with everything in it, months, and any of the dimensions. Codes as stored; `body` may be `NO_BODY`.

    A category takes in those under it. `version` asks for an old version of a single month.
    """

    area: str
    period: Period
    kind: str = "dispute"
    category: str | None = None
    moj_type: int | None = None
    channel: str | None = None
    body: str | None = None
    version: int | None = None

    @property
    def chosen(self) -> frozenset[str]:
        """The dimensions that are narrowed."""
        return frozenset(name for name in _GRAIN_OF if getattr(self, name) is not None)


@dataclass(frozen=True)
class MonthState:
    """How an area stands with a month: state of its report, version of the figures (0 while provisional), and their moment."""

    state: str
    version: int | None
    counted_at: dt.datetime | None
    reason: str = ""

    @property
    def locked(self) -> bool:
        """Whether the month is closed."""
        return bool(self.version)


def totals(cut: Cut) -> Measures:
    """The figures of a cut."""
    return _summed(cut, []).get((), Measures())


def by_area(cut: Cut) -> list[tuple[Area, Measures]]:
    """The figures of each area directly under that of the cut, in the order of codes; areas without figures have zeros."""
    children = list(Area.objects.filter(parent_id=cut.area, level__in=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]).order_by("code"))
    if not children:
        return []
    found = _summed(cut, ["place"], digits=len(children[0].code))
    live = [area for area in children if area.valid_to is None or area.valid_to >= cut.period.first or (area.code,) in found]
    return [(area, found.get((area.code,), Measures())) for area in live]


def own(cut: Cut) -> Measures:
    """The figures of the cases at the area itself, in none of the areas under it."""
    found = totals(cut)
    for _area, measures in by_area(cut):
        found = found - measures
    return found


def by_month(cut: Cut) -> list[tuple[dt.date, Measures]]:
    """The figures of each month of the cut's period."""
    found = _summed(cut, ["month"])
    return [(month, found.get((month,), Measures())) for month in months_of(cut.period)]


def by_area_and_month(cut: Cut, digits: int) -> dict[tuple[str, dt.date], Measures]:
    """The figures of every area whose code has that many digits, in the cut's area, month by month; those without are left out."""
    return _summed(cut, ["place", "month"], digits=digits)


def by_area_and(cut: Cut, dimension: Dimension, digits: int) -> dict[tuple[str, dt.date, str], Measures]:
    """The same, apart by a dimension, whose codes are given as text."""
    found = _summed(cut, ["place", "month", dimension], digits=digits)
    return {(place, month, _code_of(code)): measures for (place, month, code), measures in found.items()}


def by(cut: Cut, dimension: Dimension) -> list[tuple[str, str, Measures]]:
    """The figures apart by a dimension: code, label, figures; in the order of the dimension's list, what has none left out."""
    if dimension == "agreement_form":
        return _by_form(totals(cut))
    found = _summed(cut, [dimension])
    by_code = {_code_of(code): measures for (code,), measures in found.items()}
    return [(code, label, by_code[code]) for code, label in labels_of(dimension) if code in by_code]


def labels_of(dimension: Dimension) -> list[tuple[str, str]]:
    """Codes and labels of a dimension, in order."""
    if dimension == "category":
        return list(Category.objects.order_by("code").values_list("code", "name"))
    if dimension == "moj_type":
        return [(str(seq), name) for seq, name in MojType.objects.order_by("seq").values_list("seq", "name")]
    if dimension == "body":
        return [*((code, str(label)) for code, label in CommitteeKind.choices), (NO_BODY, str(_no_body()))]
    choices = Channel.choices if dimension == "channel" else AgreementForm.choices
    return [(code, str(label)) for code, label in choices]


def cut_off(cut: Cut) -> dt.datetime:
    """The moment up to which facts are in the figures (aware): 24:00 of the last day, or earlier for a month that has not ended."""
    end = end_of_day(month_end(cut.period.last))
    counted = [at for at in current_fills(cut.period, cut.version).values_list("counted_at", flat=True) if at is not None]
    return min(end, max(counted, default=end))


def state_of(area: str, month: dt.date) -> MonthState:
    """How an area stands with a month."""
    fill = current_fills(Period(month, month)).first()
    report = MonthReport.objects.filter(area_id=area, month=month).first()
    state = report.state if report else MonthReport.State.OPEN
    if fill is not None and fill.frozen:
        state = MonthReport.State.LOCKED
    return MonthState(state, fill.version if fill else None, fill.counted_at if fill else None, report.reason if report else "")


def current_fills(period: Period, version: int | None = None) -> QuerySet[FillState]:
    """The newest finished filling of each month, or those of one version."""
    done = FillState.objects.filter(month__range=(period.first, period.last), state=FillState.State.DONE)
    if version is not None:
        return done.filter(version=version).order_by("month")
    return done.order_by("month", "-version").distinct("month")


# --- how it is summed -------------------------------------------------------------------------------------------------


def _summed(cut: Cut, groups: Sequence[str], digits: int | None = None) -> dict[tuple[Any, ...], Measures]:
    """Sums of the cut by these groups: place (the first `digits` digits of the area's code), month, and dimensions."""
    fills = dict(current_fills(cut.period, cut.version).values_list("pk", "month"))
    if not fills:
        return {}
    rows = _cells(cut, [name for name in groups if name in _GRAIN_OF], digits or len(cut.area), fills)
    keys = {"place": Left(F("area"), digits or len(cut.area)), "month": F("fill__month")}
    chosen = [f"by_{name}" for name in groups]
    rows = rows.annotate(**{f"by_{name}": keys.get(name, F(name)) for name in groups})
    first, last = min(fills.values()), max(fills.values())
    whole = "month" not in groups and first != last
    sums = {measure.code: _sum(measure.code, measure.span, first if whole else None, last) for measure in MEASURES}
    summed = {f"s_{code}": total for code, total in sums.items()}
    if not chosen:
        return {(): _measures(rows.aggregate(**summed))}
    return {tuple(row[name] for name in chosen): _measures(row) for row in rows.order_by().values(*chosen).annotate(**summed)}


def _cells(cut: Cut, groups: Sequence[str], digits: int, fills: Iterable[int]) -> QuerySet[Cell]:
    """The fewest stored cells that hold the sums: those of the areas themselves where they are stored, else the leaves of the subtree."""
    needed = cut.chosen | set(groups)
    grain = Grain.TOTAL if not needed else _GRAIN_OF[next(iter(needed))] if len(needed) == 1 else Grain.CELL
    rows = Cell.objects.filter(fill_id__in=list(fills), kind=cut.kind).alias(digits=Length("area"))
    if grain in _SUMMED.get(digits, frozenset()):
        rows = rows.filter(Q(area=cut.area) if digits == len(cut.area) else Q(area__startswith=cut.area, digits=digits), grain=grain)
    else:
        rows = rows.filter(area__startswith=cut.area, grain=Grain.LEAF)
        if digits > len(cut.area):
            rows = rows.filter(digits__gte=digits)
    return rows.filter(**_narrowed(cut))


def _narrowed(cut: Cut) -> dict[str, Any]:
    values = {"category__startswith": cut.category, "moj_type": cut.moj_type, "channel": cut.channel, "body": cut.body}
    found = {name: value for name, value in values.items() if value is not None}
    return {**found, "body": ""} if found.get("body") == NO_BODY else found


def _sum(code: str, span: Span, first: dt.date | None, last: dt.date) -> Any:
    """The sum over the rows; of a stock over several months only that of the first or the last one."""
    if span == Span.FLOW or first is None:
        return Sum(code)
    month = first if span == Span.AT_START else last
    return Sum(code, filter=Q(fill__month=month))


def _measures(row: dict[str, Any]) -> Measures:
    values: dict[str, Any] = {code: row[f"s_{code}"] for code in CODES if row[f"s_{code}"] is not None}
    return Measures(**values)


def _by_form(found: Measures) -> list[tuple[str, str, Measures]]:
    """Agreements have a form only where mediation succeeded, so the two parts are read off the totals."""
    counts = {AgreementForm.ORAL: found.agreements_oral, AgreementForm.WRITTEN: found.agreements_written}
    parts: dict[str, Any] = {form.value: {f"agreements_{form.value}": count, "successful": count} for form, count in counts.items() if count}
    return [(code, str(AgreementForm(code).label), Measures(**part)) for code, part in parts.items()]


def _code_of(code: Any) -> str:
    return str(code) if code != "" else NO_BODY


def _no_body() -> Any:
    from django.utils.translation import gettext_lazy

    return gettext_lazy("未交调委会")
