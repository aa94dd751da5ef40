"""Takes up what a killed worker left, and removes what nobody needs any more."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from disputes.ledger import storing
from disputes.models import LedgerImport, LedgerRow

STANDS_STILL = dt.timedelta(seconds=45)
"""So long without a batch, and a run is taken to be dead; one that lives after all finds its place moved on and leaves."""
UNDECIDED = dt.timedelta(days=7)
KEPT = dt.timedelta(days=30)
State = LedgerImport.State


def run(*, at: dt.datetime) -> None:
    """One round."""
    take_up(at=at)
    give_up_undecided(at=at)
    wipe_cells(at=at)


def take_up(*, at: dt.datetime) -> int:
    """Send every ledger on its way again that stands still; how many."""
    from disputes.tasks import check_ledger, load_ledger

    still = LedgerImport.objects.filter(Q(progressed_at=None) | Q(progressed_at__lt=at - STANDS_STILL), state__in=[State.CHECKING, State.LOADING])
    jobs = {State.CHECKING: check_ledger, State.LOADING: load_ledger}
    found = list(still.values_list("pk", "state"))
    for pk, state in found:
        jobs[State(state)].delay(pk)
    return len(found)


def give_up_undecided(*, at: dt.datetime) -> None:
    """Files that nobody mapped or confirmed are let go, and their stored bytes with them."""
    for ledger in LedgerImport.objects.filter(state__in=[State.UPLOADED, State.CHECKED], created_at__lt=at - UNDECIDED):
        ended = LedgerImport.objects.filter(pk=ledger.pk, state=ledger.state)
        if ended.update(state=State.REFUSED, finished_at=at, message=_("超过 %d 天未确认，已取消。") % UNDECIDED.days):
            storing.remove(ledger)


def wipe_cells(*, at: dt.datetime) -> None:
    """The cells of rows that were not loaded are kept for a while, to be downloaded and mended, then wiped (个人信息保护法 19)."""
    over = LedgerImport.objects.filter(state__in=[State.DONE, State.REFUSED], finished_at__lt=at - KEPT)
    LedgerRow.objects.filter(ledger__in=over).exclude(cells=b"").update(cells=b"")
