"""Cases that may be the same dispute: found at intake and on the case page, always with the reason, never merged without a person.

Four ways, each a bounded query: a party of the same document or telephone number, a party of the same name in the county, the same place and
time, a similar title in the township (two Chinese characters suffice). Only what the actor may see is ever found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models.area import CODE_LENGTH, Level
from cases.blind_index import id_index, phone_index
from cases.masking import mask_name
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
WEIGHTS: Final = {"id": 100, "phone": 70, "name": 40, "place": 30, "title": 30}
COLUMNS: Final = (
    *("id", "kind", "number", "title", "state", "colour", "area_id", "place", "occurred_on", "received_at"),
    *("due_at", "paused", "closed_at", "parties_masked"),
)


@dataclass(frozen=True)
class Likely:
    """A case that may be the same, why, and how strongly (the sum of the weights of its reasons)."""

    case: Case
    reasons: tuple[str, ...]
    score: int


@dataclass
class _Found:
    """What was found so far, by case."""

    reasons: dict[int, dict[str, str]] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)

    def add(self, case_id: int, way: str, reason: str) -> None:
        self.reasons.setdefault(case_id, {}).setdefault(way, reason)

    def see(self, cases: Iterable[Case], way: str, reason: Callable[[Case], str]) -> None:
        for case in cases:
            if text := reason(case):
                self.cases[case.pk] = case
                self.add(case.pk, way, text)


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
        _similar_title(found, visible, area_code, occurred_on, title)
    return _ranked(found)[:limit]


def pieces(title: str) -> set[str]:
    """The pieces by which titles are compared: two Chinese characters, or three letters and digits, without those that say nothing."""
    return {piece for piece in tokens([normalise(title)]) if len(piece) > 1} - COMMON


def similarity(one: str, other: str) -> float:
    """How much of the shorter title's pieces the other holds: 0 to 1."""
    first, second = pieces(one), pieces(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _same_party(found: _Found, parties: Sequence[tuple[str, str, str]], area_code: str) -> None:
    ids = [index for _name, number, _phone in parties if (index := id_index(number))]
    phones = [index for _name, _number, phone in parties if (index := phone_index(phone))]
    names = [name.strip() for name, _number, _phone in parties if name.strip()]
    if ids:
        for case_id in _newest(Q(id_index__in=ids)):
            found.add(case_id, "id", _("同一当事人：证件号码相同"))
    if phones:
        for case_id in _newest(Q(phone_index__in=phones)):
            found.add(case_id, "phone", _("当事人联系电话相同"))
    county = area_code[: CODE_LENGTH[Level.COUNTY]]
    if names and county:
        rows = Party.objects.filter(name__in=names, case__area__code__startswith=county).order_by("-case_id")
        for case_id, name, kind in rows.values_list("case_id", "name", "kind")[:CANDIDATES]:
            shown = mask_name(name, organisation=kind == PartyKind.ORGANISATION)
            found.add(case_id, "name", _("当事人同名：%(name)s") % {"name": shown})


def _newest(condition: Q) -> list[int]:
    return list(Party.objects.filter(condition).order_by("-case_id").values_list("case_id", flat=True)[:CANDIDATES])


def _same_place(found: _Found, visible: Any, area_code: str, occurred_on: dt.date, place: str) -> None:
    near = dt.timedelta(days=DAYS_APART)
    rows = visible.filter(_in_township(area_code), occurred_on__range=(occurred_on - near, occurred_on + near)).order_by("-received_at", "-id")

    def reason(case: Case) -> str:
        if not place.strip() or similarity(place, case.place) < SIMILAR:
            return ""
        days = abs((case.occurred_on - occurred_on).days)
        return _("地点相近，发生在同一天") if not days else _("地点相近，发生日期相差 %(days)d 天") % {"days": days}

    found.see(rows[:CANDIDATES], "place", reason)


def _similar_title(found: _Found, visible: Any, area_code: str, occurred_on: dt.date | None, title: str) -> None:
    wanted = pieces(title)
    if not wanted:
        return
    township = area_code[: CODE_LENGTH[Level.TOWNSHIP]]
    query = f"({' | '.join(to_tsquery([piece]) for piece in sorted(wanted))}) & {to_tsquery([area_token(township)])}"
    rows = visible.filter(Matches(query))
    if occurred_on is not None:
        rows = rows.filter(occurred_on__gte=occurred_on - TITLE_YEARS, occurred_on__lte=occurred_on + TITLE_YEARS)

    def reason(case: Case) -> str:
        return _("事件名称相近") if similarity(title, case.title) >= SIMILAR else ""

    found.see(rows.order_by("-received_at", "-id")[:CANDIDATES], "title", reason)


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
            ways = sorted(reasons, key=lambda way: -WEIGHTS[way])
            rows.append(Likely(case, tuple(reasons[way] for way in ways), sum(WEIGHTS[way] for way in ways)))
    return sorted(rows, key=lambda each: (-each.score, -each.case.pk))
