"""What time alone brings about: the thirty days for a joint application run out (人民调解法 33).

They are a right of the parties and no task of the committee: when they are over, the clock ends and the case is not overdue for it.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clocks
from cases.models import Case, CaseEvent, Clock

BATCH = 200
ACT = "disputes.lapse_confirmation"
KIND = "dispute.confirm"


def lapse_confirmation_windows(*, at: dt.datetime) -> int:
    """End the windows that are over; how many there were. May be killed, run twice, or run beside itself: each case is its own transaction.

    A case that somebody works on at the moment is passed over; the next run takes it.
    """
    due = Clock.objects.filter(kind=KIND, stopped_at__isnull=True, due_at__lte=at).order_by("due_at", "pk")
    return sum(_lapse(case_id, at) for case_id in list(due.values_list("case_id", flat=True)[:BATCH]))


@transaction.atomic
def _lapse(case_id: int, at: dt.datetime) -> bool:
    rows = Case.objects.get_queryset().select_for_update(no_key=True, skip_locked=True)
    case = rows.filter(pk=case_id).first()
    over = Clock.objects.filter(case_id=case_id, kind=KIND, stopped_at__isnull=True, due_at__lte=at)
    if case is None or not over.exists():
        return False
    clocks.stop(case, KIND, at=at, reason="lapsed")
    clocks.mirror(case)
    case.version += 1
    case.updated_at = at
    case.save(update_fields=["due_at", "clock_kind", "paused", "version", "updated_at"])
    CaseEvent.objects.create(
        case_id=case.pk,
        act=ACT,
        at=at,
        source=case.state,
        target=case.state,
        text=_("三十日已过，双方未共同申请司法确认；协议继续有效。"),
        article="人民调解法第三十一条、第三十三条",
        version=case.version,
    )
    return True
