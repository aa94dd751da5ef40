"""Cases that may be the same dispute: found at intake and on the case page, always with the reason, never merged without a person.

Four ways, each a bounded query: a party of the same document or telephone number, a party of the same name in the county, the same place and
time, a similar title in the township (two Chinese characters suffice). Only what the actor may see is ever found.

Each reason carries points, and the sum ranks the cases. A number that is the same counts most (100 for a document, 70 for a telephone); the same
title 60, a similar one 10 to 40 by how much of both titles is common; the same name 40; the same place 40, a similar one 30, less one point for
each day between the two events; and where the title was found, up to 10 points for an event within ten days. So an entry made twice stands
above others that share no more than the cause.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Case as Case_
from django.db.models import F, Q, Value, When
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models.area import CODE_LENGTH, Level
from cases.blind_index import id_index, phone_index
from cases.masking import mask_name, mask_names_in
from cases.models import Case, Party, PartyKind
from cases.search import area_token, normalise, to_tsquery, tokens
from cases.searching import Matches

CANDIDATES: Final = 60
"""How many cases each way looks at, the newest first."""
DAYS_APART: Final = 7
"""How many days two entries about one event may lie apart."""
TITLE_YEARS: Final = dt.timedelta(days=365)
SIMILAR: Final = 0.5
"""From which share of common pieces on two titles are similar."""
COMMON: Final = frozenset(tokens(["纠纷", "争议", "矛盾", "问题", "关于", "之间", "引发", "引起", "发生", "一案"]))
"""Pieces that say nothing about a dispute."""
ID, PHONE, NAME, SAME_TITLE, SAME_PLACE, SIMILAR_PLACE = 100, 70, 40, 60, 40, 30
"""Points of a reason."""
SIMILAR_TITLE: Final = (10, 30)
"""Points of a similar title: at least, and as many more as both titles' pieces are common."""
NEAR_DATE: Final = 10
"""Points of a title whose event is of the same day; one less for each day between."""
COLUMNS: Final = (
    *("id", "kind", "number", "title", "state", "colour", "area_id", "place", "occurred_on", "received_at"),
    *("due_at", "paused", "closed_at", "parties_masked"),
)


@dataclass(frozen=True)
class Likely:
    """A case that may be the same, why (the strongest reason first), and how strongly: the sum of the points of its reasons."""

    case: Case
    reasons: tuple[str, ...]
    score: int


@dataclass
class _Found:
    """What was found so far, by case."""

    reasons: dict[int, dict[str, tuple[int, str]]] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)

    def add(self, case_id: int, way: str, points: int, reason: str) -> None:
        self.reasons.setdefault(case_id, {}).setdefault(way, (points, reason))

    def see(self, cases: Iterable[Case], way: str, weigh: Callable[[Case], tuple[int, str]]) -> None:
        """Take those of the cases that `weigh` gives points and a reason."""
        for case in cases:
            points, reason = weigh(case)
            if points:
                self.cases[case.pk] = case
                self.add(case.pk, way, points, reason)


def likely(
    *,
    actor: Actor,
    title: str,
    area_code: str,
    occurred_on: dt.date | None,
    place: str,
    parties: Sequence[tuple[str, str, str]] = (),
    exclude: int | None = None,
    limit: int = 8,
) -> list[Likely]:
    """The visible cases that may be the same dispute, the likeliest first.

    `parties` are (name, document number, telephone); anything may be empty. `exclude` is the case itself where it is on file already.
    """
    found = _Found()
    visible = Case.objects.visible_to(actor).exclude(pk=exclude).only(*COLUMNS)
    _same_party(found, parties, area_code)
    if found.reasons:
        found.cases.update(visible.filter(pk__in=found.reasons).in_bulk())
    if occurred_on is not None and area_code:
        _same_place(found, visible, area_code, occurred_on, place)
    if title.strip() and area_code:
        # titles are kept with masked names: one that was typed in full is compared as it would be kept
        kept = mask_names_in(title.strip(), [name.strip() for name, _number, _phone in parties if name.strip()])
        _similar_title(found, visible, area_code, occurred_on, kept)
    return _ranked(found)[:limit]


def pieces(title: str) -> set[str]:
    """The pieces by which titles are compared: two Chinese characters, or three letters and digits, without those that say nothing."""
    return {piece for piece in tokens([normalise(title)]) if len(piece) > 1} - COMMON


def similarity(one: str, other: str) -> float:
    """How much of the shorter title's pieces the other holds: 0 to 1."""
    first, second = pieces(one), pieces(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def likeness(one: str, other: str) -> float:
    """How much of both titles' pieces is common: 0 to 1, and 1 only where all are."""
    first, second = pieces(one), pieces(other)
    both = len(first) + len(second)
    return 2 * len(first & second) / both if both else 0.0


def _plain(text: str) -> str:
    """A text by its letters and digits alone."""
    return "".join(char for char in normalise(text) if char.isalnum())


def _same_party(found: _Found, parties: Sequence[tuple[str, str, str]], area_code: str) -> None:
    ids = [index for _name, number, _phone in parties if (index := id_index(number))]
    phones = [index for _name, _number, phone in parties if (index := phone_index(phone))]
    names = [name.strip() for name, _number, _phone in parties if name.strip()]
    if ids:
        for case_id in _newest(Q(id_index__in=ids)):
            found.add(case_id, "id", ID, _("同一当事人：证件号码相同"))
    if phones:
        for case_id in _newest(Q(phone_index__in=phones)):
            found.add(case_id, "phone", PHONE, _("当事人联系电话相同"))
    county = area_code[: CODE_LENGTH[Level.COUNTY]]
    if names and county:
        rows = Party.objects.filter(name__in=names, case__area__code__startswith=county).order_by("-case_id")
        for case_id, name, kind in rows.values_list("case_id", "name", "kind")[:CANDIDATES]:
            shown = mask_name(name, organisation=kind == PartyKind.ORGANISATION)
            found.add(case_id, "name", NAME, _("当事人同名：%(name)s") % {"name": shown})


def _newest(condition: Q) -> list[int]:
    return list(Party.objects.filter(condition).order_by("-case_id").values_list("case_id", flat=True)[:CANDIDATES])


def _same_place(found: _Found, visible: Any, area_code: str, occurred_on: dt.date, place: str) -> None:
    near = dt.timedelta(days=DAYS_APART)
    rows = visible.filter(_in_township(area_code), occurred_on__range=(occurred_on - near, occurred_on + near)).order_by("-received_at", "-id")

    def weigh(case: Case) -> tuple[int, str]:
        if not place.strip() or similarity(place, case.place) < SIMILAR:
            return 0, ""
        days = abs((case.occurred_on - occurred_on).days)
        same = _plain(place) == _plain(case.place)
        words = _("地点相同") if same else _("地点相近")
        when = _("发生在同一天") if not days else _("发生日期相差 %(days)d 天") % {"days": days}
        return (SAME_PLACE if same else SIMILAR_PLACE) - days, f"{words}，{when}"

    found.see(rows[:CANDIDATES], "place", weigh)


def _similar_title(found: _Found, visible: Any, area_code: str, occurred_on: dt.date | None, title: str) -> None:
    wanted = pieces(title)
    if not wanted:
        return
    township = area_code[: CODE_LENGTH[Level.TOWNSHIP]]
    query = f"({' | '.join(to_tsquery([piece]) for piece in sorted(wanted))}) & {to_tsquery([area_token(township)])}"
    rows = visible.filter(Matches(query))
    if occurred_on is not None:
        rows = rows.filter(occurred_on__gte=occurred_on - TITLE_YEARS, occurred_on__lte=occurred_on + TITLE_YEARS)

    def weigh(case: Case) -> tuple[int, str]:
        same = _plain(title) == _plain(case.title)
        if not same and similarity(title, case.title) < SIMILAR:
            return 0, ""
        days = abs((case.occurred_on - occurred_on).days) if occurred_on is not None else NEAR_DATE
        near = max(0, NEAR_DATE - days)
        least, more = SIMILAR_TITLE
        points = SAME_TITLE if same else least + round(more * likeness(title, case.title))
        return points + near, _title_words(same, days if near else None)

    same_first = Case_(When(title=title.strip(), then=Value(0)), default=Value(1))
    found.see(rows.order_by(same_first, "-received_at", "-id")[:CANDIDATES], "title", weigh)


def _title_words(same: bool, days: int | None) -> str:
    """The reason; `days` is how far apart the two events lie where that counts."""
    words = _("事件名称相同") if same else _("事件名称相近")
    if days is None:
        return words
    return f"{words}，" + (_("发生日期相差 %(days)d 天") % {"days": days} if days else _("发生在同一天"))


def _in_township(area_code: str) -> Q:
    township = CODE_LENGTH[Level.TOWNSHIP]
    if len(area_code) < township:
        return Q(area__code__startswith=area_code)
    return Q(Exact(Left(F("area_id"), township), area_code[:township]))


def _ranked(found: _Found) -> list[Likely]:
    rows = []
    for case_id, reasons in found.reasons.items():
        case = found.cases.get(case_id)
        if case is not None:
            ranked = sorted(reasons.values(), key=lambda each: -each[0])
            rows.append(Likely(case, tuple(text for _points, text in ranked), sum(points for points, _text in ranked)))
    return sorted(rows, key=lambda each: (-each.score, -each.case.pk))
