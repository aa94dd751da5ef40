"""What is asked for in a scratch database: the township looked at, a case, the beginning of a stretch of 10,000 cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import psycopg

EXPORTED = 10_000


@dataclass(frozen=True)
class Facts:
    """Of one database. `exporter` sees at least `EXPORTED` cases, the newest of which were registered from `since` on."""

    cases: int
    township: str
    clerk: str
    number: str
    exporter: str
    exporter_area: str
    since: dt.date
    exported: int


def read(connection: psycopg.Connection[Any], cases: int) -> Facts:
    """Look up in the database what the measurement asks for."""
    township = _one(connection, "SELECT min(code) FROM accounts_area WHERE level = 'township'")
    number = _one(
        connection,
        "SELECT number FROM cases_case WHERE left(area_id, 9) = %s AND state = 'mediating' ORDER BY received_at DESC LIMIT 1",
        township,
    )
    inside = _one(connection, "SELECT count(*) FROM cases_case WHERE left(area_id, 9) = %s", township)
    area = township if inside >= EXPORTED else township[:4]
    since, exported = _stretch(connection, area)
    return Facts(
        cases=cases,
        township=township,
        clerk=f"town-{township}",
        number=number,
        exporter=f"town-{township}" if area == township else f"city-{area}",
        exporter_area=area,
        since=since,
        exported=exported,
    )


def _stretch(connection: psycopg.Connection[Any], area: str) -> tuple[dt.date, int]:
    """The day from which on about `EXPORTED` cases were registered in the area, and how many they are."""
    row = connection.execute(
        """
        SELECT (received_at AT TIME ZONE 'Asia/Shanghai')::date FROM cases_case WHERE area_id LIKE %s
        ORDER BY received_at DESC OFFSET %s LIMIT 1
        """,
        [f"{area}%", EXPORTED],
    ).fetchone()
    day: dt.date = row[0] if row else dt.date(2000, 1, 1)
    count = _one(
        connection,
        "SELECT count(*) FROM cases_case WHERE area_id LIKE %s AND received_at >= %s::timestamp AT TIME ZONE 'Asia/Shanghai'",
        f"{area}%",
        day,
    )
    return day, count


def _one(connection: psycopg.Connection[Any], statement: str, *values: object) -> Any:
    row = connection.execute(statement, list(values)).fetchone()
    return row[0] if row else None
