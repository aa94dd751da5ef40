"""Telling the centres concerned of new warnings: one notice to each person for all that a run found, told once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Posting, Role
from accounts.models.area import CODE_LENGTH, Level
from cases.daycount import local_day
from cases.notices import Message, NoticeKind, tell_all
from reports.models.warning import EarlyWarning, Grade, WarningKind, WarningState

_COUNTY: Final = CODE_LENGTH[Level.COUNTY]


def tell_new(*, at: dt.datetime) -> int:
    """Tell those whom the untold open warnings concern, in the caller's transaction; how many notices are new.

    Who is told: the centres of township and county that hold the warning's area, and the city for what goes beyond a county or is grave.
    Of cases that are confidential nobody is told: they show only to those to whom they are handed.
    """
    today = local_day(at)
    untold = EarlyWarning.objects.filter(told_at__isnull=True)
    public = Count("links", filter=Q(links__case__confidential=False))
    rows = list(untold.filter(state=WarningState.OPEN, shown_until__gte=today).annotate(public=public))
    concerned = _concerned([row for row in rows if _may_be_told(row)], today)
    told = tell_all([_message(user, found, at) for user, found in sorted(concerned.items())])
    untold.update(told_at=at)
    return told


def _may_be_told(row: EarlyWarning) -> bool:
    public: int = row.public  # type: ignore[attr-defined]
    return public >= {WarningKind.REPEAT: 2, WarningKind.FAILED: 1}.get(WarningKind(row.kind), 0)


def _concerned(rows: Sequence[EarlyWarning], today: dt.date) -> Mapping[int, list[EarlyWarning]]:
    found: dict[int, list[EarlyWarning]] = defaultdict(list)
    roles = (Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.CITY_LEADER)
    postings = sorted(set(Posting.objects.live(today).filter(role__in=roles).values_list("user_id", "area_id", "role"))) if rows else []
    for row in rows:
        far = row.grade == Grade.GRAVE or len(row.area_id) < _COUNTY
        for user, area, role in postings:
            if row.area_id.startswith(area) and (far or role != Role.CITY_LEADER) and row not in found[user]:
                found[user].append(row)
    return {user: warnings for user, warnings in found.items() if warnings}


def _message(user: int, rows: Sequence[EarlyWarning], at: dt.datetime) -> Message:
    """The key names the newest of the warnings and the day: the same ones are never told twice."""
    by_kind = [(kind.label, sum(row.kind == kind for row in rows)) for kind in WarningKind]
    grave = sum(row.grade == Grade.GRAVE for row in rows)
    return Message(
        users=(user,),
        kind=NoticeKind.EARLY_WARNING,
        key=f"early:{local_day(at):%Y%m%d}:{max(row.pk for row in rows)}",
        title=_("新增苗头预警 %(count)d 条，其中严重 %(grave)d 条") % {"count": len(rows), "grave": grave},
        body="、".join(f"{label} {count}" for label, count in by_kind if count),
        url=reverse("reports:warnings"),
        at=at,
    )
