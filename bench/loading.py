"""Loads made-up cases by COPY, on as many cores as there are."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from django.db import DatabaseError, connection, connections, transaction

from bench.drawing import Draw
from bench.frame import Township
from bench.rows import Writer
from bench.schema import Stripped, restore, strip, without_triggers
from cases.models import Case
from fengqiao.bootstrap.processes import die_with_parent

Progress = Callable[[str], None]
MOST_PROCESSES = 4


def cores() -> int:
    """How many processes load at once."""
    return max(1, min(MOST_PROCESSES, os.cpu_count() or 1))


def load(townships: Sequence[Township], count: int, *, at: dt.datetime, processes: int, progress: Progress) -> None:
    """Load `count` cases, the newest registered at `at` (aware).

    With `processes` 0 all is done on the present connection and may be rolled back; otherwise each process opens its own, and what an
    interrupted load leaves is a database without indexes, to be thrown away.

    Raises `ValueError` where cases are there already.
    """
    if Case.objects.get_queryset().exists():
        raise ValueError("the database has cases already")
    draw, writer = Draw(townships, count, at), Writer()
    tables = [table.name for table in writer.tables]
    stripped = strip(tables)
    with without_triggers(tables):
        if processes:
            _in_processes(draw, writer, processes, progress)
        else:
            for number in draw.chunks:
                _copy(draw, writer, number)
    _restore(stripped, min(processes, 2), progress)
    _finish(tables, count)


def _copy(draw: Draw, writer: Writer, number: int) -> None:
    """Write one chunk."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, lines in zip(writer.tables, writer.lines(draw.chunk(number)), strict=True):
            with cursor.copy(table.statement) as copy:
                copy.write("".join(lines))


def _in_processes(draw: Draw, writer: Writer, processes: int, progress: Progress) -> None:
    """Share the chunks out; the first failure of a process ends the load."""
    connections.close_all()
    method = multiprocessing.get_context("fork")
    done = method.Value("i", 0)

    def work(first: int) -> None:
        die_with_parent()
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        for number in draw.chunks[first::processes]:
            _copy(draw, writer, number)
            with done.get_lock():
                done.value += 1

    with ExitStack() as stack:
        workers = [method.Process(target=work, args=(first,), daemon=True) for first in range(processes)]
        for worker in workers:
            worker.start()
            stack.callback(worker.kill)
        while any(worker.is_alive() for worker in workers):
            for worker in workers:
                worker.join(0.5)
            progress(f"{done.value * 100 // len(draw.chunks)} %")
            if any(worker.exitcode for worker in workers):
                break
        if any(worker.exitcode != 0 for worker in workers):
            raise DatabaseError("a process of the load failed")


def _restore(stripped: Stripped, processes: int, progress: Progress) -> None:
    """Put back indexes, then constraints; two processes share the indexes when the load had several."""
    total = len(stripped.indexes)
    if processes < 2:
        for statement in stripped.indexes:
            restore(statement)
    else:
        connections.close_all()
        method = multiprocessing.get_context("fork")
        with ExitStack() as stack:
            pool = stack.enter_context(method.Pool(processes))
            for number, _done in enumerate(pool.imap_unordered(restore, _largest_first(stripped.indexes)), 1):
                progress(f"index {number} of {total}")
            pool.close()
            pool.join()
    for statement in stripped.constraints:
        restore(statement)


def _largest_first(statements: Sequence[str]) -> list[str]:
    """The index that takes longest begins first."""
    return sorted(statements, key=lambda statement: "USING gin (search" not in statement)


def _finish(tables: Sequence[str], count: int) -> None:
    """Sequences go on behind what was loaded; the planner learns what is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s), setval('disputes_case_number', %s)", [count, count])
        for table in tables:
            vacuum = "VACUUM (ANALYZE)" if not connection.in_atomic_block else "ANALYZE"
            cursor.execute(f"{vacuum} {connection.ops.quote_name(table)}")
        cursor.execute("ANALYZE")
