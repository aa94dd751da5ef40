"""Measures pages over the scratch databases: ``python -m bench.run``, started by `bench.main` with the servers running."""

from __future__ import annotations

import datetime as dt
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from bench import bare, cpu, creating, facts, jobs, report
from bench.creating import Created
from bench.database import Scratch
from bench.main import Options, parse
from bench.measuring import ROUNDS, Subject, measure, of_tree
from bench.scenarios import FRAME, SCENARIOS, Scenario
from bench.servers import HOME, postmaster_of
from bench.web import Client, Unexpected, Web, serving, statements
from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import say
from fengqiao.bootstrap.processes import end, spawn

SECONDS = 40.0
"""No further round of a page begins after so long."""
CREATIONS = 160
OK = 200


@dataclass
class Copy:
    """A scratch database with a web server over it."""

    scratch: Scratch
    web: Web
    postmaster: int | None
    facts: facts.Facts
    connection: psycopg.Connection[Any]
    stack: ExitStack

    def client(self, username: str) -> Client:
        """Somebody signed in."""
        client = Client(self.web.port)
        self.stack.callback(client.close)
        client.sign_in(username)
        return client

    @property
    def database_seconds(self) -> Callable[[], float]:
        """Reads the processor time of PostgreSQL's backends."""
        return of_tree(self.postmaster, cpu.APART)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write; 1 when something could not be measured."""
    options = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        copies = [_copy(stack, cases) for cases in options.sizes]
        if copies[0].postmaster is None:
            say("The database server is not on this machine: its processor time is not counted.")
        lines = [line for scenario in SCENARIOS if _wanted(options, scenario.code) for line in _measured(scenario, copies, options)]
        created = {copy.scratch.cases: _creations(copy, options) for copy in copies} if _wanted(options, "create") else {}
        wanted = [code for code in jobs.CODES if _wanted(options, code)]
        done = [line for copy in copies if wanted for line in _jobs(copy, wanted)]
        _show(copies, lines, created, done, options)
        if options.keep:
            _wait(copies)
    broken = any(line.failure for line in lines) or any(isinstance(each, str) for pair in created.values() for each in pair)
    return 1 if broken or (wanted and len({line.cases for line in done}) < len(copies)) else 0


def _wanted(options: Options, code: str) -> bool:
    return not options.only or code in options.only


def _copy(stack: ExitStack, cases: int) -> Copy:
    scratch = Scratch(os.environ["DATABASE_URL"], cases)
    connection = stack.enter_context(bare.connect(scratch.url))
    web = stack.enter_context(serving(scratch.url, f"web-{cases}"))
    return Copy(scratch, web, postmaster_of(scratch.url), facts.read(connection, cases), connection, stack)


def _measured(scenario: Scenario, copies: Sequence[Copy], options: Options) -> list[report.Line]:
    """One page over every database, in turn with its bare SQL and the empty page."""
    tries = [_try(scenario, copy) for copy in copies]
    broken = [failure for _subjects, _answer, failure in tries if failure]
    if broken:
        return [report.failed(scenario.code, scenario.title, copy.scratch.cases, broken[0]) for copy in copies]
    times = max(ROUNDS, scenario.requests // 5) if options.quick else scenario.requests
    measure([subject for subjects, _answer, _failure in tries for subject in subjects], times=times, seconds=SECONDS, warm=2)
    lines = []
    for copy, (subjects, (count, size), _failure) in zip(copies, tries, strict=True):
        page, without, empty = subjects
        frame_ms = empty.cpu_ms if scenario.is_page else 0.0
        line = report.line_of(
            scenario.code, scenario.title, copy.scratch.cases, page=page, bare=without, frame_ms=frame_ms, statements=count, size=size
        )
        say(f"  {copy.scratch.cases:>9,}  {scenario.title}: {line.cpu_ms:.1f} ms CPU, {line.wall_ms:.1f} ms wall")
        lines.append(line)
    return lines


Tried = tuple[list[Subject], tuple[int | None, int], str]


def _try(scenario: Scenario, copy: Copy) -> Tried:
    """The page once, to see that it is what is meant, and the subjects to measure."""
    client = copy.client(scenario.reader(copy.facts))
    path, expected = scenario.path(copy.facts), scenario.expects(copy.facts)
    first = client.get(path, count=True)
    if first.status != OK or expected not in first.body:
        return [], (None, 0), f"answers {first.status}" if first.status != OK else f"does not show {expected.decode()}"
    web, database = of_tree(copy.web.pid), copy.database_seconds
    run = bare.runner(copy.connection, scenario.bare(copy.facts))
    subjects = [
        Subject("page", _page(client, path), web, database),
        Subject("bare", _bare(run), time.process_time, database),
        Subject("frame", _page(client, FRAME), web, database),
    ]
    return subjects, (statements(first), len(first.body)), ""


def _page(client: Client, path: str) -> Callable[[], float]:
    def act() -> float:
        answer = client.get(path)
        if answer.status != OK:
            raise Unexpected(f"{path} answers {answer.status}")
        return answer.seconds

    return act


def _bare(run: Callable[[], int]) -> Callable[[], float]:
    def act() -> float:
        began = time.perf_counter()
        run()
        return time.perf_counter() - began

    return act


def _creations(copy: Copy, options: Options) -> tuple[Created | str, Created | str]:
    """Through the API, and bare."""
    count = CREATIONS // 4 if options.quick else CREATIONS
    row = copy.connection.execute("SELECT max(code) FROM accounts_area WHERE level = 'township'").fetchone()
    place = str(row[0]) if row else ""
    try:
        through = creating.through_api(
            copy.web.port, place, count=count, seconds=SECONDS, program=of_tree(copy.web.pid), database=copy.database_seconds
        )
    except Unexpected as error:
        return str(error), str(error)
    return through, creating.by_bare_rows(copy.scratch.url, count=count, seconds=SECONDS, database=copy.database_seconds)


def _jobs(copy: Copy, wanted: Sequence[str]) -> list[jobs.JobLine]:
    """The jobs, in a program of their own; none where that failed."""
    environ = os.environ | {"DATABASE_URL": copy.scratch.url, "LOG_LEVEL": "WARNING"}
    process = spawn([sys.executable, "-m", "bench.jobs", str(copy.scratch.cases), ",".join(wanted)], environ=environ, cwd=paths.PROJECT)
    try:
        return jobs.read(copy.scratch.cases) if process.wait() == 0 else []
    finally:
        end(process, signal.SIGTERM, patience=20)


def _show(
    copies: Sequence[Copy],
    lines: Sequence[report.Line],
    created: dict[int, tuple[Created | str, Created | str]],
    done: Sequence[jobs.JobLine],
    options: Options,
) -> None:
    by_size = {copy.scratch.cases: [line for line in lines if line.cases == copy.scratch.cases] for copy in copies}
    for cases, own in by_size.items():
        if own:
            say(f"\n{cases:,} cases, of which {round(cases * 0.02):,} open\n\n{report.table(own)}")
        for through, what in zip(created.get(cases, ()), ("creation by 8 clients through the API", "bare rows by 8 connections"), strict=False):
            say(f"\n{what} ({cases:,}): {through if isinstance(through, str) else _speed(through)}")
    if len(copies) > 1:
        say("\n" + report.comparison(by_size[copies[0].scratch.cases], by_size[copies[1].scratch.cases]))
    if done:
        say("\n" + report.job_table(done))
    path = HOME / f"result-{options.cases}{'-quick' if options.quick else ''}.json"
    report.write(path, lines, _more(copies, created, done))
    say(f"\nAll figures: {path}")


def _more(copies: Sequence[Copy], created: object, done: Sequence[jobs.JobLine]) -> dict[str, object]:
    about = {"at": dt.datetime.now(dt.UTC), "machine": _machine(), "load": os.getloadavg()}
    return {**about, "created": created, "jobs": [asdict(line) for line in done], "facts": [copy.facts for copy in copies]}


def _speed(created: Created) -> str:
    return (
        f"{created.a_second:.1f} a second; CPU {created.program_ms + created.database_ms:.1f} ms each "
        f"(program {created.program_ms:.1f}, database {created.database_ms:.1f}); wall {created.wall_ms:.1f} ms; {created.count} made"
    )


def _machine() -> dict[str, object]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


def _wait(copies: Sequence[Copy]) -> None:
    for copy in copies:
        say(f"\n{copy.scratch.cases:,}: http://127.0.0.1:{copy.web.port}/ as {copy.facts.clerk}; DATABASE_URL={copy.scratch.url}")
    say("Ctrl-C stops all.")
    signal.pause()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
