"""Writes the plan of every statement behind the lists, the desk, a case and searches, as people of every level see them.

``python -m bench.plans``, started by `bench.main` with ``--plans``. The statements are those that the pages send, caught as they are sent.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django

from bench.database import Scratch
from bench.main import parse
from bench.report import markdown
from bench.servers import HOME
from bench.words import COMMON, RARE, SEARCHED
from fengqiao.bootstrap.console import say

MANY_BLOCKS = 1500
"""A statement that touches more blocks of 8 kB is shown. Blocks are the same on a busy machine and on a quiet one; times are not."""
WORDS = (SEARCHED, RARE, COMMON, "张伟", "宅基地边界", "王")
LONGEST_MS = 20_000
"""No statement runs longer than so."""


@dataclass(frozen=True)
class Plan:
    """A statement with what it took, the second time it ran."""

    reader: str
    page: str
    statement: str
    lines: tuple[str, ...]
    milliseconds: float
    blocks: int


def main(arguments: Sequence[str]) -> int:
    """Catch, explain, write; print the slow ones."""
    options = parse(arguments)
    scratch = Scratch(os.environ["DATABASE_URL"], options.cases)
    os.environ |= {"DATABASE_URL": scratch.url, "DATABASE_POOL_MAX": "0", "LOG_LEVEL": "ERROR"}
    django.setup()
    plans = [plan for username in _readers() for plan in _plans_of(username)]
    path = HOME / f"plans-{options.cases}.txt"
    write(path, plans)
    slow = sorted((plan for plan in plans if plan.blocks >= MANY_BLOCKS), key=lambda plan: -plan.blocks)
    rows = [["reader", "page", "blocks", "ms", "statement"]]
    rows += [[plan.reader, plan.page, str(plan.blocks), f"{plan.milliseconds:.1f}", _short(plan.statement)] for plan in slow]
    say(f"{len(plans)} statements, of which {len(slow)} touch {MANY_BLOCKS} blocks or more\n\n{markdown(rows)}\n\nAll plans: {path}")
    return 0


def _readers() -> list[str]:
    """One account of every level: grid worker, mediator, township, county, city."""
    from accounts.models import Area, User
    from accounts.models.area import Level

    township = Area.objects.filter(level=Level.TOWNSHIP).order_by("code")[0].code
    village = User.objects.filter(username__startswith=f"village-{township}").order_by("username")[0].username
    return [village, f"mediator-{township}-0", f"town-{township}", f"county-{township[:6]}", f"city-{township[:4]}"]


def pages(number: str, area: str) -> dict[str, str]:
    """What is read, by name. `number` is a case the reader sees, `area` lies in the reader's."""
    searches = {
        f"search {word}": f"/disputes/?open=all&q={quote(word)}" for word in (SEARCHED, RARE, COMMON, "张伟", "宅基地边界", "王", number[-6:])
    }
    return {
        "desk": "/",
        "open": "/disputes/",
        "open by limit": "/disputes/?order=due",
        "all": "/disputes/?open=all",
        "closed": "/disputes/?open=closed",
        "overdue": "/disputes/?overdue=overdue&order=due",
        "waiting": "/disputes/?waiting=me",
        "state": "/disputes/?open=all&state=failed",
        "state archived": "/disputes/?open=all&state=archived",
        "red": "/disputes/?open=all&colour=red",
        "channel": "/disputes/?open=all&channel=procuratorate",
        "category": "/disputes/?open=all&category=0203",
        "area": f"/disputes/?open=all&area={area}",
        "handler": "/disputes/?open=all&handler=me",
        "urged": "/disputes/?urged=true",
        "many people": "/disputes/?open=all&people_min=30",
        "amount": "/disputes/?open=all&amount_min=79000",
        "mediation kind": "/disputes/?open=all&mediation_kind=people",
        "in a month": "/disputes/?open=all&received_from=2025-01-01&received_to=2025-01-31",
        "occurred": "/disputes/?open=all&occurred_from=2025-01-01&occurred_to=2025-01-07",
        "person": "/disputes/?open=all&person=611002197001000002",
        "board": "/disputes/board/",
        "calendar": "/disputes/calendar/",
        "transfers": "/disputes/transfers/",
        "search box": f"/search/?q={quote(SEARCHED)}",
        "case": f"/cases/{number}/",
        "connections": f"/cases/{number}/connections/",
        "intake": "/disputes/new/",
        **searches,
    }


def _plans_of(username: str) -> Iterator[Plan]:
    from django.test import Client

    from accounts.models import User

    user = User.objects.get(username=username)
    client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
    client.force_login(user)
    number, area = _a_case(user)
    for name, path in pages(number, area).items():
        client.get(path)
        with caught() as statements:
            status = client.get(path).status_code
        if status != 200:
            say(f"  {username}: {name} answers {status}")
            continue
        for statement in statements:
            if statement.lstrip().upper().startswith(("SELECT", "(SELECT", "WITH")):
                yield explain(username, name, statement)


def _a_case(user: Any) -> tuple[str, str]:
    """A case that the person sees, newest and being mediated, and its area."""
    import datetime as dt

    from accounts.actor import Actor
    from cases.models import Case

    seen = Case.objects.visible_to(Actor.of(user, dt.date.today())).filter(state="mediating")  # noqa: DTZ011
    number, area = seen.order_by("-received_at").values_list("number", "area_id")[0]
    return number, area


@contextmanager
def caught() -> Iterator[list[str]]:
    """The statements of the block, with their values in them."""
    from django.db import connection

    found: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found.append(connection.ops.last_executed_query(context["cursor"].cursor, sql, params))
        return result

    with connection.execute_wrapper(keep):
        yield found


def explain(reader: str, page: str, statement: str) -> Plan:
    """The plan of a statement as it ran when everything was in memory."""
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {LONGEST_MS}")
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + statement.replace("%", "%%"), [])
            lines = tuple(str(line) for (line,) in cursor.fetchall())
            cursor.execute("RESET statement_timeout")
    except DatabaseError as error:
        return Plan(reader, page, statement, (str(error),), float(LONGEST_MS), sys.maxsize)
    times = [float(line.split()[2]) for line in lines if line.startswith(("Planning Time", "Execution Time"))]
    return Plan(reader, page, statement, lines, sum(times), _blocks(lines))


def _blocks(lines: Sequence[str]) -> int:
    """Blocks that the whole statement touched: the first line of a plan that counts them is the root's."""
    root = next((line for line in lines if "Buffers: shared" in line), "")
    return sum(int(count) for count in re.findall(r"(?:hit|read)=(\d+)", root.split("temp")[0]))


def write(path: Path, plans: Sequence[Plan]) -> None:
    """All of them, those that touch most first."""
    with path.open("w") as file:
        for plan in sorted(plans, key=lambda plan: -plan.blocks):
            file.write(
                f"=== {plan.blocks} blocks · {plan.milliseconds:.1f} ms · {plan.reader} · {plan.page}\n{plan.statement}\n"
                + "\n".join(plan.lines)
                + "\n\n"
            )


def _short(statement: str) -> str:
    """Where a statement reads from and what it asks, in one cell."""
    text = " ".join(statement.split())
    start = text.find(" FROM ")
    return text[start : start + 140].replace("|", "¦")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
