"""Sending what is due. May be killed at any point, run twice or beside itself, early or late: each parcel is claimed before it is sent.

There is one window that nobody can close from this side: killed after the receiver said yes and before the mark is written, a deliverer
leaves a parcel that is sent again when the lease ends. It holds at most one parcel, for parcels are claimed one by one, and the second sending
carries the same id as the first (Message-ID, Idempotency-Key), by which the receiver knows it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import structlog
from django.utils.translation import gettext as _

from accounts.language import on_record
from cases.models.notices import NoticeChannel
from cases.notices import parcels
from cases.notices.gateways import body_of, call
from cases.notices.letters import Letter, key_of
from cases.notices.mail import Mailer
from cases.notices.outcome import Outcome
from cases.notices.parcels import Claim, Target
from cases.notices.planning import plan
from cases.notices.wanted import Wanted, still_wanted

log = structlog.get_logger(__name__)

BUDGET = dt.timedelta(seconds=50)
"""After this long a run ends and leaves the rest to the next."""


@on_record()
def run(*, clock: Callable[[], dt.datetime], chance: Callable[[], float] = random.random) -> int:
    """Plan, give back what was lost, put digests together, send what is due; returns how many parcels were in hand."""
    began = clock()
    plan(now=began)
    parcels.release_expired(now=began, error=_("投递中断，已重新排队"))
    parcels.put_together(now=began)
    down: set[Target] = set()
    handled = 0
    with Mailer() as mailer:
        while clock() - began < BUDGET:
            claim = parcels.claim_next(now=clock(), without=down)
            if claim is None:
                break
            outcome = _deliver(claim, mailer, clock, chance)
            if outcome is not None and outcome.target_down:
                down.add(claim.target)
            handled += 1
    return handled


def _deliver(claim: Claim, mailer: Mailer, clock: Callable[[], dt.datetime], chance: Callable[[], float]) -> Outcome | None:
    """Send one parcel, as far as it is still wanted; None where nothing was sent."""
    wanted = still_wanted(claim, parcels.parts_of(claim), now=clock())
    if wanted.until is not None:
        parcels.postpone(claim, until=wanted.until)
        return None
    if not wanted.parts:
        parcels.finish(claim, sent=[], dropped=wanted.dropped, now=clock())
        return None
    outcome = _send(claim, wanted, mailer, clock())
    if outcome.sent:
        kept = parcels.finish(claim, sent=[part.pk for part in wanted.parts], dropped=wanted.dropped, now=clock())
    else:
        kept = parcels.fail(claim, error=outcome.error, now=clock(), chance=chance(), permanent=outcome.permanent, wait=outcome.wait)
        log.warning("notice_not_delivered", channel=claim.channel, webhook=claim.webhook_id, tries=claim.tries, error=outcome.error)
    if not kept:
        log.warning("notice_claim_lost", delivery=claim.pk)
    return outcome


def _send(claim: Claim, wanted: Wanted, mailer: Mailer, now: dt.datetime) -> Outcome:
    letter = Letter(key_of(wanted.first), wanted.first.notice.user, [part.notice for part in wanted.parts], wanted.numbers)
    if claim.channel == NoticeChannel.MAIL:
        return mailer.send(letter)
    webhook = wanted.first.webhook
    if webhook is None:
        raise LookupError(f"delivery {claim.pk} goes to a gateway and names none")
    return call(webhook, body_of(letter), now=now)
