"""What is measured: pages, and beside each the SQL that would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from bench import bare
from bench.bare import Statements
from bench.facts import Facts
from bench.words import SEARCHED

FRAME: Final = "/system/"
"""A page of the same frame that has no data to show and reads none but who is looking: the index of the settings."""


@dataclass(frozen=True)
class Scenario:
    """A page, who reads it, the bare statements, how often it is asked for, what must stand in it."""

    code: str
    title: str
    path: Callable[[Facts], str]
    bare: Callable[[Facts], Statements]
    expects: Callable[[Facts], bytes]
    reader: Callable[[Facts], str] = lambda facts: facts.clerk
    requests: int = 100
    is_page: bool = True


def _list(query: str) -> Callable[[Facts], str]:
    return lambda _facts: f"/disputes/?{query}"


def _city(facts: Facts) -> str:
    return f"city-{facts.township[:4]}"


def _figures(_facts: Facts) -> bytes:
    """What stands only where there are figures."""
    return b'type="application/json"'


SCENARIOS: Final = (
    Scenario("list_all", "list of 50, all cases", _list("open=all"), bare.list_all, lambda _facts: b"JF"),
    Scenario("list_open", "list of 50, open cases", _list("open=yes"), bare.list_open, lambda _facts: b"JF"),
    Scenario(
        "list_searched", "list of 50, two characters", _list(f"open=all&q={quote(SEARCHED)}"), bare.list_searched, lambda _facts: SEARCHED.encode()
    ),
    Scenario("desk", "my desk", lambda _facts: "/", bare.desk, lambda _facts: b"JF"),
    Scenario("case", "case page", lambda facts: f"/cases/{facts.number}/", bare.case, lambda facts: facts.number.encode()),
    Scenario("intake", "intake page", lambda _facts: "/disputes/new/", bare.intake, lambda _facts: b"<form"),
    Scenario(
        "export",
        "export of 10,000 rows (XLSX)",
        lambda facts: f"/disputes/export/?open=all&format=xlsx&received_from={facts.since.isoformat()}",
        bare.export,
        lambda _facts: b"PK",
        reader=lambda facts: facts.exporter,
        requests=4,
        is_page=False,
    ),
    Scenario("statistics", "statistics of the city", lambda _facts: "/statistics/", bare.statistics, _figures, reader=_city),
    Scenario("county", "statistics of a county", lambda facts: f"/statistics/{facts.township[:6]}/", bare.county, _figures, reader=_city),
    Scenario("screen", "wall screen", lambda _facts: "/screen/", bare.screen, _figures, reader=_city),
    Scenario("months", "months", lambda _facts: "/statistics/months/", bare.months, lambda _facts: b"/statistics/months/", reader=_city),
)
