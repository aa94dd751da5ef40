"""What is taken off the tables before a load and put back after it: indexes, foreign keys, and the trigger that asks row by row.

Read from the catalogue of the very database, so that the load never disagrees with the migrations. Primary keys stay. All of it is what the
owner of the tables may do; no superuser is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY (%s::text[]::regclass[]) AND contype IN ('f', 'u', 'x') ORDER BY contype = 'f', conrelid, conname
"""
_INDEXES = """
    SELECT quote_ident(i.schemaname) || '.' || quote_ident(i.indexname), i.indexdef
    FROM pg_indexes i WHERE i.schemaname = 'public' AND i.tablename = ANY (%s)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname AND c.conrelid = i.tablename::regclass)
    ORDER BY i.tablename, i.indexname
"""
_TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relname = ANY (%s) AND NOT t.tgisinternal ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Stripped:
    """What was taken off: statements that put it back, in the order they are to run in."""

    indexes: tuple[str, ...]
    constraints: tuple[str, ...]


def indexes_of(tables: Sequence[str]) -> list[tuple[str, ...]]:
    """Name and definition of the indexes that belong to no constraint."""
    return _rows(_INDEXES, tables)


def constraints_of(tables: Sequence[str]) -> list[tuple[str, ...]]:
    """Table, name and definition of the unique, exclusion and foreign key constraints, foreign keys last."""
    return _rows(_CONSTRAINTS, tables)


def triggers_of(tables: Sequence[str]) -> list[tuple[str, ...]]:
    """Table, name and mode (O is enabled, D disabled) of the triggers that are ours."""
    return _rows(_TRIGGERS, tables)


def strip(tables: Sequence[str]) -> Stripped:
    """Drop what `Stripped` remembers."""
    constraints, indexes = constraints_of(tables), indexes_of(tables)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return Stripped(
        indexes=tuple(definition for _name, definition in indexes),
        constraints=tuple(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in constraints),
    )


def restore(statement: str) -> None:
    """Run one statement of `Stripped`, with memory for the sorting."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(statement)
        cursor.execute("RESET maintenance_work_mem")


@contextmanager
def without_triggers(tables: Sequence[str]) -> Iterator[None]:
    """Our own triggers on these tables are off inside the block, on again after it however it ends."""
    _switch(tables, "DISABLE")
    try:
        yield
    finally:
        _switch(tables, "ENABLE")


def _switch(tables: Sequence[str], how: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} {how} TRIGGER USER")


def _rows(statement: str, tables: Sequence[str]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(tables)])
        return [tuple(map(str, row)) for row in cursor.fetchall()]
