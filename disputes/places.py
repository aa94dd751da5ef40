"""Areas and bodies found by what somebody types: a code, a name, part of a name, several words of the whole path in any order.

The same reading serves the suggestions while one types and the form that was sent, with a script or without. A typed text means a row only where
it means no other one as well; else the candidates are named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Area, Organisation
from disputes.actions.support import granting_postings

SHOWN: Final = 30
"""Suggestions at a time."""
NAMED: Final = 5
"""Candidates that an error names."""
LOOKED_AT: Final = 1000
"""Rows that are ranked at most."""
LONGEST: Final = 120
"""Characters of a typed text that are read."""
SHORTEST: Final = 2
"""Characters from which a name can mean a row."""
ABOVE: Final = 4
"""The rank of areas that only lie in what was typed: suggested, but never meant."""
_CODE: Final = re.compile(r"(?P<words>.*?)[\s（(]*(?P<code>[0-9]{4,16})[）)]?", re.ASCII | re.DOTALL)
KEY: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


Row = TypeVar("Row", Area, Organisation)


class NotMeantError(ValueError):
    """What was typed means no row, or several; the message is for people."""


def areas_granted(actor: Actor, act: str, today: dt.date) -> QuerySet[Area]:
    """The areas in use on a day that lie where the actor's postings grant an act."""
    within = Q(pk__in=())
    for posting in granting_postings(actor, act):
        within |= Q(pk__startswith=posting.area_id)
    return Area.objects.filter(within, in_use(today)).order_by("code")


def in_use(today: dt.date) -> Q:
    """Areas in use on a day."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=today)


def area_text(area: Area) -> str:
    """An area as it stands in a field: path as people say it, and its code."""
    return f"{' '.join([*area.path_name.split()[:-1], area.short_name])} {area.pk}"


def organisation_text(organisation: Organisation) -> str:
    """A body as it stands in a field; no two have the same name."""
    return organisation.name


def code_in(typed: str) -> str:
    """The area code that a text ends with; empty where there is none."""
    match = _CODE.fullmatch(typed.strip()[:LONGEST])
    return match["code"] if match else ""


def the_area(rows: QuerySet[Area], typed: str) -> Area:
    """The one area that was meant. Raises `NotMeantError`."""
    typed = typed.strip()[:LONGEST]
    match = _CODE.fullmatch(typed)
    if match is None:
        return _only([(rank, row) for rank, row in _areas(rows, typed) if rank < ABOVE], typed, area_text)
    found = rows.filter(pk=match["code"]).first()
    if found is None:
        raise NotMeantError(_("没有代码为“%(code)s”的区划，或者它不在可选的范围内。") % {"code": match["code"]})
    if not all(word in _joined(found) for word in match["words"].split()):
        words = {"words": match["words"], "area": area_text(found)}
        raise NotMeantError(_("“%(words)s”与代码不符，这个代码是：%(area)s。只填其中一样即可。") % words)
    return found


def areas_like(rows: QuerySet[Area], typed: str) -> list[Area]:
    """Suggestions: the likeliest first; with nothing typed the first areas from above."""
    match = _CODE.fullmatch(typed.strip()[:LONGEST])
    if match and not match["words"]:
        return list(rows.filter(pk__startswith=match["code"]).order_by("code")[:SHOWN])
    found = _areas(rows, match["words"] if match else typed.strip()[:LONGEST])
    return [row for _rank, row in sorted(found, key=lambda each: (each[0], len(each[1].pk), each[1].pk))[:SHOWN]]


def the_organisation(rows: QuerySet[Organisation], typed: str) -> Organisation:
    """The one body that was meant, by name or by its number. Raises `NotMeantError`."""
    typed = typed.strip()[:LONGEST]
    if KEY.fullmatch(typed):
        found = rows.filter(pk=int(typed)).first()
        if found is None:
            raise NotMeantError(_("没有编号为“%(typed)s”的单位，或者它不在可选的范围内。") % {"typed": typed})
        return found
    return _only(_organisations(rows, typed), typed, organisation_text)


def organisations_like(rows: QuerySet[Organisation], typed: str) -> list[Organisation]:
    """Suggestions: the likeliest first, then by area."""
    found = _organisations(rows, typed.strip()[:LONGEST])
    return [row for _rank, row in sorted(found, key=lambda each: (each[0], each[1].area_id, each[1].name))[:SHOWN]]


def _areas(rows: QuerySet[Area], typed: str) -> list[tuple[int, Area]]:
    """The areas whose path holds each word, with their ranks."""
    words = typed.split()
    found = rows.annotate(joined=Replace("path_name", Value(" "), Value("")))
    for word in words:
        found = found.filter(joined__contains=word)
    whole, last = "".join(words), words[-1] if words else ""
    return [(_rank_of(row, whole, last), row) for row in found[:LOOKED_AT]]


def _rank_of(area: Area, whole: str, last: str) -> int:
    """How well an area answers to what was typed: 0 by its own name … 3 by part of it, `ABOVE` by the names of what it lies in alone."""
    joined, name = _joined(area), area.name
    short = joined.removesuffix(name) + area.short_name
    if last in (name, area.short_name) or joined.endswith(whole) or short.endswith(whole):
        return 0
    if name.startswith(last):
        return 1
    if last in name:
        return 2
    return 3 if joined.find(whole) + len(whole) > len(joined) - len(name) and whole in joined else ABOVE


def _joined(area: Area) -> str:
    return "".join(area.path_name.split())


def _organisations(rows: QuerySet[Organisation], typed: str) -> list[tuple[int, Organisation]]:
    found = rows
    for word in typed.split():
        found = found.filter(Q(name__contains=word) | Q(short_name__contains=word))
    return [(0 if typed in (row.name, row.short_name) else 1 if row.name.startswith(typed) else 2, row) for row in found[:LOOKED_AT]]


def _only(found: Iterable[tuple[int, Row]], typed: str, text: Callable[[Row], str]) -> Row:
    """The row that answers best, where no other does as well."""
    ranked = sorted(found, key=lambda each: (each[0], len(str(each[1].pk)), str(each[1].pk)))
    if not ranked:
        raise NotMeantError(_("没有找到“%(typed)s”，请换一个写法，或者它不在可选的范围内。") % {"typed": typed})
    best = [row for rank, row in ranked if rank == ranked[0][0]]
    if len(best) > 1 or len(typed) < SHORTEST:
        named = "；".join(text(row) for row in best[:NAMED])
        raise NotMeantError(_("“%(typed)s”对应 %(count)d 个，请写全：%(named)s") % {"typed": typed, "count": len(best), "named": named})
    return best[0]
