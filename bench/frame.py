"""Who and where in a database for measuring: all areas, a centre and a mediation committee in every township, people who work there."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.loading import load_areas
from accounts.models import Area, Organisation, OrganisationKind, Posting, Role, User
from accounts.models.area import Level
from bench.words import CLIENTS, PASSWORD
from fengqiao.bootstrap import paths
from mediators.models import Committee, CommitteeKind, Mediator, Membership

AREAS = paths.PROJECT / "data" / "shangluo_areas.csv"
SINCE = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Township:
    """A township with the bodies and people that have its cases."""

    code: str
    path: str
    villages: tuple[tuple[str, str], ...]
    """Code and short name of each."""
    centre: int
    clerk: int
    committee: int
    committee_organisation: int
    label: str
    mediators: tuple[tuple[int, int], ...]
    """Mediator and user of each."""


def build() -> list[Township]:
    """Make everything in an empty, migrated database, and return its townships."""
    with transaction.atomic():
        load_areas(content=AREAS.read_bytes(), on=SINCE)
        areas = list(Area.objects.order_by("code"))
        centres = _centres(areas)
        townships = [area for area in areas if area.level == Level.TOWNSHIP]
        committees = _committees(townships, centres)
        _people(areas, centres, committees)
    return read()


def _centres(areas: Sequence[Area]) -> dict[str, Organisation]:
    """The governance centre of the city, each county, each township, by area code."""
    made: dict[str, Organisation] = {}
    for area in areas:
        if area.level in (Level.CITY, Level.COUNTY, Level.TOWNSHIP):
            name = f"{area.path_name.replace(' ', '')}综治中心"
            parent = made.get(area.parent_id or "")
            made[area.code] = Organisation.objects.create(
                name=name, short_name=f"{area.name}综治中心", kind=OrganisationKind.CENTER, area=area, parent=parent
            )
    return made


def _committees(townships: Sequence[Area], centres: dict[str, Organisation]) -> dict[str, Committee]:
    made = {}
    for area in townships:
        name = area.path_name.replace(" ", "")
        organisation = Organisation.objects.create(
            name=f"{name}人民调解委员会",
            short_name=f"{area.name}调委会",
            kind=OrganisationKind.COMMITTEE,
            area=area,
            parent=centres[area.code],
        )
        made[area.code] = Committee.objects.create(
            organisation=organisation, code=f"TW{area.code}", kind=CommitteeKind.TOWNSHIP, file_label=name, founded_on=SINCE
        )
    return made


def _people(areas: Sequence[Area], centres: dict[str, Organisation], committees: dict[str, Committee]) -> None:
    users, postings = [], []
    secret = make_password(PASSWORD)
    for username, name, role, area, organisation in _posts(areas, centres, committees):
        user = User(username=username, name=name, password=secret, is_demo=True)
        users.append(user)
        postings.append(Posting(user=user, organisation=organisation, area=area, role=role, valid_from=SINCE))
    User.objects.bulk_create(users)
    for posting, user in zip(postings, users, strict=True):
        posting.user_id = user.pk
    Posting.objects.bulk_create(postings)
    mediators = [
        Mediator(user=posting.user, name=posting.user.name, area=posting.area, is_demo=True) for posting in postings if posting.role == Role.MEDIATOR
    ]
    Mediator.objects.bulk_create(mediators)
    Membership.objects.bulk_create(Membership(committee=committees[each.area_id], mediator=each, valid_from=SINCE) for each in mediators)


def _posts(
    areas: Sequence[Area], centres: dict[str, Organisation], committees: dict[str, Committee]
) -> Iterator[tuple[str, str, Role, Area, Organisation]]:
    """Every posting with the name of the account that holds it."""
    seen_village: set[str] = set()
    villages = Counter(area.parent_id for area in areas if area.level == Level.VILLAGE)
    for area in areas:
        if area.level == Level.CITY:
            yield f"city-{area.code}", "市级领导", Role.CITY_LEADER, area, centres[area.code]
        elif area.level == Level.COUNTY:
            yield f"county-{area.code}", f"{area.name}中心", Role.COUNTY_CENTER, area, centres[area.code]
        elif area.level == Level.TOWNSHIP:
            yield f"town-{area.code}", f"{area.name}中心", Role.TOWNSHIP_CENTER, area, centres[area.code]
            for seq in range(max(1, villages[area.code])):  # as many as there are villages: about as many as the law asks for
                organisation = committees[area.code].organisation
                yield f"mediator-{area.code}-{seq}", f"{area.name}调解员{seq + 1}", Role.MEDIATOR, area, organisation
        elif area.level == Level.VILLAGE and area.parent_id not in seen_village:
            seen_village.add(area.parent_id or "")
            yield f"village-{area.code}", f"{area.name}网格员", Role.GRID_WORKER, area, centres[area.parent_id or ""]
    last = max(area.code for area in areas if area.level == Level.TOWNSHIP)
    for seq in range(CLIENTS):
        yield f"client-{seq}", f"录入员{seq + 1}", Role.TOWNSHIP_CENTER, next(area for area in areas if area.code == last), centres[last]


def read() -> list[Township]:
    """The townships of a database made by `build`, in the order of their codes."""
    villages: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for area in Area.objects.filter(level=Level.VILLAGE).order_by("code"):
        villages[area.parent_id or ""].append((area.code, area.short_name))
    committees = {row.organisation.area_id: row for row in Committee.objects.select_related("organisation")}
    clerks = dict(Posting.objects.filter(role=Role.TOWNSHIP_CENTER, user__username__startswith="town-").values_list("area_id", "user_id"))
    centres = dict(Organisation.objects.filter(kind=OrganisationKind.CENTER).values_list("area_id", "pk"))
    mediators: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for area_id, pk, user in Mediator.objects.order_by("pk").values_list("area_id", "pk", "user_id"):
        mediators[area_id].append((pk, user or 0))
    return [
        Township(
            code=area.code,
            path=area.path_name,
            villages=tuple(villages[area.code]) or ((area.code, area.short_name),),
            centre=centres[area.code],
            clerk=clerks[area.code],
            committee=committees[area.code].pk,
            committee_organisation=committees[area.code].organisation_id,
            label=committees[area.code].file_label,
            mediators=tuple(mediators[area.code]),
        )
        for area in Area.objects.filter(level=Level.TOWNSHIP).order_by("code")
    ]
