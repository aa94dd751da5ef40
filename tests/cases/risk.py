"""Input of the acts of supervision and risk, and cases on which they were done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Role
from cases.calendar import calendar
from cases.daycount import add_working_days, local_day
from cases.models import Attachment, Case
from tests.acts import do, fresh
from tests.factories.people import posted

DAY = dt.timedelta(days=1)


def today() -> dt.date:
    """The day in Asia/Shanghai."""
    return local_day(timezone.now())


def workday(count: int = 3) -> dt.date:
    """So many working days from today."""
    return add_working_days(today(), count, calendar())


def county() -> Actor:
    """Somebody at the governance centre of the county."""
    return posted(Role.COUNTY_CENTER, "611002")


def city() -> Actor:
    """A leader of the city."""
    return posted(Role.CITY_LEADER, "6110")


def order_input(**changes: Any) -> dict[str, Any]:
    """An order of supervision."""
    return {"ground": "overdue", "text": "请组织专题会商并化解", "answer_by": workday().isoformat(), **changes}


def leader_input(leader: Actor, **changes: Any) -> dict[str, Any]:
    """五定."""
    return {
        "leader": leader.user.pk,
        "people": "政法委、司法所、派出所",
        "target_on": (today() + 15 * DAY).isoformat(),
        "task": "稳控双方，限期化解",
        "duty": "包化解、包稳控、包教育",
        **changes,
    }


def plan_input(leader: Actor, *days: int, **changes: Any) -> dict[str, Any]:
    """A plan with a step due in each of these days."""
    due = [(today() + count * DAY).isoformat() for count in days or (3,)]
    steps = [{"text": f"入户走访第{number}次", "owner": "张主任", "due_on": day} for number, day in enumerate(due, 1)]
    return {"aim": "双方签订协议并履行", "owner": leader.user.pk, "steps": steps, **changes}


def paper_of(case: Case, by: Actor) -> Attachment:
    """A file of the case."""
    file = {"name": "会商纪要.jpg", "stored_as": f"paper-{case.pk}", "media_type": "image/jpeg", "size": 1}
    return Attachment.objects.create(case_id=case.pk, by=by.user, at=timezone.now(), **file)


def planned(case: Case, by: Actor) -> Any:
    """The case with a plan."""
    do("make_plan", fresh(case), by, **plan_input(by))
    return fresh(case)


def finding_input(case: Case, **changes: Any) -> dict[str, Any]:
    """A finding of a look-back."""
    return {"kind": "timeliness", "text": "受理后十日未组织调解", "organisation": case.organisation_id, "proposal": "improve", **changes}
