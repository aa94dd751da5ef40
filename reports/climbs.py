"""Counting which cases climbed to which level, month by month, so that pages read sums instead of escalations.

The present month and the one before are counted anew, each in one transaction behind an advisory lock: killed, doubled or late, the counts
come out the same.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection, transaction
from django.db.models import Sum

from cases.daycount import local_day
from reports.models import ClimbCount
from reports.months import Period, ends_at, month_of, shifted, starts_at

_LOCK: Final = 0x434C  # "CL": the first half of the advisory lock's key; the second one is the month
_COUNT: Final = """
    INSERT INTO reports_climbcount (month, area, kind, to_level, cases)
    SELECT %(month)s, left(c.area_id, 12), c.kind, e.to_level, count(DISTINCT e.case_id)
    FROM cases_escalation e JOIN cases_case c ON c.id = e.case_id
    WHERE e.at >= %(start)s AND e.at < %(end)s AND e.ground <> 'warn' AND e.to_level <> ''
    GROUP BY 2, 3, 4
"""


def count_climbs(*, at: dt.datetime) -> int:
    """Count the present month and the one before anew; how many months were counted (another run may be counting one already)."""
    this = month_of(local_day(at))
    return sum(_count(month) for month in (shifted(this, -1), this))


def _count(month: dt.date) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, month.year * 100 + month.month])
        if not cursor.fetchone()[0]:
            return False
        ClimbCount.objects.filter(month=month).delete()
        cursor.execute(_COUNT, {"month": month, "start": starts_at(month), "end": ends_at(month)})
    return True


def climbs_of(area: str, period: Period, *, kind: str = "dispute") -> dict[str, int]:
    """How many cases of an area, and of all that lies in it, climbed to each level; a case that did so in two months counts in both."""
    rows = ClimbCount.objects.filter(month__range=(period.first, period.last), kind=kind, area__startswith=area)
    return dict(rows.order_by().values_list("to_level").annotate(total=Sum("cases")))
