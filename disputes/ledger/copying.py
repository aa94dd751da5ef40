"""Rows into tables by COPY: the one way that keeps up with a ledger of 20,000 rows. Triggers and constraints hold as for every insert."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import chain
from typing import Any

from django.db import connection, models


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """So many primary keys of a table, taken from its sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), count],
        )
        return [value for (value,) in cursor.fetchall()]


def copy_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, given by attribute name, into the model's own table, not its parent's; what a row leaves out takes the default."""
    given = iter(rows)
    first = next(given, None)
    if first is None:
        return
    fields = [field for field in model._meta.local_concrete_fields if not (field.primary_key and field.attname not in first)]
    columns = [(field.attname, field.get_default(), _writer(field)) for field in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields if field.column)
    with connection.cursor() as cursor, cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy:
        for row in chain([first], given):
            copy.write_row([write(row.get(name, default)) for name, default, write in columns])


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of the field is handed to COPY: most as they are, because this runs for every cell of a ledger."""
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    if field.get_internal_type() == "BinaryField":
        return lambda value: None if value is None else field.get_db_prep_save(value, connection)
    return _plain


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def tsvector(lexemes: Sequence[str]) -> str:
    """Lexemes as the text of a `tsvector` without positions, as `array_to_tsvector` makes them."""
    return " ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in lexemes)
