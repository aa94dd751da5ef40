"""What the tables of categories hold when a database is made: both lists, and which type of the ministry each category counts as.

The lists are `data/gbt31000_event_types.csv` and `data/moj_dispute_types.csv`. The ministry's form knows 18 types, GB/T 31000 some ninety; the
mapping is this project's decision, an entry chooses another type where the matter asks for it. How it was decided:

* a category that the ministry names by itself (marriage, neighbours, medical, traffic, property management, …) goes there;
* disputes about a house or homestead (registration, sale, lease) count as 房屋宅基地, whatever right they rest on;
* personality rights, tort and return of things count as 损害赔偿; harm between neighbours stays 邻里 (民法典 294), other pollution is 环境污染;
* labour counts as 其他劳动争议 by default; 拖欠农民工工资 is chosen at intake when wages of migrant workers are owed;
* buying for daily life counts as 其他消费; tourism and electronic commerce are chosen at intake, GB/T 31000 has no category for them;
* lending, insurance and securities are contracts; disputes between businesses about competition, bills or companies are 生产经营;
* what the ministry has no column for (administration, elections, discipline, religion, intellectual property) is 其他.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parent.parent / "data"

MARRIAGE, NEIGHBOUR, HOUSE, CONTRACT, BUSINESS, DAMAGE, LAND, EXPROPRIATION, POLLUTION = range(1, 10)
WAGES, LABOUR, TOURISM, ONLINE_SHOPPING, CONSUMER, MEDICAL, TRAFFIC, PROPERTY, OTHER = range(10, 19)

MOJ_TYPE_OF_GROUP = {
    "01": MARRIAGE,
    "02": NEIGHBOUR,
    "03": DAMAGE,
    "04": OTHER,
    "05": DAMAGE,
    "06": CONTRACT,
    "07": LABOUR,
    "08": CONTRACT,
    "09": LAND,
    "10": OTHER,
    "11": EXPROPRIATION,
    "12": OTHER,
    "13": OTHER,
    "14": OTHER,
    "15": OTHER,
    "16": OTHER,
    "99": OTHER,
}
"""Type of the ministry by the first two digits of the category."""

MOJ_TYPE_OF_CATEGORY = {
    "0401": DAMAGE,
    "0402": PROPERTY,
    "0403": HOUSE,
    "0502": MEDICAL,
    "0503": TRAFFIC,
    "0504": POLLUTION,
    "0601": CONSUMER,
    "0602": HOUSE,
    "0902": HOUSE,
    "1002": BUSINESS,
    "1004": BUSINESS,
    "1005": BUSINESS,
    "1104": OTHER,
    "1199": OTHER,
}
"""Where a category counts otherwise than its group."""


class CategoryRow(NamedTuple):
    """An event type of GB/T 31000, with the ministry's type it counts as."""

    code: str
    name: str
    parent_code: str | None
    moj_type: int


def moj_type_of(code: str) -> int:
    """The ministry's type (1–18) that a category counts as by default."""
    return MOJ_TYPE_OF_CATEGORY.get(code, MOJ_TYPE_OF_GROUP[code[:2]])


def categories() -> Iterator[CategoryRow]:
    """All event types, groups before what lies in them."""
    for row in _rows("gbt31000_event_types.csv"):
        yield CategoryRow(row["code"], row["name"], row["parent_code"] or None, moj_type_of(row["code"]))


def moj_types() -> Iterator[tuple[int, str]]:
    """The 18 types with their numbers."""
    for row in _rows("moj_dispute_types.csv"):
        yield int(row["seq"]), row["name"]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
