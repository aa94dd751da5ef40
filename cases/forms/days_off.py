"""A notice on days off, one row per festival."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.daysoff import NoticeDay
from cases.daycount import ONE_DAY
from cases.models import DayOff
from cases.rows import RowsField

_SATURDAY = 5
LONGEST = 15
"""Days that one festival has at most."""
_SEPARATORS = re.compile(r"[\s,，、;；]+")
_SUFFIXES = re.compile("(调休上班|调休|（补假）)$")


class FestivalForm(forms.Form):
    """A festival: its days off, and the weekend days that are worked for it."""

    name = forms.CharField(label=_l("节日"), max_length=50)
    first = forms.DateField(label=_l("放假首日"), widget=forms.DateInput)
    last = forms.DateField(label=_l("放假末日"), widget=forms.DateInput)
    worked = forms.CharField(label=_l("调休上班日"), required=False, max_length=120)

    def clean_worked(self) -> list[dt.date]:
        """The days, parted by commas or blanks."""
        parts = [part for part in _SEPARATORS.split(self.cleaned_data["worked"]) if part]
        try:
            return [dt.date.fromisoformat(part) for part in parts]
        except ValueError as error:
            raise ValidationError(_("日期应写成 2026-02-14 这样，多个日期用顿号隔开。")) from error

    def clean(self) -> dict[str, Any]:
        """The days are in order and not too many."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("末日不能早于首日。"))
        elif first and last and (last - first).days >= LONGEST:
            self.add_error("last", _("一个节日最多放假 %(days)d 天。") % {"days": LONGEST})
        return cleaned


class NoticeForm(forms.Form):
    """A year's notice."""

    year = forms.IntegerField(label=_l("年份"), min_value=2000, max_value=2100)
    source = forms.CharField(label=_l("通知文号"), max_length=120, help_text=_l("如：国办发明电〔2025〕7号。"))
    rows = RowsField(
        FestivalForm,
        minimum=1,
        maximum=20,
        blank=1,
        label=_l("放假安排"),
        help_text=_l("照国务院办公厅通知逐个节日填写，全年一次录入。调休上班日写成 2026-02-14、2026-02-28 这样，没有则不填。"),
    )

    def days(self) -> list[NoticeDay]:
        """All days of the notice."""
        return [day for row in self.cleaned_data["rows"] for day in _days(row)]


def _days(row: dict[str, Any]) -> Iterator[NoticeDay]:
    for number in range((row["last"] - row["first"]).days + 1):
        yield NoticeDay(row["first"] + dt.timedelta(days=number), DayOff.Kind.OFF, row["name"])
    for day in row["worked"]:
        yield NoticeDay(day, DayOff.Kind.WORK, _("%(festival)s调休上班") % {"festival": row["name"]})


def festivals(rows: Iterable[DayOff]) -> list[dict[str, Any]]:
    """What is known of a year, as rows of the form.

    Each is an unbroken stretch of days off, the weekends in and beside it among them as a notice counts them, with the days worked for it.
    """
    ordered = sorted(rows, key=lambda row: row.date)
    worked = {row.date for row in ordered if row.kind == DayOff.Kind.WORK}
    stretches: list[list[DayOff]] = []
    for row in (row for row in ordered if row.kind == DayOff.Kind.OFF):
        if stretches and row.date <= _reach(stretches[-1][-1].date, worked, ONE_DAY) + ONE_DAY:
            stretches[-1].append(row)
        else:
            stretches.append([row])
    found: list[dict[str, Any]] = [
        {
            "name": _festival(stretch),
            "first": _reach(stretch[0].date, worked, -ONE_DAY),
            "last": _reach(stretch[-1].date, worked, ONE_DAY),
            "worked": [],
        }
        for stretch in stretches
    ]
    for row in ordered:
        if row.kind == DayOff.Kind.WORK and found:
            _nearest(found, row)["worked"].append(row.date.isoformat())
    return [{**each, "worked": "、".join(each["worked"])} for each in found]


def _reach(day: dt.date, worked: set[dt.date], step: dt.timedelta) -> dt.date:
    """The last day in that direction that is a weekend day off adjoining the day, or the day itself."""
    while (day + step).weekday() >= _SATURDAY and day + step not in worked:
        day += step
    return day


def _festival(stretch: list[DayOff]) -> str:
    plain = [row.name for row in stretch if not _SUFFIXES.search(row.name)] or [_SUFFIXES.sub("", stretch[0].name)]
    return "、".join(dict.fromkeys(plain))[:50]


def _nearest(found: list[dict[str, Any]], row: DayOff) -> dict[str, Any]:
    """The festival a worked day belongs to: by name, else the nearest one."""
    name = _SUFFIXES.sub("", row.name)
    return min(found, key=lambda each: (name not in each["name"], abs((each["first"] - row.date).days)))
