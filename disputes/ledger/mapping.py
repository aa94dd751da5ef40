"""Which heading of a file is which column: proposed by name, remembered from the organisation's last files, decided by a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from accounts.language import on_record
from disputes.ledger.columns import BY_CODE, COLUMNS, EITHER, IMPORTED
from disputes.models import LedgerImport

REMEMBERED_FILES = 20
_NOISE = re.compile(r"[\s*＊:：.．_\-/\\、，,（）()\[\]【】<>“”\"']+")


def plain(heading: str) -> str:
    """A heading without width, case, blanks and marks: what two spellings of it have in common."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@lru_cache(maxsize=1)
@on_record()
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS:
        for name in (str(column.heading), *column.synonyms):
            found.setdefault(plain(name), column.code)
    return found


def recognised(heading: str) -> str | None:
    """The column that goes by that name, also one that is only exported."""
    return _known().get(plain(heading))


@on_record()
def propose(headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """For each position (as text) the code of a column, or an empty text for none; no column twice.

    What the organisation chose before for the same heading comes first, then our own names, then synonyms.
    """
    ours = {plain(str(column.heading)) for column in COLUMNS}
    order = sorted(range(len(headings)), key=lambda i: (plain(headings[i]) not in remembered, plain(headings[i]) not in ours, i))
    chosen: dict[str, str] = {str(position): "" for position in range(len(headings))}
    taken: set[str] = set()
    for position in order:
        name = plain(headings[position])
        code = remembered.get(name, recognised(headings[position]) or "")
        if code and code not in taken and code in BY_CODE and BY_CODE[code].imported:
            chosen[str(position)] = code
            taken.add(code)
    return chosen


def remembered_by(organisation_id: int) -> dict[str, str]:
    """What this organisation chose in its last files: column by plain heading."""
    found: dict[str, str] = {}
    rows = LedgerImport.objects.filter(posting__organisation_id=organisation_id).exclude(started_at=None).order_by("-created_at")
    for mapping in rows.values_list("mapping", flat=True)[:REMEMBERED_FILES]:
        for heading, code in zip(mapping.get("headings", ()), mapping.get("columns", ()), strict=False):
            found.setdefault(plain(heading), code)
    return found


def problems(columns: Sequence[str]) -> list[str]:
    """Why a mapping cannot be used, in Chinese; empty where it can."""
    chosen = [code for code in columns if code]
    found = [_("“%s”只能对应一列。") % BY_CODE[code].heading for code in dict.fromkeys(chosen) if chosen.count(code) > 1]
    found += [_("缺少“%s”：请指明文件中的哪一列。") % column.heading for column in IMPORTED if column.required and column.code not in chosen]
    for first, second in EITHER:
        if first not in chosen and second not in chosen:
            found.append(_("“%(first)s”和“%(second)s”至少要有一列。") % {"first": BY_CODE[first].heading, "second": BY_CODE[second].heading})
    return found
