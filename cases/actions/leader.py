"""A leader takes a case personally (领导包案; 信访工作条例 18): the five fixed points (五定) are leader, people, time, task, duty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.acting import Step, acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Case, CaseOfficer, Colour, LeaderInCharge
from cases.models.party import OfficerRole
from cases.notices import NoticeKind
from cases.people import ABOVE_TOWNSHIP, CENTRES, covering, tell_of

ARTICLE: Final = "信访工作条例第十八条"


@dataclass(frozen=True, kw_only=True)
class FivePoints:
    """五定: who leads, with whom, until when, for what, answering for what."""

    leader: User
    people: str
    target_on: dt.date
    task: str
    duty: str


def appoint_leader(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, points: FivePoints) -> LeaderInCharge:
    """Put a leader in charge of the case. A red case needs one of the county or the city.

    Raises:
        Refused: the user leads nowhere that covers the case, or not high enough (`leader`); the day is past (`target_on`).
    """
    with acting(case, "cases.appoint_leader", by=by, at=at, version=version) as step:
        row = _put_in_charge(step, points)
        step.say(_("%(leader)s包案，%(day)s 前化解：%(task)s") % _words(row), article=ARTICLE, leader=row.pk)
    return row


def change_leader(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, points: FivePoints, reason: str) -> LeaderInCharge:
    """Put another leader, or other points, in the place of what holds, with the reason.

    Raises:
        Refused: as for `appoint_leader`.
    """
    with acting(case, "cases.change_leader", by=by, at=at, version=version) as step:
        _release(step, reason)
        row = _put_in_charge(step, points)
        step.say(_("更换为%(leader)s包案，%(day)s 前化解。理由：%(reason)s") % {**_words(row), "reason": reason}, article=ARTICLE, leader=row.pk)
    return row


def end_leader(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, reason: str) -> Case:
    """Release the leader, with the reason.

    Raises:
        Refused: the case is red, for then somebody must lead.
    """
    with acting(case, "cases.end_leader", by=by, at=at, version=version) as step:
        if step.case.colour == Colour.RED and step.case.concluded_at is None:
            raise Refused(_("红色案件须有包案领导，请改用“更换包案领导”。"))
        _release(step, reason)
        step.say(_("结束包案：%(reason)s") % {"reason": reason}, article=ARTICLE)
    return step.case


def _put_in_charge(step: Step[Case], points: FivePoints) -> LeaderInCharge:
    case, at = step.case, step.at
    roles = ABOVE_TOWNSHIP if case.colour == Colour.RED else CENTRES
    if not covering(case.area_id, roles, at).filter(pk=points.leader.pk).exists():
        needed = _("红色案件由县级以上领导包案。") if case.colour == Colour.RED else ""
        raise Refused({"leader": _("所选人员不是本案所在辖区的领导。%(needed)s") % {"needed": needed}})
    if points.target_on < local_day(at):
        raise Refused({"target_on": _("化解时限不能早于今天。")})
    row = LeaderInCharge.objects.create(
        case_id=case.pk,
        leader=points.leader,
        people=points.people.strip(),
        target_on=points.target_on,
        task=points.task.strip(),
        duty=points.duty.strip(),
        since=at,
        by=step.by.user,
    )
    _let_see(step, points.leader)
    title = _("请您包案化解（%(number)s）") % {"number": case.number}
    tell_of(case, {points.leader.pk}, kind=NoticeKind.COLOUR, key=f"leader:{row.pk}", title=title, at=at, urgent=case.colour == Colour.RED)
    return row


def _let_see(step: Step[Case], leader: User) -> None:
    """Of a confidential case the leader is named among those who may know."""
    if step.case.confidential and not CaseOfficer.objects.filter(case_id=step.case.pk, user=leader, until__isnull=True).exists():
        CaseOfficer.objects.create(case_id=step.case.pk, user=leader, role=OfficerRole.NAMED, since=step.at)
        step.searched_words_changed()


def _release(step: Step[Case], reason: str) -> None:
    live = LeaderInCharge.objects.filter(case_id=step.case.pk, until__isnull=True)
    if not live.update(until=step.at, end_reason=reason.strip()):
        raise Refused(_("本案没有包案领导。"))


def _words(row: LeaderInCharge) -> dict[str, str]:
    return {"leader": str(row.leader), "day": row.target_on.isoformat(), "task": row.task}
