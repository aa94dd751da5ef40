"""The calendar: which limits end on which day of a month."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Value, Window
from django.db.models.fields import DurationField
from django.db.models.functions import RowNumber, TruncDate
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases.calendar import calendar
from cases.daycount import ONE_DAY, SHANGHAI, Calendar, end_of_day, local_day
from cases.filters import BadFilter
from cases.models import Case
from disputes.views.listing import Listing

PER_DAY: Final = 4
WEEKDAYS: Final = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
_WEEK: Final = 7
AHEAD: Final = 4
"""So many weeks from the present one on are shown of the current month, though it end sooner."""
_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass
class Cell:
    """A day of the sheet."""

    day: dt.date
    inside: bool
    today: bool
    off: bool
    name: str
    count: int = 0
    cases: list[Case] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cases)

    @property
    def weekday(self) -> str:
        """In words."""
        return str(WEEKDAYS[self.day.weekday()])


def first_day(text: str, now: dt.datetime) -> dt.date:
    """The first day of the month `2026-11`; of the current month (Asia/Shanghai) where nothing is asked for.

    Raises:
        BadFilter: the text is no month of the years that the calendar knows.
    """
    if not text:
        return local_day(now).replace(day=1)
    match = _MONTH.fullmatch(text)
    if match is None:
        raise BadFilter({"month": [_t("应为 2000-01 至 2099-12 之间的月份，例如 2026-11。")]})
    return dt.date(int(match[1]), int(match[2]), 1)


def sheet(listing: Listing, first: dt.date) -> dict[str, Any]:
    """The whole weeks that a month touches, with what falls due on each day; two statements.

    Of the current month the weeks that are past stand apart, and there are always `AHEAD` weeks to look forward to.
    """
    after = (first + 31 * ONE_DAY).replace(day=1)
    days_off, today = calendar(), local_day(listing.now)
    start, end, opens = _span(first, after, today)
    cells = {day: _cell(day, first, today, days_off) for day in (start + n * ONE_DAY for n in range((end - start).days))}
    due = _due(listing, start, end - ONE_DAY)
    for day, count in due.order_by().values_list("last_day").annotate(n=Count("pk")):
        cells[day].count = count
    order = [F("due_at"), F("pk")]
    numbered = due.annotate(rank=Window(RowNumber(), partition_by=F("last_day"), order_by=order)).filter(rank__lte=PER_DAY)
    for case in numbered.defer("search", "summary").order_by("rank"):
        cells[case.last_day].cases.append(case)
    past = [cell for day, cell in cells.items() if day < opens]
    return {
        "cells": [cell for day, cell in cells.items() if day >= opens],
        "past": past,
        "past_weeks": len(past) // _WEEK,
        "past_count": sum(cell.count for cell in past),
        "weekdays": WEEKDAYS,
        "month": first,
        "day_query": listing.query_with(due_from="", due_to="", order="due"),
        "before": f"{first - ONE_DAY:%Y-%m}",
        "following": f"{after:%Y-%m}",
    }


def _span(first: dt.date, after: dt.date, today: dt.date) -> tuple[dt.date, dt.date, dt.date]:
    """The Monday that the sheet begins with, the Monday after its end, and the Monday it opens at."""
    start, end = first - first.weekday() * ONE_DAY, after + (-after.weekday() % _WEEK) * ONE_DAY
    if not first <= today < after:
        return start, end, start
    week = today - today.weekday() * ONE_DAY
    return start, max(end, week + AHEAD * _WEEK * ONE_DAY), week


def _cell(day: dt.date, first: dt.date, today: dt.date, days_off: Calendar) -> Cell:
    return Cell(day, day.month == first.month, day == today, days_off.is_off(day), days_off.named(day).name)


def _due(listing: Listing, start: dt.date, end: dt.date) -> Any:
    """Open disputes with a limit that ends in the span, each with its last day in Asia/Shanghai."""
    moment = ExpressionWrapper(F("due_at") - Value(dt.timedelta(microseconds=1), DurationField()), output_field=DateTimeField())
    span = {"due_at__gt": dt.datetime.combine(start, dt.time(), SHANGHAI), "due_at__lte": end_of_day(end)}
    return listing.filter.qs.filter(closed_at__isnull=True, **span).annotate(last_day=TruncDate(moment, tzinfo=SHANGHAI))
