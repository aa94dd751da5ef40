"""The other tables of the page: month by month, what was due and what was late, kinds, and how the figures came about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.models.escalation import Rung
from disputes.happenings import Days, Happening
from reports import rates
from reports.climbs import climbs_of
from reports.figures import Cut, Dimension
from reports.measures import Measures
from reports.models import MonthReport
from reports.months import Period, month_end, months_of, shifted
from reports.statistics.lines import Compared, Figure, figure
from reports.statistics.reading import NOTHING, Reading, Standing, over
from reports.statistics.words import NONE, UNKNOWN, Change, change_of_count

DIMENSIONS: Final[Mapping[str, Any]] = {
    "moj_type": _l("纠纷类型"),
    "category": _l("事件类别"),
    "channel": _l("来源"),
    "body": _l("调解组织"),
}
"""By what the kinds can be told apart, in the order of the page."""


@dataclass(frozen=True)
class MonthRow:
    """A month of the trend."""

    month: dt.date
    inside: bool
    """Whether it is one of the months looked at."""
    figures: list[Figure]
    resolution: str
    last_year: str


MONTH_COLUMNS: Final = ("registered", "concluded", "successful", "overdue")


def months(reading: Reading) -> list[MonthRow]:
    """The trend, the newest month last; a month without figures has dashes."""
    rows = []
    for month in months_of(reading.look.trend):
        known = month in reading.standing.fills
        measures = reading.total.get(month, NOTHING) if known else None
        cut = Cut(reading.area.pk, Period(month, month))
        earlier = shifted(month, -12)
        year = f"{reading.total.get(earlier, NOTHING).registered:,}" if earlier in reading.standing.fills else NONE
        resolution = rates.BY_CODE["resolution"].of(measures).text if measures else NONE
        inside = reading.look.period.first <= month
        rows.append(MonthRow(month, inside, [figure(measures, code, cut) for code in MONTH_COLUMNS], resolution, year))
    return rows


@dataclass(frozen=True)
class Stage:
    """A limit: how much fell due, how much was done in time, how much was late."""

    label: str
    due: str
    on_time: Figure
    late: Figure
    share: str
    rule: str
    values: tuple[int, int]


def stages(reading: Reading) -> list[Stage]:
    """From what fell due to what is late: the decision to accept, mediation itself, and what is still open at the end."""
    measures = over(reading.total, reading.look.period)
    cut = Cut(reading.area.pk, reading.look.period)
    kept_open = measures.pending - measures.pending_overdue
    return [
        _stage(_("决定受理"), measures, cut, ("accepted_on_time", "accepted_late"), _("期限届满于本期；自登记起应在期限内决定是否受理")),
        _stage(_("调解办结"), measures, cut, ("on_time", "overdue"), _("调解期限（含延长）届满于本期，或在此前办结")),
        Stage(
            _("期末未结"),
            f"{measures.pending:,}",
            Figure(f"{kept_open:,}"),
            figure(measures, "pending_overdue", cut),
            rates.share(measures.pending_overdue, measures.pending),
            _("截至本期末尚未办结；其中期限已过的为超期"),
            (kept_open, measures.pending_overdue),
        ),
    ]


def _stage(label: str, measures: Measures, cut: Cut, codes: tuple[str, str], rule: str) -> Stage:
    kept, late = (int(getattr(measures, code)) for code in codes)
    shown = [figure(measures, code, cut) for code in codes]
    return Stage(label, f"{kept + late:,}", shown[0], shown[1], rates.share(late, kept + late), rule, (kept, late))


@dataclass(frozen=True)
class ClimbRow:
    """How many cases climbed to a level."""

    label: str
    figure: Figure


def climb_rows(reading: Reading) -> list[ClimbRow]:
    """The rest of the way down the funnel: what is overdue, or failed too often, and climbed from level to level."""
    period = reading.look.period
    found = climbs_of(reading.area.pk, period)
    days = Days(period.first, month_end(period.last))
    rows = []
    for rung in Rung:
        count = found.get(rung.value, 0)
        query = {"area": reading.area.pk, "open": "all", "happened": Happening(f"climbed_{rung.value}", days).address}
        rows.append(ClimbRow(str(rung.label), Figure(f"{count:,}", f"{reverse('disputes:list')}?{urlencode(query)}" if count else "")))
    return rows[1:]  # nothing climbs to a village: it begins there


@dataclass(frozen=True)
class KindRow:
    """A kind of dispute, where it came from, or who mediated."""

    code: str
    label: str
    registered: Figure
    share: str
    before_change: Change
    year_change: Change
    successful: Figure
    resolution: str
    value: int


def kinds(reading: Reading, dimension: Dimension, *, most: int = 20) -> list[KindRow]:
    """The most frequent first."""
    period = reading.look.period
    everything = over(reading.total, period).registered
    rows = []
    for code, label, series in reading.kinds:
        compared = Compared.of(series, period, reading.standing)
        cut = _narrowed(Cut(reading.area.pk, period), dimension, code)
        before, year = (
            UNKNOWN if each is None else change_of_count(compared.now.registered, each.registered) for each in (compared.before, compared.year)
        )
        rows.append(
            KindRow(
                code,
                label,
                figure(compared.now, "registered", cut),
                rates.share(compared.now.registered, everything),
                before,
                year,
                figure(compared.now, "successful", cut),
                rates.BY_CODE["resolution"].of(compared.now).text,
                compared.now.registered,
            )
        )
    rows.sort(key=lambda row: -row.value)
    return rows[:most]


def _narrowed(cut: Cut, dimension: Dimension, code: str) -> Cut:
    if dimension == "moj_type":
        return replace(cut, moj_type=int(code))
    if dimension == "category":
        return replace(cut, category=code)
    return replace(cut, channel=code) if dimension == "channel" else replace(cut, body=code)


@dataclass(frozen=True)
class MonthStanding:
    """How the figures of one month came about, in words."""

    month: dt.date
    version: str
    state: str
    counted_at: dt.datetime | None
    note: str


def standings(standing: Standing) -> list[MonthStanding]:
    """Every month looked at: provisional or which closed version, and until when it counts."""
    rows = []
    for month in months_of(standing.period):
        fill = standing.fills.get(month)
        if fill is None:
            rows.append(MonthStanding(month, NONE, _("没有数据"), None, ""))
        elif fill.frozen:
            rows.append(MonthStanding(month, version_of(fill.version), _("已锁定"), fill.counted_at, fill.note))
        else:
            rows.append(MonthStanding(month, version_of(0), _("未锁定"), fill.counted_at, ""))
    return rows


def version_of(version: int) -> str:
    """What a version is called."""
    return _("第 %(version)d 版") % {"version": version} if version else _("月中数据")


def state_of(standing: Standing) -> str:
    """How the area stands with its figures, in one word."""
    if standing.empty:
        return _("没有数据")
    if standing.locked:
        return _("已锁定")
    return str(MonthReport.State(standing.report).label) if standing.period.months == 1 else _("未全部锁定")


def versions_of(standing: Standing) -> str:
    """The version of the months looked at, in one word where they share it."""
    found = {fill.version for fill in standing.chosen}
    if len(found) == 1:
        return version_of(found.pop())
    return _("各月版本不同") if found else NONE


__all__ = ["DIMENSIONS", "MONTH_COLUMNS", "climb_rows", "kinds", "months", "stages", "standings", "state_of", "version_of", "versions_of"]
