"""Registering disputes through the API by several people at once, beside the bare rows of a dispute."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psycopg

from bench import bare
from bench.measuring import Seconds
from bench.web import Client, Unexpected
from bench.words import CLIENTS

ADDRESS = "/api/v1/disputes/"
CREATED = 201


@dataclass(frozen=True)
class Created:
    """How fast: a second, processor milliseconds each, median of the wall."""

    a_second: float
    program_ms: float
    database_ms: float
    wall_ms: float
    count: int


def body(place: str, running: int) -> dict[str, Any]:
    """A dispute as a device would send it."""
    return {
        "title": f"王建国与李春梅排水通道纠纷{running}",
        "summary": "双方因屋后排水通道走向一事多次协商未果，请求调解。",
        "area": place,
        "place": f"{running % 12 + 1}组",
        "occurred_on": "2024-01-05",
        "channel": "visit",
        "category": "0201",
        "parties": [
            {"role": "applicant", "kind": "person", "name": "王建国", "phone": "13900001111"},
            {"role": "respondent", "kind": "person", "name": "李春梅", "phone": "13900002222"},
        ],
    }


def through_api(port: int, place: str, *, count: int, seconds: float, program: Seconds, database: Seconds) -> Created:
    """`count` creations shared by the clients, none begun after `seconds`. Raises `Unexpected` where one is refused."""
    running = itertools.count()
    with ExitStack() as stack:
        clients = []
        for seq in range(CLIENTS):
            client = Client(port)
            stack.callback(client.close)
            client.sign_in(f"client-{seq}")
            clients.append(client)

        def create(seq: int) -> float:
            answer = clients[seq].post_json(ADDRESS, body(place, next(running)), {"Idempotency-Key": uuid.uuid4().hex})
            if answer.status != CREATED:
                raise Unexpected(f"the API answers {answer.status}: {answer.body[:400].decode(errors='replace')}")
            return answer.seconds

        for seq in range(CLIENTS):
            create(seq)
        return _timed(create, CLIENTS, count=count, seconds=seconds, program=program, database=database)


def by_bare_rows(url: str, *, count: int, seconds: float, database: Seconds) -> Created:
    """The rows of a dispute and nothing else, each dispute in a transaction, by as many connections."""
    with ExitStack() as stack:
        connections = [stack.enter_context(bare.connect(url)) for _each in range(CLIENTS)]
        templates = [_template(connection) for connection in connections]

        def create(seq: int) -> float:
            began = time.perf_counter()
            with connections[seq].transaction():
                for statement in templates[seq]:
                    connections[seq].execute(statement)
            return time.perf_counter() - began

        return _timed(create, CLIENTS, count=count, seconds=seconds, program=time.process_time, database=database)


def _template(connection: psycopg.Connection[Any]) -> list[str]:
    """Statements that write a dispute with two parties, a clock and an event: copies of the rows of one that is there."""
    case = "nextval(pg_get_serial_sequence('cases_case', 'id'))"
    found = []
    row = connection.execute(
        "SELECT c.id FROM cases_case c JOIN cases_clock k ON k.case_id = c.id WHERE c.state = 'registered' ORDER BY c.area_id DESC LIMIT 1"
    ).fetchone()
    source = int(row[0]) if row else 0
    number = "'B' || nextval('disputes_case_number')"
    found.append(_copy(connection, "cases_case", f"id = {source}", {"id": case, "number": number}))
    current = "currval(pg_get_serial_sequence('cases_case', 'id'))"
    found.append(_copy(connection, "disputes_dispute", f"case_ptr_id = {source}", {"case_ptr_id": current}))
    for table in ("cases_party", "cases_clock", "cases_caseevent"):
        key = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
        found.append(_copy(connection, table, f"case_id = {source}", {"id": key, "case_id": current}))
    return found


def _copy(connection: psycopg.Connection[Any], table: str, where: str, changed: dict[str, str]) -> str:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum", [table]
    ).fetchall()
    columns: Sequence[str] = [name for (name,) in rows]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE {where}'


def _timed(create: Callable[[int], float], threads: int, *, count: int, seconds: float, program: Seconds, database: Seconds) -> Created:
    left, lock, walls = iter(range(count)), threading.Lock(), list[float]()
    database_before, program_before = database(), program()
    began = time.monotonic()

    def work(seq: int) -> None:
        while time.monotonic() - began < seconds:
            with lock:
                if next(left, None) is None:
                    return
            wall = create(seq)
            with lock:
                walls.append(wall)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    took = time.monotonic() - began
    used, used_database = program() - program_before, database() - database_before
    return Created(
        a_second=len(walls) / took,
        program_ms=used / len(walls) * 1000,
        database_ms=used_database / len(walls) * 1000,
        wall_ms=statistics.median(walls) * 1000,
        count=len(walls),
    )
