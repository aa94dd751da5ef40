"""Pages of a list by keyset: a page costs the same wherever it lies and however many cases there are.

The key of a list is (moment, primary key). Visibility comes as separate conditions (`CaseQuerySet.visible_parts`); each is read by an
index in the order of the list, up to one page, and the parts are put together by UNION, which also drops doubles.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import BooleanField, F, Func, OrderBy, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.models import Case
from cases.models.case_indexes import due_key

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
COUNT_CAP = 10_001
COUNT_CAP_SEARCHED = 1_001
"""For searches in texts and parties, which look at the rows themselves."""

C = TypeVar("C", bound=Case)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_CURSOR = re.compile(r"([np])\.([a-z]{1,12})\.(-?\d{1,18})\.(\d{1,19})", re.ASCII)
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Order:
    """An order of a list: a moment, then the primary key, both in the same direction."""

    code: str
    label: str | Promise
    key: Callable[[], Combinable]
    descending: bool


NEWEST = Order("newest", _l("最新登记在前"), lambda: F("received_at"), descending=True)
DUE = Order("due", _l("临期在前"), due_key, descending=False)
ORDERS: dict[str, Order] = {order.code: order for order in (NEWEST, DUE)}


class BadCursor(ValueError):
    """The cursor of a page is not one that this list gave out. The message is for people."""

    def __init__(self) -> None:
        super().__init__(_("翻页参数无效，请从第一页重新打开列表。"))


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: the key of the row beside it and the direction to read in."""

    forward: bool
    order: str
    moment: dt.datetime
    pk: int

    def encode(self) -> str:
        """The cursor as it stands in an address."""
        micros = (self.moment - _EPOCH) // dt.timedelta(microseconds=1)
        text = f"{'n' if self.forward else 'p'}.{self.order}.{micros}.{self.pk}"
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, order: Order) -> Cursor:
        """Read a cursor of a list in that order.

        Raises:
            BadCursor: it was not given out by such a list.
        """
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        except (binascii.Error, ValueError) as error:
            raise BadCursor from error
        match = _CURSOR.fullmatch(raw)
        if match is None or match[2] != order.code or int(match[4]) > BIGGEST_ID:
            raise BadCursor
        try:
            moment = _EPOCH + dt.timedelta(microseconds=int(match[3]))
        except OverflowError as error:
            raise BadCursor from error
        return cls(forward=match[1] == "n", order=match[2], moment=moment, pk=int(match[4]))


@dataclass(frozen=True)
class Page(Generic[C]):
    """One page of a list. A cursor is None where there is nothing in that direction; `count_text` says "10,000+" above the cap."""

    rows: list[C]
    next_cursor: str | None
    previous_cursor: str | None
    count_text: str
    order: Order = NEWEST

    def __len__(self) -> int:
        return len(self.rows)


class _Row(Func):
    """Several values as one row: `(a, b)`."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


class Beyond(Func):
    """Whether the key (moment, pk) lies beyond a given one, as a comparison of rows, which an index serves."""

    output_field = BooleanField()
    template = "(%(expressions)s)"

    def __init__(self, key: Combinable, cursor: Cursor, *, descending: bool) -> None:
        given = _Row(Value(cursor.moment), Value(cursor.pk))
        super().__init__(_Row(key, F("pk")), given, arg_joiner=" < " if descending else " > ")


def page_of(
    queryset: QuerySet[Any],
    parts: Sequence[Q],
    *,
    after: str | None = None,
    size: int = PAGE_SIZE,
    order: Order = NEWEST,
    load: Callable[[Sequence[int]], Iterable[C]] | None = None,
    counted: bool = True,
    cap: int = COUNT_CAP,
) -> Page[C]:
    """One page.

    Args:
        queryset: the cases of the list as filtered, visibility not yet applied.
        parts: the conditions of visibility, of which one must hold (`visible_parts`).
        after: a cursor given out with an earlier page, forward or backward.
        size: rows on a page.
        order: what the rows are sorted by.
        load: gives the cases of these primary keys with what the list shows; by default the plain rows.
        counted: whether to count.
        cap: how far to count.

    Raises:
        BadCursor: `after` was not given out by a list in this order.
    """
    cursor = Cursor.decode(after, order) if after else None
    forward = cursor is None or cursor.forward
    keys = _keys(queryset, parts, order, cursor, size + 1)
    more = len(keys) > size
    keys = keys[:size]
    if not forward:
        keys.reverse()
    return Page(
        rows=_rows(queryset, load, [pk for pk, _moment in keys]),
        next_cursor=_edge(keys, order, forward=True) if (more if forward else True) else None,
        previous_cursor=_edge(keys, order, forward=False) if (cursor is not None if forward else more) else None,
        count_text=count_text(_count(queryset, parts, cap, None if more or cursor else len(keys)), cap) if counted else "",
        order=order,
    )


def _count(queryset: QuerySet[Any], parts: Sequence[Q], cap: int, known: int | None) -> int:
    """The capped count; a list that ends on its first page has been counted by reading it."""
    return capped_count(queryset, parts=parts, cap=cap) if known is None else min(known, cap)


def capped_count(queryset: QuerySet[Any], *, parts: Sequence[Q] = (), cap: int = COUNT_CAP) -> int:
    """How many rows there are, counted up to `cap` and not further."""
    plain = queryset.order_by().values_list("pk", flat=True)
    selects = [plain.filter(part)[:cap] for part in parts] or [plain[:cap]]
    if len(selects) == 1:
        return selects[0].count()
    return min(selects[0].union(*selects[1:]).count(), cap)


def count_text(count: int, cap: int = COUNT_CAP) -> str:
    """A capped count in figures: `1,234`, or `10,000+` where there are more than were counted."""
    return f"{cap - 1:,}+" if count >= cap else f"{count:,}"


def _keys(queryset: QuerySet[Any], parts: Sequence[Q], order: Order, cursor: Cursor | None, limit: int) -> list[tuple[int, dt.datetime]]:
    """The keys of the next rows in the direction of the cursor."""
    descending = order.descending == (cursor is None or cursor.forward)
    keyed = queryset.order_by().annotate(_moment=order.key())
    if cursor is not None:
        keyed = keyed.filter(Beyond(order.key(), cursor, descending=descending))
    ordering = (OrderBy(F("_moment"), descending=descending), OrderBy(F("pk"), descending=descending))
    selects = [keyed.filter(part).order_by(*ordering).values_list("pk", "_moment")[:limit] for part in parts]
    if len(selects) == 1:
        return list(selects[0])
    sign = "-" if descending else ""
    return list(selects[0].union(*selects[1:]).order_by(f"{sign}_moment", f"{sign}pk")[:limit])


def _rows(queryset: QuerySet[Any], load: Callable[[Sequence[int]], Iterable[C]] | None, ids: list[int]) -> list[C]:
    if not ids:
        return []
    loaded: Iterable[C] = load(ids) if load is not None else queryset.model._default_manager.filter(pk__in=ids)
    by_pk = {row.pk: row for row in loaded}
    return [by_pk[pk] for pk in ids if pk in by_pk]


def _edge(keys: Sequence[tuple[int, dt.datetime]], order: Order, *, forward: bool) -> str | None:
    if not keys:
        return None
    pk, moment = keys[-1] if forward else keys[0]
    return Cursor(forward=forward, order=order.code, moment=moment, pk=pk).encode()
