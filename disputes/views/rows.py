"""Rows of the list of disputes: columns one can choose, and each case in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from cases.daycount import local_day
from cases.models import Case
from cases.templatetags.pages import due_chip, risk
from cases.words import due_word
from disputes.states import State


@dataclass(frozen=True)
class Column:
    """A column that can be shown: its heading, its style, and what stands in it."""

    code: str
    label: str | Promise
    style: str
    value: Callable[[Case, dt.datetime], object]


def _due(case: Case, now: dt.datetime) -> SafeString:
    return due_chip(due_word(case.due_at, now=now, paused=case.paused, closed=case.closed_at is not None))


COLUMNS: Final[Sequence[Column]] = (
    Column("colour", _("风险"), "c", lambda case, _now: risk(case.colour)),
    Column("parties", _("当事人"), "p", lambda case, _now: case.parties_masked),
    Column("area", _("区划"), "a", lambda case, _now: place_of(case.area)),
    Column("category", _("类别"), "g", lambda case, _now: case.category.name),
    Column("channel", _("来源"), "s", lambda case, _now: case.get_channel_display()),
    Column("people", _("人数"), "num", lambda case, _now: case.people_count),
    Column("state", _("状态"), "s", lambda case, _now: State(case.state).label),
    Column("organisation", _("承办单位"), "o", lambda case, _now: case.organisation.short_name),
    Column("handler", _("承办人"), "h", lambda case, _now: case.handler.name if case.handler else ""),
    Column("first_receiver", _("首问责任人"), "h", lambda case, _now: case.first_receiver.name),
    Column("received", _("登记日期"), "num", lambda case, _now: local_day(case.received_at)),
    Column("due", _("期限"), "d", _due),
)
DEFAULT: Final = ("colour", "parties", "area", "category", "state", "handler", "due")


def place_of(area: Area) -> str:
    """The township and the village as people say them, without the county everybody knows."""
    above = area.path_name.split()[-2:-1]
    return " ".join([*above, area.short_name])


def chosen_columns(codes: Sequence[str]) -> list[Column]:
    """The columns asked for, in the list's own order; the usual ones where none was asked for."""
    wanted = set(codes) & {column.code for column in COLUMNS} or set(DEFAULT)
    return [column for column in COLUMNS if column.code in wanted]


def unknown_columns(codes: Sequence[str]) -> str:
    """What is wrong with the columns asked for, empty where nothing is."""
    known = [column.code for column in COLUMNS]
    wrong = [code[:_CODE_SHOWN] for code in codes if code not in known][:_WRONG_SHOWN]
    return _t("没有这一列：%(wrong)s。可选 %(known)s。") % {"wrong": "、".join(wrong), "known": "、".join(known)} if wrong else ""


_CODE_SHOWN: Final = 20
_WRONG_SHOWN: Final = 5
_SHOWN: Final = (
    "number", "title", "colour", "parties_masked", "channel", "people_count", "state", "received_at", "due_at", "paused", "closed_at",
    "area__name", "area__path_name", "category__name", "organisation__short_name", "handler__name",
    "first_receiver__name",
)  # fmt: skip


def load(ids: Sequence[int]) -> Any:
    """The cases of a page with what its columns show, and nothing else."""
    return Case.objects.filter(pk__in=ids).select_related("area", "category", "handler", "organisation", "first_receiver").only(*_SHOWN)


@dataclass(frozen=True, slots=True)
class Row:
    """A row in words."""

    pk: int
    number: str
    title: str
    colour: str
    cells: SafeString
    """The cells of the columns, ready: a template that writes cell by cell takes longer for a list than everything else together."""


def rows_of(cases: Sequence[Case], columns: Sequence[Column], now: dt.datetime) -> list[Row]:
    """Cases as rows."""
    return [Row(case.pk, case.number, case.title, case.colour, _cells(case, columns, now)) for case in cases]


def _cells(case: Case, columns: Sequence[Column], now: dt.datetime) -> SafeString:
    layout = "".join(f'<td class="{column.style}">{{}}</td>' for column in columns)
    return format_html(layout, *[_escaped(column.value(case, now)) for column in columns])


def _escaped(value: object) -> object:
    """What stands in a cell as `format_html` would write it: markup as it is, text escaped; without asking of each whether it is lazy."""
    return value if hasattr(value, "__html__") else SafeString(escape(str(value)))
