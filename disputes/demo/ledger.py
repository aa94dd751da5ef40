"""A ledger for January to April 2024 whose totals are the city's published ones: 2,945 disputes, 2,922 resolved, 99.2 % (report of 2024).

Everything else in it is invented, and the same each time: spread over counties and townships by their villages, over kinds, channels and
weeks by fixed weights. One file for each county, as its governance centre would bring it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from accounts.models import Area
from disputes.demo import names
from disputes.demo.bodies import committee_name, full_name
from disputes.demo.texts import MATTERS, Matter

DISPUTES, RESOLVED = 2945, 2922
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 4, 30)
SPRING_FESTIVAL = (dt.date(2024, 2, 9), dt.date(2024, 2, 18))
VILLAGE_SHARE = 0.68
"""Of the disputes, mediated by the committee of the village rather than that of the township."""
WITH_NUMBER = 0.2
MANY = 10
COLUMNS = (
    "title", "occurred_on", "received_on", "area", "place", "category", "moj_type", "channel", "applicants", "applicant_ids", "respondents",
    "people_count", "amount", "colour", "scale", "difficulty", "mediation_kind", "summary", "committee", "mediator", "result", "concluded_on",
    "agreement_form", "performed", "performed_on", "resolution",
)  # fmt: skip
CHANNELS = {
    "主动排查": 34, "来访": 26, "网格上报": 16, "电话": 7, "公安移送": 5, "网上": 4, "信访移送": 3, "法院委派": 3, "法院委托": 1, "其他移送": 1
}  # fmt: skip
COLOURS = {"蓝": 87, "黄": 11, "红": 2}
LAGS = {0: 12, 1: 16, 2: 10, 3: 9, 5: 14, 7: 12, 10: 10, 14: 8, 20: 6, 26: 3}
"""Days from registration to the result."""
FAILURES = ("不成", "不成", "不成", "终止")

T = TypeVar("T")
Row = dict[str, str]


@dataclass(frozen=True)
class Setting:
    """What the rows of a county are drawn from."""

    county: str
    villages: Sequence[Area]
    areas: Mapping[str, Area]
    mediators: Mapping[str, str]
    """Name of the first mediator of a committee, by the code of its area."""


def settings_of(areas: dict[str, Area], mediators: Mapping[str, str]) -> list[Setting]:
    """One for every county that has villages."""
    counties = sorted(code for code in areas if len(code) == 6)
    found = [
        Setting(county, [areas[code] for code in sorted(areas) if len(code) == 12 and code.startswith(county)], areas, mediators)
        for county in counties
    ]
    return [each for each in found if each.villages]


def ledgers(settings: Sequence[Setting]) -> Iterator[tuple[str, list[Row]]]:
    """County and rows, in the order of registration."""
    random = Random("ledger 2024")
    shares = _shares([len(each.villages) for each in settings])
    unresolved = set(random.sample(range(DISPUTES), DISPUTES - RESOLVED))
    days = _days(random)
    start = 0
    for setting, share in zip(settings, shares, strict=True):
        seen: set[tuple[str, ...]] = set()
        rows = [_row(setting, days[number], number in unresolved, random, seen) for number in range(start, start + share)]
        start += share
        yield setting.county, sorted(rows, key=lambda row: row["received_on"])


def _shares(weights: Sequence[int]) -> list[int]:
    """The disputes by weight, so that they add up."""
    total, reached, found = sum(weights), 0, []
    for position in range(1, len(weights) + 1):
        upto = DISPUTES * sum(weights[:position]) // total
        found.append(upto - reached)
        reached = upto
    return found


def _days(random: Random) -> list[dt.date]:
    """A day of registration for each dispute: working days mostly, few around the Spring Festival."""
    calendar = [FIRST + dt.timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
    weights = [(0.2 if day.weekday() > 4 else 1.0) * (0.25 if SPRING_FESTIVAL[0] <= day <= SPRING_FESTIVAL[1] else 1.0) for day in calendar]
    return random.choices(calendar, weights, k=DISPUTES)


def _row(setting: Setting, day: dt.date, unresolved: bool, random: Random, seen: set[tuple[str, ...]]) -> Row:
    while True:
        row = _what(setting, day, random) | _result(day, unresolved, random)
        key = (row["area"], row["received_on"], row["title"], row["applicants"], row["respondents"])
        if key not in seen:
            seen.add(key)
            matter = _matter_of(row)
            row["resolution"] = (
                matter.settlement.format_map(_sides(row)) if row["result"] == "成功" else "经多次调解，双方分歧较大，已告知仲裁、行政和诉讼途径。"
            )
            return row


def _what(setting: Setting, day: dt.date, random: Random) -> Row:
    village = random.choice(setting.villages)
    matter = random.choices(MATTERS, [each.weight for each in MATTERS])[0]
    first, second = names.person(random), names.person(random)
    people = random.choices((2, 3, 4, 6, 12, 28), (70, 14, 8, 5, 2, 1))[0]
    place = village.code if random.random() < VILLAGE_SHARE else village.code[:9]
    sides = {"a": first[0], "b": second[0]}
    return {
        "title": matter.title.format_map(sides),
        "occurred_on": (day - dt.timedelta(days=random.choice((0, 0, 1, 2, 5, 11)))).isoformat(),
        "received_on": day.isoformat(),
        "area": "/".join(setting.areas[village.code[:length]].short_name for length in (6, 9, 12)),
        "place": f"{village.short_name}{random.randint(1, 9)}组",
        "category": matter.category,
        "moj_type": matter.moj_type,
        "channel": _drawn(CHANNELS, random),
        "applicants": first,
        "applicant_ids": names.id_number(random) if random.random() < WITH_NUMBER else "",
        "respondents": second,
        "people_count": str(people),
        "amount": str(round(matter.money * random.uniform(0.4, 2.2), -1)) if matter.money else "",
        "colour": _drawn(COLOURS, random),
        "scale": "一般群体性事件" if people >= MANY else "个体性事件",
        "difficulty": "疑难复杂" if random.random() < 0.05 else "一般",
        "mediation_kind": "人民调解",
        "summary": matter.story.format_map(sides),
        "committee": committee_name(full_name(setting.areas[place], dict(setting.areas))),
        "mediator": setting.mediators.get(place, ""),
    }


def _result(day: dt.date, unresolved: bool, random: Random) -> Row:
    concluded = min(day + dt.timedelta(days=_drawn(LAGS, random)), LAST)
    if unresolved:
        return {"result": random.choice(FAILURES), "concluded_on": concluded.isoformat(), "agreement_form": "", "performed": "", "performed_on": ""}
    done = min(concluded + dt.timedelta(days=random.choice((0, 0, 0, 1, 3, 7))), LAST)
    form = "书面" if random.random() < 0.62 or done != concluded else "口头"
    return {"result": "成功", "concluded_on": concluded.isoformat(), "agreement_form": form, "performed": "是", "performed_on": done.isoformat()}


def _matter_of(row: Row) -> Matter:
    sides = _sides(row)
    return next(each for each in MATTERS if each.moj_type == row["moj_type"] and each.title.format_map(sides) == row["title"])


def _sides(row: Row) -> dict[str, str]:
    return {"a": row["applicants"][0], "b": row["respondents"][0]}


def _drawn(weights: Mapping[T, int], random: Random) -> T:
    return random.choices(list(weights), list(weights.values()))[0]
