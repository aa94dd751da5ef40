"""Periods of limitation that run against a party while mediation goes on; shown to the mediator, never a clock of the case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise

from cases.clock import add_months
from cases.limits import LIMITATION_WARNINGS, Limit
from disputes.models import Dispute

LABOUR_GROUP = "07"
RURAL_LAND = "0901"


@dataclass(frozen=True)
class LimitationWarning:
    """A period of limitation counted from the day the matter arose, which is the earliest it can have begun."""

    code: str
    name: str | Promise
    article: str | Promise
    ends_on: dt.date
    days_left: int
    """Negative once it has ended."""


def warnings_of(dispute: Dispute, today: dt.date) -> list[LimitationWarning]:
    """What may lapse for this kind of dispute (劳动争议调解仲裁法 27；农村土地承包经营纠纷调解仲裁法 18；民法典 188), the nearest first."""
    codes = ["limitation.civil"]
    if dispute.category_id.startswith(LABOUR_GROUP):
        codes = ["limitation.labour"]
    elif dispute.category_id == RURAL_LAND:
        codes = ["limitation.rural_land", "limitation.civil"]
    return sorted((_warning(LIMITATION_WARNINGS[code], dispute.occurred_on, today) for code in codes), key=lambda each: each.ends_on)


def _warning(limit: Limit, since: dt.date, today: dt.date) -> LimitationWarning:
    ends_on = add_months(since, limit.amount)
    return LimitationWarning(limit.code, limit.name, limit.article, ends_on, (ends_on - today).days)
