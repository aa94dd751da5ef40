"""Key fields as they are in force: what belongs to each in a county."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from accounts.models.area import CODE_LENGTH, Level
from reports.models.warning import KeyField, KeyFieldSetting

COUNTY = CODE_LENGTH[Level.COUNTY]


def in_force(area: str = "") -> dict[str, KeyFieldSetting]:
    """By code of the field, in their order: the newest setting of the county in which the area lies, or else of the city."""
    found = settings_by_county()
    return {code: found.get((code, area[:COUNTY])) or found[code, ""] for code in _order() if (code, "") in found}


def settings_by_county() -> dict[tuple[str, str], KeyFieldSetting]:
    """The newest setting of each field and county; the city's has an empty county."""
    rows = KeyFieldSetting.objects.select_related("field").order_by("field_id", "area_id", "-id").distinct("field_id", "area_id")
    return {(row.field_id, row.area_id or ""): row for row in rows}


def matches(setting: KeyFieldSetting) -> Q:
    """The disputes that belong to the field; none where it is out of use."""
    wanted = Q(pk__in=())
    if not setting.active:
        return wanted
    for code in setting.categories:
        wanted |= Q(category__code__startswith=code)
    if setting.moj_types:
        wanted |= Q(dispute__moj_type_id__in=setting.moj_types)
    for word in setting.words:
        wanted |= Q(title__contains=word)
    return wanted


def grave(setting: KeyFieldSetting) -> Q:
    """Many people or a large sum."""
    return Q(people_count__gte=setting.people_min) | Q(dispute__amount__gte=Decimal(setting.amount_min))


def where(codes_with_own: Iterable[str], county: str) -> Q:
    """The cases for which a setting holds: those of its county, or of all counties without one of their own."""
    if county:
        return Q(area__code__startswith=county)
    own = Q(pk__in=())
    for code in codes_with_own:
        own |= Q(area__code__startswith=code)
    return ~own


def _order() -> list[str]:
    return list(KeyField.objects.order_by("seq").values_list("pk", flat=True))
