"""What a person reads of the own notices. What they tell of a case, they tell only to eyes that see the case now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from accounts.actor import Actor
from cases.models import Case
from cases.models.notices import Notice
from cases.notices.letters import path_of

MANY = 99
"""So many unread are counted; more are "99+"."""
_PLACE = re.compile(r"(unread|read)-(\d{1,18})")


@dataclass(frozen=True)
class Shown:
    """A notice as this person may read it. Hidden: it is about a case that these eyes do not see, and nothing of it is told."""

    notice: Notice
    hidden: bool
    number: str = ""
    path: str = ""

    @property
    def title(self) -> str:
        """Empty where it is hidden."""
        return "" if self.hidden else self.notice.title

    @property
    def body(self) -> str:
        """Empty where it is hidden."""
        return "" if self.hidden else self.notice.body

    @property
    def fresh(self) -> bool:
        """Not read yet."""
        return self.notice.read_at is None


@dataclass(frozen=True)
class NoticePage:
    """Notices, unread first, and where the next page begins (empty: nowhere)."""

    rows: Sequence[Shown]
    after: str


@dataclass(frozen=True)
class Count:
    """How many are unread (at most `MANY` + 1), and the newest of all."""

    unread: int
    newest: int

    @property
    def tag(self) -> str:
        """Changes when one of the two does."""
        return f'"{self.unread}-{self.newest}"'


def count_of(user_id: int) -> Count:
    """One statement that reads two indexes and no table, whatever the number of notices."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"user": user_id, "most": MANY + 1})
        return Count(*cursor.fetchone())


_COUNT = """
SELECT (SELECT count(*) FROM (SELECT FROM cases_notice WHERE user_id = %(user)s AND read_at IS NULL LIMIT %(most)s) AS unread),
       coalesce((SELECT id FROM cases_notice WHERE user_id = %(user)s ORDER BY id DESC LIMIT 1), 0)
"""


def page_of(actor: Actor, *, size: int, after: str = "", kind: str = "", unread_only: bool = False) -> NoticePage:
    """A page of the own notices: the unread ones, then the read ones, each newest first.

    Raises:
        ValueError: `after` is no place that a page before has named.
    """
    part, below = _place(after)
    mine = Notice.objects.filter(user=actor.user)
    mine = mine.filter(kind=kind) if kind else mine
    found: list[Notice] = []
    if part == "unread":
        found = _newest(mine.filter(read_at__isnull=True), below, size + 1)
    if len(found) <= size and not unread_only:
        found += _newest(mine.filter(read_at__isnull=False), below if part == "read" else None, size + 1 - len(found))
    more, found = len(found) > size, found[:size]
    return NoticePage(shown(actor, found), _named(found[-1]) if more else "")


def _place(after: str) -> tuple[str, int | None]:
    if not after:
        return "unread", None
    match = _PLACE.fullmatch(after)
    if match is None:
        raise ValueError(after)
    return match[1], int(match[2])


def _named(last: Notice) -> str:
    return f"{'unread' if last.read_at is None else 'read'}-{last.pk}"


def _newest(rows: QuerySet[Notice], below: int | None, count: int) -> list[Notice]:
    rows = rows.filter(pk__lt=below) if below is not None else rows
    return list(rows.order_by("-pk")[:count])


def shown(actor: Actor, notices: Sequence[Notice]) -> list[Shown]:
    """The notices with what these eyes may see of them; one statement for all."""
    cases = {notice.case_id for notice in notices if notice.case_id is not None}
    numbers = dict(Case.objects.visible_to(actor).filter(pk__in=cases).values_list("pk", "number")) if cases else {}
    return [_shown(notice, numbers) for notice in notices]


def _shown(notice: Notice, numbers: dict[int, str]) -> Shown:
    if notice.case_id is not None and notice.case_id not in numbers:
        return Shown(notice, hidden=True)
    return Shown(notice, hidden=False, number=numbers.get(notice.case_id or 0, ""), path=path_of(notice, numbers))
