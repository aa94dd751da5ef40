"""Loads areas from a file: all of it or nothing, and the same file twice changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q

from accounts.area_file import AreaRow, read
from accounts.models import Area
from accounts.models.area import CODE_LENGTH, Level
from accounts.pinyin import sort_key

_LOCK = 0x61726561
"""Key of the advisory lock: two loads wait for each other."""
_CITY = CODE_LENGTH[Level.CITY]
_FIELDS = ("name", "level", "parent_id", "path_name", "sort_key", "valid_to")


@dataclass(frozen=True)
class Loaded:
    """What a load did, in numbers of areas."""

    created: int
    changed: int
    ended: int
    unchanged: int


@transaction.atomic
def load_areas(*, content: bytes, on: dt.date, end_missing: bool = False) -> Loaded:
    """Load a file of areas.

    Areas are found by code: a new name replaces the old one and the full names of all that lies in it, an area that had ended is in force
    again. Nothing is ever deleted.

    Args:
        content: the file (see `accounts.area_file.read`).
        on: the day from which the file holds.
        end_missing: areas of the file's cities that the file does not list end on that day.

    Raises:
        AreaFileError: the file has errors; nothing was changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    rows = read(content, known=set(Area.objects.values_list("code", flat=True)))
    stored = {area.code: area for area in Area.objects.filter(_in_cities(rows)).order_by("code")}
    before = {code: _values(area) for code, area in stored.items()}
    known_cities = {code for code in stored if len(code) == _CITY}
    for row in rows:
        _apply(stored, row, known_cities, on)
    ended = _end_missing(stored, {row.code for row in rows}, on) if end_missing else 0
    _give_path_names(stored)
    return _save(stored, before, ended)


def _in_cities(rows: list[AreaRow]) -> Q:
    """All areas of the cities that the file speaks of."""
    return reduce(or_, (Q(code__startswith=city) for city in {row.code[:_CITY] for row in rows}))


def _apply(stored: dict[str, Area], row: AreaRow, known_cities: set[str], on: dt.date) -> None:
    area = stored.get(row.code)
    if area is None:
        area = stored[row.code] = Area(code=row.code, valid_from=on if row.code[:_CITY] in known_cities else None)
    if area.name != row.name or not area.sort_key:
        area.name, area.sort_key = row.name, sort_key(row.name)[:240]
    area.level, area.parent_id, area.valid_to = row.level, row.parent_code or None, None


def _end_missing(stored: dict[str, Area], listed: set[str], on: dt.date) -> int:
    missing = [area for code, area in stored.items() if code not in listed and area.valid_to is None]
    for area in missing:
        area.valid_to = on
    return len(missing)


def _give_path_names(stored: dict[str, Area]) -> None:
    """The names from the county down, one by one; parents come before children in the order of codes."""
    for code in sorted(stored):
        area = stored[code]
        above = stored.get(area.parent_id or "")
        area.path_name = f"{above.path_name} {area.name}" if above and len(above.code) > _CITY else area.name


def _save(stored: dict[str, Area], before: dict[str, tuple[object, ...]], ended: int) -> Loaded:
    new = [area for code, area in stored.items() if code not in before]
    changed = [area for code, area in stored.items() if code in before and before[code] != _values(area)]
    Area.objects.bulk_create(sorted(new, key=lambda area: len(area.code)), batch_size=1000)
    Area.objects.bulk_update(changed, ["name", "level", "parent", "path_name", "sort_key", "valid_to"], batch_size=500)
    return Loaded(created=len(new), changed=len(changed) - ended, ended=ended, unchanged=len(stored) - len(new) - len(changed))


def _values(area: Area) -> tuple[object, ...]:
    return tuple(getattr(area, name) for name in _FIELDS)
