"""Turning notices into deliveries: by which ways each leaves, and when. In batches, each one transaction with a fixed number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from cases.models.notices import Delivery, Manner, Notice, NoticeChannel, Webhook
from cases.notices.choices import Choice, choices_of, hours_of, manner_of
from cases.notices.hours import DEFAULT, Hours, after_quiet, next_digest

BATCH = 1000


@dataclass(frozen=True)
class _Ways:
    """What a batch needs to know of its people, and the gateways in use with the kinds that each takes (none named: all)."""

    mailed: frozenset[int]
    chosen: dict[int, dict[Choice, Manner]]
    hours: dict[int, Hours]
    gateways: tuple[tuple[int, frozenset[str]], ...]


def plan(*, now: dt.datetime, batch: int = BATCH) -> int:
    """Plan every notice that is not planned yet; returns how many. May be killed, doubled or late: a notice is planned once.

    Rows are taken with SKIP LOCKED, so that two that plan at the same time share the work.
    """
    planned = 0
    while count := _plan_batch(now, batch):
        planned += count
    return planned


@transaction.atomic
def _plan_batch(now: dt.datetime, batch: int) -> int:
    waiting = Notice.objects.filter(planned_at__isnull=True).select_for_update(skip_locked=True, no_key=True)
    notices = list(waiting.only("user_id", "kind", "urgent").order_by("pk")[:batch])
    if notices:
        ways = _ways({notice.user_id for notice in notices})
        found = [delivery for notice in notices for delivery in _deliveries(notice, ways, now)]
        Delivery.objects.bulk_create(found, ignore_conflicts=True)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(planned_at=now)
    return len(notices)


def _ways(users: set[int]) -> _Ways:
    mailed = User.objects.filter(pk__in=users, is_active=True).exclude(email="").values_list("pk", flat=True)
    gateways = Webhook.objects.filter(active=True).values_list("pk", "kinds")
    return _Ways(frozenset(mailed), choices_of(users), hours_of(users), tuple((pk, frozenset(kinds)) for pk, kinds in gateways))


def _deliveries(notice: Notice, ways: _Ways, now: dt.datetime) -> Iterator[Delivery]:
    if notice.user_id in ways.mailed:
        yield from _delivery(notice, NoticeChannel.MAIL, None, ways, now)
    for webhook, kinds in ways.gateways:
        if not kinds or notice.kind in kinds:
            yield from _delivery(notice, NoticeChannel.WEBHOOK, webhook, ways, now)


def _delivery(notice: Notice, channel: NoticeChannel, webhook: int | None, ways: _Ways, now: dt.datetime) -> Iterator[Delivery]:
    manner = manner_of(ways.chosen.get(notice.user_id, {}), notice.kind, channel)
    if manner == Manner.OFF:
        return
    hours = ways.hours.get(notice.user_id, DEFAULT)
    digest = manner == Manner.DIGEST and not notice.urgent
    yield Delivery(notice_id=notice.pk, channel=channel, webhook_id=webhook, digest=digest, next_at=_first_try(notice, hours, now, digest=digest))


def _first_try(notice: Notice, hours: Hours, now: dt.datetime, *, digest: bool) -> dt.datetime:
    if digest:
        return next_digest(now, hours)
    return now if notice.urgent else after_quiet(now, hours)
