"""Writing notices. Nobody else writes their rows.

A notice is a row of the outbox: it is there exactly when what it tells of is there, for both are one transaction. Who hears of it beyond the
page, when and how, is planned later (`cases.notices.planning`), so telling costs its transaction one statement, however many are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction

from cases.models.case import Case
from cases.models.notices import NoticeKind

BATCH = 5000
"""Rows of one statement."""


KEY, TITLE, BODY, URL = 80, 160, 500, 300
"""The longest key, title, body and address, as their columns are."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is told to whom. Title and body carry no personal data: they may leave by mail and gateway.

    `key` names the occasion, such as `escalation:17`: the same key is told to a user once, however often it is told. `url` is a path of this
    site; without one the notice opens its case. `urgent` passes quiet hours and is never held back for a digest.

    Raises:
        ValueError: the key is empty or longer than its column, the address is no path of this site, or `at` is naive.
    """

    users: tuple[int, ...]
    kind: NoticeKind
    key: str
    title: str
    at: dt.datetime
    body: str = ""
    case_id: int | None = None
    url: str = ""
    urgent: bool = False

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= KEY:
            raise ValueError(f"a notice's key has 1 to {KEY} characters: {self.key!r}")
        if self.url and (not self.url.startswith("/") or self.url.startswith("//") or len(self.url) > URL):
            raise ValueError(f"a notice opens a path of this site: {self.url!r}")
        if self.at.tzinfo is None:
            raise ValueError("a notice's time is aware")


def tell(
    users: Iterable[int],
    *,
    kind: NoticeKind,
    key: str,
    title: str,
    body: str = "",
    case: Case | int | None = None,
    url: str = "",
    at: dt.datetime,
    urgent: bool = False,
) -> int:
    """Tell people something, in the caller's transaction; returns how many had not been told this key before.

    Inactive and unknown users are passed over. A title is one line; a title or body too long for its column is cut with an ellipsis, so that
    a notice never stops the act that it tells of.
    """
    case_id = case.pk if isinstance(case, Case) else case
    told = Message(users=tuple(users), kind=kind, key=key, title=title, body=body, case_id=case_id, url=url, at=at, urgent=urgent)
    return tell_all([told])


def tell_all(messages: Iterable[Message]) -> int:
    """Tell many things at once, 5,000 rows a statement, in one transaction (the caller's where there is one); returns how many rows are new."""
    rows = (_row(message, user) for message in messages for user in message.users)
    told = 0
    with transaction.atomic():
        while batch := list(islice(rows, BATCH)):
            told += _insert(batch)
    return told


def _row(message: Message, user: int) -> tuple[Any, ...]:
    title, body = _cut(" ".join(message.title.split()), TITLE), _cut(message.body, BODY)
    return (user, str(message.kind), message.key, message.case_id, title, body, message.url, message.urgent, message.at)


def _cut(text: str, length: int) -> str:
    text = text.replace("\x00", "")
    return text if len(text) <= length else text[: length - 1] + "…"


def _insert(rows: list[tuple[Any, ...]]) -> int:
    """One statement. In the order of the unique key, so that two that tell the same people wait for each other and never lock up."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])
        new: int = cursor.rowcount
    return new


_INSERT = """
INSERT INTO cases_notice (user_id, kind, key, case_id, title, body, url, urgent, at)
SELECT u.id, t.kind, t.key, t.case_id, t.title, t.body, t.url, t.urgent, t.at
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::timestamptz[])
     AS t (user_id, kind, key, case_id, title, body, url, urgent, at)
JOIN accounts_user u ON u.id = t.user_id AND u.is_active
ORDER BY u.id, t.key
ON CONFLICT (user_id, key) DO NOTHING
"""
