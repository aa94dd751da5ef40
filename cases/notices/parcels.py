"""The queue of what is to leave: claimed by one deliverer at a time, given back when that one dies, marked only by who holds the claim.

A parcel is what leaves together: one notice, or a digest. It is claimed in a transaction of its own *before* it is sent, so that two
deliverers never send the same one. A claim is a lease: who was killed with it in hand lets it run out, and the parcel is claimed anew under the
same id. Every mark asks for the claim it was made under, so that a deliverer who was merely slow cannot overwrite what another has done since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from cases.models.notices import Delivery, DeliveryState, NoticeChannel

LEASE = dt.timedelta(minutes=5)
"""Longer than the slowest single sending: the timeouts of a channel add up to less."""
MAX_TRIES = 10
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=1)
SPREAD = 0.5
"""The share of a pause that chance may add, so that what failed together does not come back together."""
_DIGESTS = 0x64696765
"""Key of the advisory lock: digests are put together by one at a time, so that a person gets one and not two halves."""
ERROR = 300

Target = tuple[str, int | None]
"""A channel, and the gateway where it is one."""


@dataclass(frozen=True)
class Claim:
    """A parcel in hand: its first delivery, and the moment of the claim, under which it may be marked."""

    pk: int
    channel: str
    webhook_id: int | None
    digest: bool
    tries: int
    claimed_at: dt.datetime

    @property
    def target(self) -> Target:
        """Where it goes."""
        return self.channel, self.webhook_id


def claim_next(*, now: dt.datetime, without: Collection[Target] = ()) -> Claim | None:
    """Claim the parcel that has been due longest, but none for the targets in `without`. None where nothing is due."""
    gateways = [webhook for _channel, webhook in without if webhook is not None]
    channels = [channel for channel, webhook in without if webhook is None]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "gateways": gateways, "channels": channels})
        row = cursor.fetchone()
    return None if row is None else Claim(*row)


_CLAIM = """
UPDATE cases_delivery SET state = 'sending', claimed_at = %(now)s, tries = tries + 1
WHERE id = (
    SELECT id FROM cases_delivery
    WHERE state = 'queued' AND next_at <= %(now)s AND (NOT digest OR parcel_id = id)
      AND channel <> ALL(%(channels)s::text[]) AND (webhook_id IS NULL OR webhook_id <> ALL(%(gateways)s::bigint[]))
    ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, channel, webhook_id, digest, tries, claimed_at
"""


def parts_of(claim: Claim) -> list[Delivery]:
    """The deliveries of a parcel with their notices, oldest first."""
    return list(_parts(claim.pk).filter(state__in=_GOING).select_related("notice", "notice__user", "webhook").order_by("notice_id"))


_GOING = (DeliveryState.QUEUED, DeliveryState.SENDING)


def _parts(pk: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(Q(pk=pk) | Q(parcel_id=pk))


def finish(claim: Claim, *, sent: Collection[int], dropped: dict[int, str], now: dt.datetime) -> bool:
    """Mark a parcel as done: these deliveries left, those (with the reason) were left out. False where the claim was lost meanwhile."""
    with transaction.atomic():
        if not _hold(claim):
            return False
        Delivery.objects.filter(pk__in=sent).update(state=DeliveryState.SENT, sent_at=now, claimed_at=None, error="")
        for reason in set(dropped.values()):
            those = [pk for pk, why in dropped.items() if why == reason]
            Delivery.objects.filter(pk__in=those).update(state=DeliveryState.DROPPED, claimed_at=None, error=reason[:ERROR])
    return True


def fail(claim: Claim, *, error: str, now: dt.datetime, chance: float, permanent: bool = False, wait: dt.timedelta | None = None) -> bool:
    """Give a parcel back after a failure, or bury it: for good where trying again is of no use or has been done often enough.

    `wait` is what the receiver asked for. `chance` lies in 0 to 1. False where the claim was lost meanwhile.
    """
    if permanent or claim.tries >= MAX_TRIES:
        return _bury(claim, error)
    changed = {"state": DeliveryState.QUEUED, "claimed_at": None, "error": error[:ERROR], "next_at": now + pause(claim.tries, chance, wait)}
    return bool(_held(claim).update(**changed))


def pause(tries: int, chance: float, wait: dt.timedelta | None = None) -> dt.timedelta:
    """How long to wait after that many tries: doubled each time up to an hour, and up to half as much again by chance."""
    doubled = min(FIRST_PAUSE * (1 << (tries - 1)), LONGEST_PAUSE)
    return max(doubled, min(wait or doubled, LONGEST_PAUSE)) * (1 + SPREAD * chance)


def postpone(claim: Claim, *, until: dt.datetime) -> bool:
    """Give a parcel back untried."""
    return bool(_held(claim).update(state=DeliveryState.QUEUED, claimed_at=None, next_at=until, tries=F("tries") - 1))


def _bury(claim: Claim, error: str) -> bool:
    with transaction.atomic():
        if not _hold(claim):
            return False
        _parts(claim.pk).filter(state__in=_GOING).update(state=DeliveryState.DEAD, claimed_at=None, error=error[:ERROR])
    return True


def _held(claim: Claim) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=claim.pk, state=DeliveryState.SENDING, claimed_at=claim.claimed_at)


def _hold(claim: Claim) -> bool:
    """Lock the first delivery if the claim still stands."""
    return _held(claim).select_for_update(no_key=True).exists()


def release_expired(*, now: dt.datetime, error: str) -> int:
    """Give back what somebody claimed and never marked within the lease; returns how many. One that ends every deliverer is buried at last."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=now - LEASE).select_for_update(skip_locked=True, no_key=True)
    with transaction.atomic():
        rows = list(lost.values_list("pk", "tries"))
        back = [pk for pk, tries in rows if tries < MAX_TRIES]
        dead = [pk for pk, tries in rows if tries >= MAX_TRIES]
        Delivery.objects.filter(pk__in=back).update(state=DeliveryState.QUEUED, claimed_at=None, next_at=now, error=error)
        gone = Delivery.objects.filter(Q(pk__in=dead) | Q(parcel_id__in=dead), state__in=_GOING)
        gone.update(state=DeliveryState.DEAD, claimed_at=None, error=error)
    return len(rows)


def put_together(*, now: dt.datetime) -> int:
    """Make parcels of the digests that are due, one for each person and target; returns how many deliveries are in them. One statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_DIGESTS])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TOGETHER, [now])
        count: int = cursor.rowcount
    return count


_TOGETHER = """
WITH due AS (
    SELECT d.id, min(d.id) OVER (PARTITION BY n.user_id, d.channel, d.webhook_id) AS first
    FROM cases_delivery d JOIN cases_notice n ON n.id = d.notice_id
    WHERE d.state = 'queued' AND d.digest AND d.parcel_id IS NULL AND d.next_at <= %s
)
UPDATE cases_delivery d SET parcel_id = due.first FROM due WHERE d.id = due.id
"""


def revive(parcels: Sequence[int], *, now: dt.datetime) -> int:
    """Let dead parcels be tried anew, from the first try on; returns how many."""
    dead = Delivery.objects.filter(pk__in=parcels, state=DeliveryState.DEAD)
    with transaction.atomic():
        found = list(dead.select_for_update(no_key=True).values_list("pk", flat=True))
        Delivery.objects.filter(Q(pk__in=found) | Q(parcel_id__in=found), state=DeliveryState.DEAD).update(
            state=DeliveryState.QUEUED, tries=0, next_at=now
        )
    return len(found)


def drop(parcels: Sequence[int], *, reason: str) -> int:
    """Give dead parcels up; returns how many."""
    dead = Delivery.objects.filter(pk__in=parcels, state=DeliveryState.DEAD)
    with transaction.atomic():
        found = list(dead.select_for_update(no_key=True).values_list("pk", flat=True))
        Delivery.objects.filter(Q(pk__in=found) | Q(parcel_id__in=found), state=DeliveryState.DEAD).update(
            state=DeliveryState.DROPPED, error=reason[:ERROR]
        )
    return len(found)


def first_of_parcels() -> QuerySet[Delivery]:
    """One row for each parcel."""
    return Delivery.objects.filter(Q(parcel__isnull=True) | Q(parcel_id=F("pk")))


MAIL_TARGET: Target = (NoticeChannel.MAIL.value, None)
