"""Reviews (研判) of red and yellow cases in their rhythm."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases import risk_clocks
from cases.acting import acting
from cases.models import Case, CaseReview

ARTICLE: Final = "平台约定：红色每日研判，黄色每周研判"


def review(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, text: str) -> CaseReview:
    """Put a review on record; the next one falls due by the rhythm of the colour."""
    with acting(case, "cases.review", by=by, at=at, version=version) as step:
        found = step.case
        day = risk_clocks.refresh_review(found, at=at)
        row = CaseReview.objects.create(case_id=found.pk, at=at, by=by.user, colour=found.colour, text=text.strip(), next_on=day)
        following = _("下次研判 %(day)s。") % {"day": day.isoformat()} if day else ""
        step.say(_("研判：%(text)s %(following)s") % {"text": row.text, "following": following}, article=ARTICLE, review=row.pk)
    return row
