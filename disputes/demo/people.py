"""Demo accounts and mediators: invented people at the bodies of the city."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from accounts.models import Area, Organisation, Posting, Role, User
from disputes.demo import names
from disputes.demo.bodies import committee_name, full_name
from mediators.models import Committee, Mediator, Membership

PASSWORD = "Fengqiao-demo-1963"  # noqa: S105  (printed by every start; such accounts are made for looking only)
SINCE = dt.date(2023, 1, 1)
HOME, HOME_VILLAGE = "611002001", "611002001001"
"""Where the demo accounts of a township work."""
TOWNSHIP_MEDIATORS = 3


@dataclass(frozen=True)
class Account:
    """A demo account: who, as what, where."""

    username: str
    role: Role
    area: str
    body: str
    shown: bool = False


def accounts(areas: dict[str, Area]) -> list[Account]:
    """One account per role that is shown, and a centre clerk of every county and township, a mediator of every township."""
    counties = [code for code in areas if len(code) == 6]
    townships = [code for code in areas if len(code) == 9]
    home = HOME if HOME in areas else townships[0]
    village = next(code for code in areas if len(code) == 12 and code.startswith(home))
    county, city = home[:6], home[:4]

    def place(code: str) -> str:
        return full_name(areas[code], areas)

    shown = [
        Account("wangge", Role.GRID_WORKER, village, f"{place(home)}综治中心", True),
        Account("tiaojie", Role.MEDIATOR, home, committee_name(place(home)), True),
        Account("zhen", Role.TOWNSHIP_CENTER, home, f"{place(home)}综治中心", True),
        Account("xian", Role.COUNTY_CENTER, county, f"{place(county)}综治中心", True),
        Account("shi", Role.CITY_LEADER, city, f"{place(city)}综治中心", True),
        Account("xinfang", Role.PETITION_CLERK, county, f"{place(county)}信访局", True),
        Account("guanli", Role.SYSTEM_ADMIN, city, f"{place(city)}大数据局", True),
        Account("shenji", Role.AUDITOR, city, f"{place(city)}大数据局", True),
    ]
    more = [Account(f"xian{code}", Role.COUNTY_CENTER, code, f"{place(code)}综治中心") for code in counties if code != county]
    more += [Account(f"zhen{code}", Role.TOWNSHIP_CENTER, code, f"{place(code)}综治中心") for code in townships if code != home]
    more += [Account(f"tiaojie{code}", Role.MEDIATOR, code, committee_name(place(code))) for code in townships if code != home]
    return shown + more


def make_users(wanted: list[Account], bodies: dict[str, Organisation], at: dt.datetime) -> dict[str, User]:
    """The users by username, each with a posting; one password, hashed once."""
    random, hashed = Random("users"), make_password(PASSWORD)
    named = [(account, names.person(random)) for account in wanted]
    known = set(User.objects.filter(username__in=[account.username for account in wanted]).values_list("username", flat=True))
    User.objects.bulk_create(
        User(username=account.username, name=name, password=hashed, is_demo=True, password_changed_at=at)
        for account, name in named
        if account.username not in known
    )
    users = {user.username: user for user in User.objects.filter(username__in=[account.username for account in wanted], is_demo=True)}
    Posting.objects.bulk_create(
        (
            Posting(user=users[account.username], organisation=bodies[account.body], area_id=account.area, role=account.role, valid_from=SINCE)
            for account in wanted
            if account.username in users
        ),
        ignore_conflicts=True,
    )
    return users


def make_mediators(committees: dict[str, Committee], users: dict[str, User]) -> None:
    """One mediator for every village, three for every township, the first of them with an account."""
    if Mediator.objects.filter(is_demo=True).exists():
        return
    random = Random("mediators")
    made: list[tuple[str, Mediator]] = []
    for code in sorted(committees):
        made += [(code, _mediator(code, place, users, random)) for place in range(TOWNSHIP_MEDIATORS if len(code) == 9 else 1)]
    Mediator.objects.bulk_create([mediator for _code, mediator in made], batch_size=1000)
    Membership.objects.bulk_create(
        (
            Membership(
                committee=committees[code],
                mediator=mediator,
                position=Membership.Position.CHAIR if mediator.user_id or len(code) == 12 else Membership.Position.MEMBER,
                valid_from=SINCE,
            )
            for code, mediator in made
        ),
        batch_size=1000,
    )


def _mediator(code: str, place: int, users: dict[str, User], random: Random) -> Mediator:
    first = len(code) == 9 and place == 0
    user = users.get("tiaojie" if code == HOME else f"tiaojie{code}") if first else None
    return Mediator(
        user=user,
        name=user.name if user else names.person(random),
        sex=str(random.choice((1, 2))),
        employment=Mediator.Employment.FULL_TIME if first else Mediator.Employment.PART_TIME,
        area_id=code,
        is_demo=True,
    )


def shown_accounts() -> list[tuple[str, str, str, str]]:
    """Role, name, username and password of the accounts to be shown, as far as they are there."""
    rows = Posting.objects.filter(~Q(user__username__regex=r"\d"), user__is_demo=True).select_related("user").order_by("pk")
    return [(str(Role(row.role).label), row.user.name, row.user.username, PASSWORD) for row in rows]
