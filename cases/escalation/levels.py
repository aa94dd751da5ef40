"""The four levels of the chain (四级): which one a body is at, what lies above it, which centre answers there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from accounts.models import Level, Organisation, OrganisationKind
from accounts.models.area import CODE_LENGTH
from cases.models import Rung

ORDER: Final = (Rung.VILLAGE, Rung.TOWNSHIP, Rung.COUNTY, Rung.CITY)
RANK: Final[Mapping[str, int]] = MappingProxyType({str(rung): place for place, rung in enumerate(ORDER, start=1)})
"""1 the village, 4 the city."""
DIGITS: Final[Mapping[str, int]] = MappingProxyType({str(rung): CODE_LENGTH[Level(str(rung))] for rung in ORDER})


def rung_of(area_code: str) -> Rung:
    """The level of a body that sits in an area of that code; a grid cell belongs to its village."""
    return next((rung for rung in reversed(ORDER) if len(area_code) <= DIGITS[rung]), Rung.VILLAGE)


def above(rung: str) -> Rung | None:
    """The next level; None above the city."""
    place = RANK[rung]
    return ORDER[place] if place < len(ORDER) else None


def centre_for(area_code: str, rung: str) -> Organisation | None:
    """The governance centre (综治中心) of that level that covers the area, or the next one above it where that level has none."""
    codes = [area_code[:length] for length in sorted(set(DIGITS.values())) if length <= min(DIGITS[rung], len(area_code))]
    centres = Organisation.objects.filter(kind=OrganisationKind.CENTER, active=True, area_id__in=codes)
    return min(centres, key=lambda each: (-len(each.area_id), each.pk), default=None)
