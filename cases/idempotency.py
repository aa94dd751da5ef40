"""Repeating a creation with the same key gives the same answer and creates nothing a second time.

The key is claimed in a transaction of its own before the work, so that a request beside it sees that work is under way; the answer is
written in the transaction of the work, so that a process killed at any point leaves either both or none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import IdempotencyKey

KEPT = dt.timedelta(hours=24)
LEASE = dt.timedelta(seconds=60)
"""After this long without an answer a claim counts as abandoned, and another request may take it over."""

Answer = dict[str, Any]


class KeyReusedError(Exception):
    """The key was sent before with another body."""

    def __init__(self) -> None:
        super().__init__(_("这个 Idempotency-Key 已用于另一份内容，请换一个新的。"))


class UnderWayError(Exception):
    """A request with this key is being worked on."""

    def __init__(self) -> None:
        super().__init__(_("同一 Idempotency-Key 的请求正在处理，请稍后重试。"))


def once(*, user: User, key: str, body: Mapping[str, Any], at: dt.datetime, work: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Do the work unless it was done with this key before; returns the answer and whether it is a repeated one.

    Whatever the work raises is passed on, and the key is free again: nothing was done.

    Raises:
        KeyReusedError: the key came with another body before.
        UnderWayError: the same request is being worked on.
    """
    fingerprint = fingerprint_of(body)
    claim = _claim(user, key, fingerprint, at)
    if isinstance(claim, dict):
        return claim, True
    try:
        with transaction.atomic():
            answer = work()
            _keep(user, key, claim, answer)
    except BaseException:
        IdempotencyKey.objects.filter(user=user, key=key, claim=claim, answer__isnull=True).delete()
        raise
    return answer, False


def fingerprint_of(body: Mapping[str, Any]) -> str:
    """A hash of the body, the same whatever the order of its members."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=True, default=str).encode()).hexdigest()


def sweep(*, now: dt.datetime) -> int:
    """Forget keys older than a day; returns how many. Safe to run twice, or beside itself."""
    removed, _by_model = IdempotencyKey.objects.filter(claimed_at__lt=now - KEPT).delete()
    return removed


def _keep(user: User, key: str, claim: uuid.UUID, answer: Answer) -> None:
    """Write the answer. Where another request has taken the claim over, its creation stands and this one is undone."""
    if not IdempotencyKey.objects.filter(user=user, key=key, claim=claim, answer__isnull=True).update(answer=answer):
        raise UnderWayError


def _claim(user: User, key: str, fingerprint: str, at: dt.datetime) -> uuid.UUID | Answer:
    """A claim of one's own, or the answer that was given before."""
    row = IdempotencyKey(user=user, key=key, fingerprint=fingerprint, claim=uuid.uuid4(), claimed_at=at)
    for _attempt in range(3):  # a key may be freed between the two statements
        if _inserted(row):
            return row.claim
        found = IdempotencyKey.objects.filter(user=user, key=key).first()
        if found is not None:
            return _taken(found, row)
    raise UnderWayError


def _inserted(row: IdempotencyKey) -> bool:
    """Write the row unless its key is there. One statement, which need not wait for the disk.

    A claim that a crash of the machine takes away is one for which nothing was done: the work is on disk only after the claim before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [row.user_id, row.key, row.fingerprint, row.claim, row.claimed_at])
        while cursor.nextset():  # to the answer of the last statement
            pass
        return cursor.fetchone() is not None


_CLAIM = """
SELECT set_config('synchronous_commit', 'off', true);
INSERT INTO cases_idempotencykey (user_id, key, fingerprint, claim, claimed_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""


def _taken(found: IdempotencyKey, row: IdempotencyKey) -> uuid.UUID | Answer:
    """What to do where the key is there already."""
    expired = found.claimed_at < row.claimed_at - KEPT
    abandoned = found.answer is None and found.claimed_at < row.claimed_at - LEASE
    if not expired and found.fingerprint != row.fingerprint:
        raise KeyReusedError
    if found.answer is not None and not expired:
        answer: Answer = found.answer
        return answer
    if not expired and not abandoned:
        raise UnderWayError
    same = IdempotencyKey.objects.filter(pk=found.pk, claim=found.claim, claimed_at=found.claimed_at)
    same = same.filter(answer__isnull=True) if found.answer is None else same
    if not same.update(claim=row.claim, claimed_at=row.claimed_at, fingerprint=row.fingerprint, answer=None):
        raise UnderWayError
    return row.claim
