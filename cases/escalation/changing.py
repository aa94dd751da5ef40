"""A case changes so that another ladder serves, or another body answers: its colour, its county, who has it."""

from __future__ import annotations

from collections.abc import Iterable

from cases.escalation.levels import centre_for
from cases.escalation.stopping import waiting
from cases.models import Case, Clock, Rung


def forget_ladders(case_ids: Iterable[int]) -> None:
    """Colour or county of these cases changed: the job looks up anew by which ladder their running clocks climb; steps climbed stay climbed."""
    Clock.objects.filter(case_id__in=list(case_ids), stopped_at__isnull=True).update(ladder=None)


def taken_over(case: Case) -> None:
    """Another body took the case over, maybe in another area: what waits for an answer waits for the centre that covers the case now.

    Centres that are asked for the first time are told by the next run of the job that tells.
    """
    forget_ladders([case.pk])
    for row in waiting(case_id=case.pk).exclude(to_level=""):
        centre = None if row.to_level == Rung.COURT else centre_for(case.area_id, row.to_level)
        wanted = centre.pk if centre else case.organisation_id
        if row.organisation_id != wanted:
            row.organisation_id, row.told_at = wanted, None
            row.save(update_fields=["organisation", "told_at"])
