"""How much a ledger may hold, and what one says that holds more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MAX_BYTES = 20 * 1024 * 1024
"""Of a file as uploaded."""
MAX_UNPACKED = 200 * 1024 * 1024
"""Of a workbook with its parts unpacked."""
MAX_PARTS = 1000
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELL = 5000
"""Letters in a cell; what is longer is no ledger entry."""


@dataclass(frozen=True)
class NoResult:
    """Stands for a formula without a stored result: what it would give is not known, so its row cannot be loaded."""

    reference: str


Cell = str | float | bool | dt.datetime | NoResult | None


class UnreadableError(Exception):
    """The file cannot be used; the text says why and what to do, in Chinese."""
