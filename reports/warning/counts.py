"""Unusual counts: how many disputes were registered in an area and of a kind, held against their own past.

The counts come from one grouped statement for each series over a year of cases (index `case_newest`), which the nightly job runs and no page:
county × category (two digits of GB/T 31000) by weeks, township × type of the ministry by months, county × key field by months.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import CharField, Count, F, QuerySet
from django.db.models.functions import Cast, Left, Length, TruncMonth, TruncWeek

from accounts.models.area import CODE_LENGTH, Level
from cases.daycount import SHANGHAI
from cases.models import Case, Category, MojType
from reports.models.warning import Grade, KeyFieldSetting, WarningKind
from reports.warning.fields import COUNTY, matches, settings_by_county, where
from reports.warning.method import ALPHA, SMALLEST, Prediction, pooled_dispersion, predict
from reports.warning.periods import MONTH, WEEK, Rhythm
from reports.warning.signal import Signal

TOWNSHIP: Final = CODE_LENGTH[Level.TOWNSHIP]
_GRAVE, _MEDIUM = 1e-6, 1e-4
_TRUNCATED: Final = {"week": TruncWeek, "month": TruncMonth}
Tally = dict[tuple[str, str], dict[dt.date, int]]
"""Counts by area and code, by first day of the period."""
SERIES: Final = {"category": WEEK, "type": MONTH, "field": MONTH}


@dataclass(frozen=True)
class Found:
    """Signals, and how many series of the running periods were tested."""

    signals: list[Signal] = field(default_factory=list)
    tested: int = 0


def unusual_counts(today: dt.date) -> Found:
    """The signals of all series in the periods that are shown on that day (Asia/Shanghai)."""
    weeks = _tally(WEEK, today, COUNTY, code=Left(F("category_id"), 2))
    months = _tally(MONTH, today, TOWNSHIP, code=Cast("dispute__moj_type_id", CharField()))
    groups = list(Category.objects.filter(parent__isnull=True).values_list("pk", flat=True))
    types = [str(seq) for seq in MojType.objects.values_list("pk", flat=True)]
    parts = [
        tested(weeks, groups, WEEK, today, kind=WarningKind.COUNT, series="category"),
        tested(months, types, MONTH, today, kind=WarningKind.COUNT, series="type"),
    ]
    return Found([signal for part in parts for signal in part.signals], sum(part.tested for part in parts))


def rising_fields(today: dt.date) -> Found:
    """The same for key fields by county and month; the cases behind each signal go along, for words in titles are no filter of a list."""
    found = settings_by_county()
    tally, totals = _field_tally(found, today)
    codes = sorted({code for code, _county in found})
    part = tested(tally, codes, MONTH, today, kind=WarningKind.FIELD, series="field", totals=totals)
    return Found([_with_cases(signal, found) for signal in part.signals], part.tested)


def tested(
    tally: Tally, codes: Sequence[str], rhythm: Rhythm, today: dt.date, *, kind: WarningKind, series: str, totals: Mapping[str, Any] | None = None
) -> Found:
    """Hold each area and code against its past. `totals` are the counts of whole areas where codes overlap or leave something out."""
    whole = totals if totals is not None else _totals(tally)
    signals: list[Signal] = []
    count = 0
    for number, first in enumerate(rhythm.tested(today)):
        panel = _Panel(tally, codes, rhythm, first, whole)
        count += 0 if number else len(panel.areas) * len(codes)
        for area, code, observed in panel.seen():
            prediction = panel.prediction(area, code)
            limit = prediction.limit()
            if observed > limit:
                signals.append(_signal(panel, area, code, observed, prediction, limit, kind=kind, series=series, today=today))
    return Found(signals, count)


class _Panel:
    """All series of a kind in one period: what they share, and what each may bring."""

    def __init__(self, tally: Tally, codes: Sequence[str], rhythm: Rhythm, first: dt.date, totals: Mapping[str, Any]) -> None:
        self.tally, self.codes, self.rhythm, self.first, self.totals = tally, codes, rhythm, first, totals
        self.areas: dict[str, list[dt.date]] = {area: past for area in sorted(totals) if (past := self._past(area))}
        every = [self._series(area, code) for area in self.areas for code in codes]
        self.floor = pooled_dispersion(each for each in every if sum(each[0]))
        self.of_code = {code: sum(sum(self._series(area, code)[0]) for area in self.areas) for code in codes}
        self.of_all = sum(sum(self._total(area)) for area in self.areas)

    def seen(self) -> Iterable[tuple[str, str, int]]:
        """What is there at all in the period."""
        for area in self.areas:
            for code in self.codes:
                observed = self.tally.get((area, code), {}).get(self.first, 0)
                if observed >= SMALLEST:
                    yield area, code, observed

    def prediction(self, area: str, code: str) -> Prediction:
        """What the area and code may bring; shrunk to the area's total times the code's share everywhere."""
        past, days = self._series(area, code)
        share = self.of_code[code] / self.of_all if self.of_all else 0.0
        prior = sum(self._total(area)) / sum(days) * share
        return predict(past, days, exposure=self.rhythm.days(self.first), prior=prior, floor=self.floor)

    def past_of(self, area: str, code: str) -> list[int]:
        """The counts that it was held against."""
        return self._series(area, code)[0]

    def _past(self, area: str) -> list[dt.date]:
        """The periods of the baseline from the area's first one on; none where there are too few, or it was hardly in use."""
        counts = self.totals[area]
        periods = self.rhythm.baseline(self.first)
        used = [bool(counts.get(period)) for period in periods]
        since = periods[used.index(True) :] if any(used) else []
        return since if len(since) >= self.rhythm.least and 2 * sum(used) >= len(since) else []

    def _series(self, area: str, code: str) -> tuple[list[int], list[float]]:
        counts = self.tally.get((area, code), {})
        return [counts.get(period, 0) for period in self.areas[area]], [float(self.rhythm.days(period)) for period in self.areas[area]]

    def _total(self, area: str) -> list[int]:
        return [self.totals[area].get(period, 0) for period in self.areas[area]]


def _signal(
    panel: _Panel, area: str, code: str, observed: int, prediction: Prediction, limit: int, *, kind: WarningKind, series: str, today: dt.date
) -> Signal:
    chance = prediction.tail(observed)
    first, last = panel.first, panel.rhythm.last(panel.first)
    data = {
        "series": series,
        "code": code,
        "past": panel.past_of(area, code),
        "counted_to": min(last, today).isoformat(),
        "chance": chance,
        "dispersion": round(panel.floor, 2),
        "alpha": ALPHA,
    }
    return Signal(
        kind=kind,
        key=f"{series}:{area}:{code}",
        area=area,
        grade=Grade.GRAVE if chance < _GRAVE else Grade.MEDIUM if chance < _MEDIUM else Grade.LIGHT,
        first=first,
        last=last,
        shown_until=panel.rhythm.shown_until(first),
        observed=observed,
        expected=round(prediction.mean, 2),
        limit=limit,
        data=data,
    )


# --- the grouped statements -------------------------------------------------------------------------------------------


def _registered(rhythm: Rhythm, today: dt.date) -> QuerySet[Case]:
    """Cases of the tested periods and their past, up to the end of the day, with the first day of their period."""
    since = rhythm.baseline(rhythm.tested(today)[-1])[0]
    between = (dt.datetime.combine(since, dt.time(), SHANGHAI), dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), SHANGHAI))
    rows = Case.objects.get_queryset().filter(kind="dispute", received_at__gte=between[0], received_at__lt=between[1])
    found: QuerySet[Case] = rows.annotate(period=_TRUNCATED[rhythm.code]("received_at", tzinfo=SHANGHAI)).order_by()
    return found


def _tally(rhythm: Rhythm, today: dt.date, digits: int, *, code: Any) -> Tally:
    rows = _registered(rhythm, today).alias(digits=Length("area_id")).filter(digits__gte=digits)
    found: Tally = defaultdict(dict)
    for place, each, period, count in rows.values_list(Left("area_id", digits), code, "period").annotate(count=Count("pk")):
        found[place, each][period.astimezone(SHANGHAI).date()] = count
    return dict(found)


def _field_tally(settings: Mapping[tuple[str, str], KeyFieldSetting], today: dt.date) -> tuple[Tally, dict[str, dict[dt.date, int]]]:
    """Counts of key fields by county and month, and of all cases."""
    rows = _registered(MONTH, today).alias(digits=Length("area_id")).filter(digits__gte=COUNTY)
    columns = {f"f{number}": Count("pk", filter=matches(setting)) for number, setting in enumerate(settings.values())}
    found: Tally = defaultdict(dict)
    totals: dict[str, dict[dt.date, int]] = defaultdict(dict)
    grouped: Any = rows.annotate(county=Left("area_id", COUNTY)).values("county", "period").annotate(count=Count("pk"), **columns)
    for row in grouped:
        period = row["period"].astimezone(SHANGHAI).date()
        totals[row["county"]][period] = row["count"]
        for number, (code, county) in enumerate(settings):
            if county == row["county"] or (not county and (code, row["county"]) not in settings):
                found[row["county"], code][period] = row[f"f{number}"]
    return dict(found), dict(totals)


def _with_cases(signal: Signal, settings: Mapping[tuple[str, str], KeyFieldSetting]) -> Signal:
    setting = settings.get((signal.data["code"], signal.area)) or settings[signal.data["code"], ""]
    between = (dt.datetime.combine(signal.first, dt.time(), SHANGHAI), dt.datetime.combine(signal.last + dt.timedelta(days=1), dt.time(), SHANGHAI))
    rows = Case.objects.get_queryset().filter(where((), signal.area), matches(setting), kind="dispute")
    keys = rows.filter(received_at__gte=between[0], received_at__lt=between[1]).order_by("pk").values_list("pk", flat=True)
    return Signal(**{**vars(signal), "cases": tuple(keys)})


def _totals(tally: Tally) -> dict[str, dict[dt.date, int]]:
    found: dict[str, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for (area, _code), counts in tally.items():
        for period, count in counts.items():
            found[area][period] += count
    return {area: dict(counts) for area, counts in found.items()}
