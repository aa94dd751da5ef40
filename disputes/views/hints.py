"""What the intake page says while somebody types: doubles, people on file, category, colour, limits. Never an error: half a word is fine."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from django.http import QueryDict
from django.utils.dateparse import parse_date

from accounts.actor import Actor
from cases.daycount import local_day
from cases.models import Category, Channel
from disputes.actions.register import CODE, LimitPreview, preview
from disputes.duplicates import Likely, likely
from disputes.known import Known, Typed, known_people
from disputes.places import NotMeantError, areas_granted, code_in, the_area
from disputes.states import State
from disputes.suggestions import Suggestion, is_lower, suggest_categories, suggest_colour

DOUBLES: Final = 5
_ROW: Final = re.compile(r"parties-(\d{1,3})-name")
_LONGEST_NUMBER: Final = 12


@dataclass(frozen=True)
class CategoryHint:
    """A category that the words speak for."""

    code: str
    name: str
    words: str


@dataclass(frozen=True)
class Hints:
    """Everything that is said beside the form."""

    doubles: list[tuple[Likely, str]]
    known: list[Known]
    categories: list[CategoryHint]
    colour: Suggestion
    colour_is_lower: bool
    """Whether the colour that is chosen is lower than the suggested one."""
    limits: list[LimitPreview]


def hints_of(data: QueryDict, actor: Actor, now: dt.datetime) -> Hints:
    """Read what was typed so far."""
    text = "\n".join(data.get(name, "") for name in ("title", "summary", "demand"))
    people = _whole(data.get("people_count", ""))
    colour = suggest_colour(text, people=people, amount=_amount(data.get("amount", "")), area=data.get("area", ""))
    chosen = data.get("colour", "")
    return Hints(
        doubles=_doubles(data, actor, now),
        known=known_people(actor=actor, typed=typed_parties(data)),
        categories=_categories(text, data.get("category", "")),
        colour=colour,
        colour_is_lower=chosen in ("red", "yellow", "blue") and is_lower(chosen, colour.colour),
        limits=_limits(data, now),
    )


def typed_parties(data: QueryDict) -> list[Typed]:
    """The rows of parties as far as they were typed."""
    rows = sorted(int(match[1]) for key in data if (match := _ROW.fullmatch(key)))
    return [_typed(data, row) for row in rows if data.get(f"parties-{row}-name", "").strip()]


def _typed(data: QueryDict, row: int) -> Typed:
    values = (data.get(f"parties-{row}-{name}", "").strip() for name in ("name", "id_number", "phone"))
    return Typed(row, *values)


def _doubles(data: QueryDict, actor: Actor, now: dt.datetime) -> list[tuple[Likely, str]]:
    title, parties = data.get("title", "").strip(), typed_parties(data)
    if len(title) <= 1 and not parties:
        return []
    found = likely(
        actor=actor,
        title=title,
        area_code=_area_code(data.get("area", ""), actor, now),
        occurred_on=_day(data.get("occurred_on", "")) or now.date(),
        place=data.get("place", "").strip(),
        parties=[(each.name, each.id_number, each.phone) for each in parties],
        limit=DOUBLES,
    )
    return [(each, str(State(each.case.state).label)) for each in found]


def _area_code(typed: str, actor: Actor, now: dt.datetime) -> str:
    """The code that was typed or chosen, or that of the area that the words mean; empty while they mean none."""
    if code := code_in(typed):
        return code
    with suppress(NotMeantError):
        return the_area(areas_granted(actor, CODE, local_day(now)), typed).pk
    return ""


def _categories(text: str, chosen: str) -> list[CategoryHint]:
    found = [each for each in suggest_categories(text) if each.code != chosen]
    rows = Category.objects.in_bulk([each.code for each in found]) if found else {}
    return [CategoryHint(each.code, rows[each.code].name, "、".join(each.words)) for each in found if each.code in rows]


def _limits(data: QueryDict, now: dt.datetime) -> list[LimitPreview]:
    channel = data.get("channel", "")
    return preview(
        channel=channel if channel in Channel.values else Channel.VISIT,
        at=now,
        court_procedure=data.get("court_procedure", ""),
        court_material_signed_on=_day(data.get("court_material_signed_on", "")),
    )


def _day(text: str) -> dt.date | None:
    with suppress(ValueError):
        return parse_date(text)
    return None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else 0


def _amount(text: str) -> Decimal | None:
    try:
        found = Decimal(text) if text and len(text) <= _LONGEST_NUMBER + 3 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
