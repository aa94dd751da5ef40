"""A signal: something unusual as it is found, before it is stored; and the periods in which it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from accounts.models.area import CODE_LENGTH
from cases.crypto import cipher
from reports.models.warning import Grade, WarningKind

_LENGTHS: Final = sorted(CODE_LENGTH.values(), reverse=True)
_QUARTER: Final = 3


@dataclass(frozen=True)
class Signal:
    """What a row of `EarlyWarning` holds. Days are those of Asia/Shanghai, both ends in them."""

    kind: WarningKind
    key: str
    area: str
    grade: Grade
    first: dt.date
    last: dt.date
    shown_until: dt.date
    observed: int
    expected: float | None = None
    limit: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    cases: tuple[int, ...] = ()

    @property
    def identity(self) -> tuple[str, str, dt.date]:
        """What makes it the same signal in the next run."""
        return (self.kind.value, self.key, self.first)


def secret_key(*parts: str) -> str:
    """A key that tells nothing of a person, not even to one who can guess the name: a keyed hash of the parts."""
    return cipher().index("\x1f".join(parts), "warning.repeat").hex()


def smallest_area(codes: Sequence[str]) -> str:
    """The code of the smallest area in which all of these lie; empty where not even the city is the same."""
    first = codes[0] if codes else ""
    return next((first[:length] for length in _LENGTHS if length <= len(first) and all(code.startswith(first[:length]) for code in codes)), "")


def quarter_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar quarter."""
    first = day.replace(month=(day.month - 1) // _QUARTER * _QUARTER + 1, day=1)
    after = (first + dt.timedelta(days=100)).replace(day=1)
    return first, after - dt.timedelta(days=1)
