"""Rows into tables by COPY: the one way that keeps up with a ledger of 20,000 rows. Triggers and constraints hold as for every insert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    given = list(rows)
    if not given:
        return
    fields = [field for field in model._meta.local_concrete_fields if not (field.primary_key and field.attname not in given[0])]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    with connection.cursor() as cursor, cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy:
        for row in given:
            copy.write_row([_value(field, row) for field in fields])


def _value(field: models.Field[Any, Any], row: Mapping[str, Any]) -> Any:
    value = row[field.attname] if field.attname in row else field.get_default()
    if isinstance(field, models.JSONField):
        return connection.ops.adapt_json_value(value, field.encoder)
    return field.get_db_prep_save(value, connection)


def tsvector(lexemes: Sequence[str]) -> str:
    """Lexemes as the text of a `tsvector` without positions, as `array_to_tsvector` makes them."""
    return " ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in lexemes)
