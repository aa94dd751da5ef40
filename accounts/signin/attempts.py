"""Failures are counted on the user's row and lock the account, so that neither a restart nor a flushed cache forgets them.

An attempt is paid for before the password is looked at, in one conditional UPDATE: however many requests come at once, no more than
`LIMIT` passwords are tried. A right password gives the payment back. For user names that do not exist the cache counts
the same way and gives the same answer, so that nobody learns which names exist (GB/T 22239: identity, failures are handled).
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.cache import cache
from django.db import connection

from accounts.models import User

LIMIT = 5
"""Attempts without success after which the account locks."""
LOCK_FOR = dt.timedelta(minutes=15)

_PAY = """
    UPDATE accounts_user
       SET failed_sign_ins = CASE WHEN locked_until <= %(at)s THEN 1 ELSE failed_sign_ins + 1 END,
           locked_until = CASE WHEN locked_until IS NULL AND failed_sign_ins + 1 >= %(limit)s THEN %(until)s END
     WHERE UPPER(username) = UPPER(%(username)s) AND (locked_until IS NULL OR locked_until <= %(at)s)
 RETURNING failed_sign_ins
"""


class LockedError(Exception):
    """Too many attempts failed; `until` is when the next one is allowed (aware)."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"locked until {until.isoformat()}")
        self.until = until


def pay_for_attempt(username: str, *, at: dt.datetime) -> int:
    """Count an attempt before it is made; returns which one in a row it is.

    Raises:
        LockedError: the attempts are used up.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PAY, {"username": username, "at": at, "until": at + LOCK_FOR, "limit": LIMIT})
        row = cursor.fetchone()
    if row:
        return int(row[0])
    until = User.objects.filter(username__iexact=username).values_list("locked_until", flat=True).first()
    if until:
        raise LockedError(until)
    return _pay_for_unknown(username, at)


def forgive(user: User) -> None:
    """The password was right, or an administrator unlocks: the count starts anew."""
    User.objects.filter(pk=user.pk).update(failed_sign_ins=0, locked_until=None)


def _pay_for_unknown(username: str, at: dt.datetime) -> int:
    """The same count for a name that no user has, kept for the time of a lock."""
    key = "signin.unknown:" + hashlib.sha256(username.upper().encode()).hexdigest()
    until: float | None = cache.get(f"{key}:until")
    if until is not None and until > at.timestamp():
        raise LockedError(dt.datetime.fromtimestamp(until, tz=at.tzinfo))
    seconds = int(LOCK_FOR.total_seconds())
    cache.add(key, 0, timeout=seconds)
    try:
        count = int(cache.incr(key))
    except ValueError:  # it ran out between the two
        count = 1
    if count >= LIMIT:
        cache.set(f"{key}:until", (at + LOCK_FOR).timestamp(), timeout=seconds)
        cache.delete(key)
    return count
