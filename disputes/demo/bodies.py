"""The bodies of the city that take part, for each area that is there: made in bulk, found by name when made before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.models import Area, Level, Organisation, OrganisationKind
from mediators.models import Committee, CommitteeKind

Kind = OrganisationKind
COURTS_PER_COUNTY = 2
"""People's tribunals (人民法庭) sit in some townships only."""


@dataclass(frozen=True)
class Body:
    """A body as it will be made."""

    name: str
    short_name: str
    kind: OrganisationKind
    area: str


def full_name(area: Area, areas: dict[str, Area]) -> str:
    """The names from the county down, without blanks."""
    above = [areas[area.code[:length]] for length in (6, 9, 12) if length <= len(area.code)]
    return "".join(each.short_name for each in above) or area.name


def make_bodies(areas: dict[str, Area]) -> dict[str, Organisation]:
    """All bodies by name."""
    wanted = {body.name: body for area in areas.values() for body in _bodies_of(area, areas)}
    known = set(Organisation.objects.filter(name__in=wanted).values_list("name", flat=True))
    Organisation.objects.bulk_create(
        (
            Organisation(name=body.name, short_name=body.short_name[:40], kind=body.kind, area_id=body.area)
            for body in wanted.values()
            if body.name not in known
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )
    return {body.name: body for body in Organisation.objects.filter(name__in=wanted)}


def _bodies_of(area: Area, areas: dict[str, Area]) -> Iterator[Body]:
    name, short, code = full_name(area, areas), area.short_name, area.code
    if area.level == Level.CITY:
        yield from _many(
            name, short, code, (Kind.CENTER, "综治中心"), (Kind.PETITION_BUREAU, "信访局"), (Kind.DEPARTMENT, "司法局"), (Kind.DEPARTMENT, "大数据局")
        )
        yield Body(f"{name}中级人民法院", "中级人民法院", Kind.COURT, code)
    elif area.level == Level.COUNTY:
        yield from _many(
            name, short, code, (Kind.CENTER, "综治中心"), (Kind.PETITION_BUREAU, "信访局"), (Kind.DEPARTMENT, "司法局"), (Kind.DEPARTMENT, "公安局")
        )
        yield from _many(name, short, code, (Kind.COURT, "人民法院"), (Kind.PROCURATORATE, "人民检察院"), (Kind.DEPARTMENT, "人力资源和社会保障局"))
    elif area.level == Level.TOWNSHIP:
        yield from _many(name, short, code, (Kind.CENTER, "综治中心"), (Kind.JUSTICE_OFFICE, "司法所"), (Kind.POLICE_STATION, "派出所"))
        yield Body(committee_name(name), f"{short}调委会", Kind.COMMITTEE, code)
        if code in _seats(code[:6], areas):
            yield Body(f"{name}人民法庭", f"{short}人民法庭", Kind.COURT, code)
    elif area.level == Level.VILLAGE:
        yield Body(committee_name(name), f"{short}调委会", Kind.COMMITTEE, code)


def _many(name: str, short: str, code: str, *kinds: tuple[OrganisationKind, str]) -> Iterator[Body]:
    for kind, suffix in kinds:
        yield Body(name + suffix, short + suffix, kind, code)


def _seats(county: str, areas: dict[str, Area]) -> list[str]:
    return sorted(code for code in areas if len(code) == 9 and code.startswith(county))[:COURTS_PER_COUNTY]


def committee_name(place: str) -> str:
    """What the committee of a place is called."""
    return f"{place}人民调解委员会"


def make_committees(areas: dict[str, Area], bodies: dict[str, Organisation]) -> dict[str, Committee]:
    """A committee for every township and village, by the code of its area."""
    wanted = {code: area for code, area in areas.items() if area.level in {Level.TOWNSHIP, Level.VILLAGE}}
    labels = _labels(wanted.values(), areas)
    known = set(Committee.objects.filter(code__in=[f"TW{code}" for code in wanted]).values_list("code", flat=True))
    Committee.objects.bulk_create(
        (
            Committee(
                organisation=bodies[committee_name(full_name(area, areas))],
                code=f"TW{code}",
                kind=_kind(area),
                file_label=labels[code],
            )
            for code, area in wanted.items()
            if f"TW{code}" not in known
        ),
        batch_size=1000,
    )
    return {each.code.removeprefix("TW"): each for each in Committee.objects.filter(code__in=[f"TW{code}" for code in wanted])}


def _kind(area: Area) -> CommitteeKind:
    if area.level == Level.TOWNSHIP:
        return CommitteeKind.STREET if area.name.endswith("街道") else CommitteeKind.TOWNSHIP
    return CommitteeKind.RESIDENT if area.name.endswith("居委会") else CommitteeKind.VILLAGE


def _labels(chosen: Iterable[Area], areas: dict[str, Area]) -> dict[str, str]:
    """Short names for file numbers, such as 商州陈塬: each once."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for area in chosen:
        above = [areas[area.code[:length]].short_name for length in (6, 9, 12) if length <= len(area.code)]
        label = "".join(name.removesuffix("区").removesuffix("县").removesuffix("街道").removesuffix("镇") for name in above)[:26]
        found[area.code] = label if label not in taken else f"{label}{area.code[-3:]}"
        taken.add(found[area.code])
    return found
