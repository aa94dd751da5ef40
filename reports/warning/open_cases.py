"""Signals of single open cases: mediation that failed twice, and cases of key fields with many people or a large sum."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, F, Max, QuerySet

from accounts.models.area import CODE_LENGTH, Level
from cases.daycount import local_day
from cases.models import Attempt, Case, Colour
from reports.models.warning import Grade, KeyFieldSetting, WarningKind
from reports.warning.fields import grave, matches, settings_by_county, where
from reports.warning.signal import Signal, quarter_of

TRIES: Final = 2
FAILED_STAYS: Final = 90
"""Days after the last failed session in which the signal is shown, as long as the case goes on."""
GRAVE_STAYS: Final = 90
_TOWNSHIP: Final = CODE_LENGTH[Level.TOWNSHIP]
_MANY_CASES, _MANY_TIMES = 3, 3


def going_on() -> QuerySet[Case]:
    """Cases whose matter has not ended."""
    found: QuerySet[Case] = Case.objects.get_queryset().filter(closed_at__isnull=True, concluded_at__isnull=True)
    return found


def failed_mediations(today: dt.date) -> list[Signal]:
    """Open cases with two failed tries or more (`cases.Attempt`: each session that ended without agreement)."""
    tries = Attempt.objects.filter(case__closed_at__isnull=True, case__concluded_at__isnull=True).order_by()
    rows = tries.values("case_id", "case__area_id", "case__colour").annotate(tries=Count("pk"), last=Max("at")).filter(tries__gte=TRIES)
    found = [_failed(row) for row in rows]
    return [signal for signal in found if signal.shown_until >= today]


def _failed(row: Mapping[str, Any]) -> Signal:
    day = local_day(row["last"])
    until = day + dt.timedelta(days=FAILED_STAYS)
    return Signal(
        kind=WarningKind.FAILED,
        key=f"case:{row['case_id']}",
        area=row["case__area_id"],
        grade=Grade.GRAVE if row["tries"] > TRIES or row["case__colour"] == Colour.RED else Grade.MEDIUM,
        first=day,
        last=until,
        shown_until=until,
        observed=row["tries"],
        limit=TRIES - 1,
        data={"last": day.isoformat()},
        cases=(row["case_id"],),
    )


def grave_cases(today: dt.date) -> list[Signal]:
    """By key field and township: open cases with many people or a large sum. Confidential ones are left to their officers."""
    settings = settings_by_county()
    signals: list[Signal] = []
    for (code, county), setting in settings.items():
        own = [each for field, each in settings if field == code and each] if not county else []
        rows = going_on().filter(where(own, county), matches(setting), grave(setting), kind="dispute", confidential=False)
        by_place: dict[str, list[dict[str, Any]]] = defaultdict(list)
        columns: Any = rows.order_by("pk").values("pk", "area_id", "people_count", "received_at", amount=F("dispute__amount"))
        for row in columns:
            by_place[row["area_id"][:_TOWNSHIP]].append(row)
        signals += [_grave(code, place, found, setting) for place, found in by_place.items()]
    return [signal for signal in signals if signal.shown_until >= today]


def _grave(code: str, place: str, rows: list[dict[str, Any]], setting: KeyFieldSetting) -> Signal:
    newest = max(local_day(row["received_at"]) for row in rows)
    first, last = quarter_of(newest)
    people = [row["people_count"] for row in rows if row["people_count"] >= setting.people_min]
    sums = [row["amount"] for row in rows if row["amount"] is not None and row["amount"] >= setting.amount_min]
    many = len(rows) >= _MANY_CASES or max(people, default=0) >= _MANY_TIMES * setting.people_min
    return Signal(
        kind=WarningKind.FIELD,
        key=f"grave:{place}:{code}",
        area=place,
        grade=Grade.GRAVE if many else Grade.MEDIUM,
        first=first,
        last=last,
        shown_until=max(last, newest + dt.timedelta(days=GRAVE_STAYS)),
        observed=len(rows),
        data={
            "series": "grave",
            "code": code,
            "many_people": len(people),
            "people_min": setting.people_min,
            "people_most": max(people, default=0),
            "large_sums": len(sums),
            "amount_min": int(setting.amount_min),
            "amount_most": int(max(sums, default=0)),
        },
        cases=tuple(row["pk"] for row in rows),
    )
