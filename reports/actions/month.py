"""The four-level cycle of a month: village, township, county submit to the level above or are returned by it; the city locks.

What an act needs: a posting whose role grants it and whose area holds the area in question (for returning and marking: the area above it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.language import on_record
from accounts.models import Area, Posting
from accounts.models.area import Level
from accounts.policies import SYSTEM_GRANTS
from cases.daycount import SHANGHAI
from cases.errors import ActError, Refused
from cases.notices import NoticeKind, tell
from reports import filling
from reports.actions.below import HANDED_IN, REPORTING, as_kept, hand_in_all, open_tree
from reports.figures import Cut, totals
from reports.models import FillState, MonthEvent, MonthReport
from reports.months import Period, ends_at

State = MonthReport.State
_LOCK = 0x4D52  # "MR": acts on the same month stand in line


class NotAllowed(ActError):
    """The role or the area of the posting does not grant the act."""

    code = "not_granted"

    def __init__(self, act: str, area: Area) -> None:
        super().__init__(_("您的角色不能对%(area)s的月报“%(act)s”。") % {"act": act, "area": area.short_name})


@dataclass(frozen=True)
class _Step:
    """An act under way, under the lock of its month."""

    month: dt.date
    area: Area
    by: Actor | None
    at: dt.datetime
    posting: Posting | None

    def put(self, state: str, *, reason: str = "", figures: dict[str, Any] | None = None) -> MonthReport:
        """Write how the area stands now."""
        on_behalf = self.posting is not None and self.posting.area_id != self.area.pk
        values: dict[str, Any] = {"state": state, "reason": reason, "by": self.by.user if self.by else None, "at": self.at, "on_behalf": on_behalf}
        if figures is not None:
            values["figures"] = figures
        report, _made = MonthReport.objects.update_or_create(month=self.month, area=self.area, defaults=values)
        return report

    def say(self, act: str, text: str, **data: Any) -> MonthEvent:
        """One row of the log."""
        return MonthEvent.objects.create(
            month=self.month,
            area=self.area,
            act=act,
            by=self.by.user if self.by else None,
            organisation_id=self.posting.organisation_id if self.posting else None,
            role=self.posting.role if self.posting else "",
            at=self.at,
            text=text[:500],
            data=data,
        )


def submit(*, month: dt.date, area: Area, by: Actor, at: dt.datetime) -> MonthReport:
    """Hand the month of an area in to the level above, with its figures as they are now. A level above may do it on behalf.

    Raises:
        NotAllowed: no posting grants it.
        Refused: the month has not ended, is locked or handed in already, an area under it is still open, or it is the city.
    """
    with _acting("submit", _("报送"), month=month, area=area, by=by, at=at) as step:
        return _submit(step)


def submit_below(*, month: dt.date, area: Area, by: Actor, at: dt.datetime) -> int:
    """Hand in, on behalf, every area at any depth under this one that is still open, from the bottom up; how many. Errors as of `submit`."""
    with _acting("submit", _("代报"), month=month, area=area, by=by, at=at) as step:
        _check_month(step)
        waiting = open_tree(area, month)
        if not waiting:
            raise Refused(_("没有可以代报的下级。"))
        filling.refresh(month, at=at)
        return hand_in_all(waiting, over=area, month=month, posting=step.posting, by=by.user, at=at)


def return_report(*, month: dt.date, area: Area, by: Actor, at: dt.datetime, reason: str) -> MonthReport:
    """Give a report back to the area that handed it in, with a reason; who handed it in is told.

    Raises:
        NotAllowed: no posting of the level above grants it.
        Refused: no reason, not handed in, or the level above has handed in already (`area`).
    """
    with _acting("return", _("退回"), month=month, area=area, by=by, at=at, above=True) as step:
        _check_reason(reason)
        report = MonthReport.objects.filter(month=month, area=area).first()
        if report is None or report.state not in (State.SUBMITTED, State.MISSING):
            raise Refused(_("%(area)s的月报现为“%(state)s”，不能退回。") % {"area": area.short_name, "state": _label(report)})
        _check_above_open(step)
        told = report.by_id
        found = step.put(State.RETURNED, reason=reason.strip())
        event = step.say("return", reason.strip())
        if told:
            title = _("%(area)s %(month)s 月报被退回") % {"area": area.short_name, "month": f"{month:%Y-%m}"}
            tell([told], kind=NoticeKind.REPORT, key=f"month.return.{event.pk}", title=title, body=reason.strip(), url=page_of(area, month), at=at)
        return found


def mark_missing(*, month: dt.date, area: Area, by: Actor, at: dt.datetime, reason: str) -> MonthReport:
    """Let the level above go on without the report of an area, with a reason. Its cases are counted all the same.

    Raises:
        NotAllowed: no posting of the level above grants it.
        Refused: no reason, the month has not ended, handed in already, or the level above has handed in already.
    """
    with _acting("mark_missing", _("记缺报"), month=month, area=area, by=by, at=at, above=True) as step:
        _check_reason(reason)
        _check_month(step)
        _check_open(step)
        _check_above_open(step)
        found = step.put(State.MISSING, reason=reason.strip(), figures=_figures(step))
        step.say("mark_missing", reason.strip())
        return found


def lock(*, month: dt.date, city: Area, by: Actor, at: dt.datetime) -> FillState:
    """Close a month: its figures are counted once more and frozen as version 1. All or nothing.

    Raises:
        NotAllowed: no posting at the city grants it.
        Refused: the month has not ended or is locked already, or a county is still open.
    """
    with _acting("lock", _("锁定"), month=month, area=city, by=by, at=at) as step:
        _check_month(step)
        _check_below(step)
        return _lock_month(step, _("各级已报送，锁定。"))


def close_on_day(*, month: dt.date, city: Area, at: dt.datetime) -> FillState | None:
    """Close a month whose last day of reporting is over, without waiting any longer: who has not reported is marked missing. By a job.

    Two transactions: the first puts on file that the month is being closed, the second counts. A run that is killed between them, or in the
    second one, is taken up by the next.
    """
    with _standing_in_line(month):
        if filling.is_closed(month):
            return None
        for county in open_below(city, month):
            late = _Step(month, county, None, at, None)
            late.put(State.MISSING, reason=_("截止日未报送，系统结账"), figures=_figures(late))
            late.say("mark_missing", _("截止日未报送，系统结账"))
        filling.begin_version(month, reason=FillState.Reason.CLOSING, at=at)
    return _close(month, city, at, _("截止日已过，系统结账。"))


def close_history(*, month: dt.date, city: Area, at: dt.datetime) -> FillState | None:
    """Close a month from before the platform was used, whose cases came from ledgers: nobody reported it here. None where it is closed."""
    return _close(month, city, at, _("启用平台前的月份，按导入的台账结账。"))


def _close(month: dt.date, city: Area, at: dt.datetime, text: str) -> FillState | None:
    with _standing_in_line(month):
        if filling.is_closed(month):
            return None
        return _lock_month(_Step(month, city, None, at, None), text)


def recount(*, month: dt.date, city: Area, by: Actor, at: dt.datetime, reason: str) -> FillState:
    """Count a closed month anew: a new version beside the old ones, which stay.

    Raises:
        NotAllowed: no posting at the city grants it.
        Refused: no reason, the month is not closed, or nothing differs from the present version.
    """
    with _acting("recount", _("重新汇总"), month=month, area=city, by=by, at=at) as step:
        _check_reason(reason)
        if not filling.is_closed(month):
            raise Refused(_("%(month)s 尚未锁定，数字随时更新，不必重新汇总。") % {"month": f"{month:%Y-%m}"})
        fill = new_version(month, reason=FillState.Reason.RECOUNT, at=at, by=by, note=reason.strip())
        if fill is None:
            raise Refused(_("重新汇总的结果与现版本相同，没有生成新版本。"))
        step.say("recount", reason.strip(), version=fill.version)
        return fill


def take_in_late_entries(*, month: dt.date, city: Area, at: dt.datetime) -> FillState | None:
    """A new version of a closed month where late entries changed its figures; None where they did not. By a job."""
    with _standing_in_line(month):
        if not filling.is_closed(month):
            return None
        fill = new_version(month, reason=FillState.Reason.LATE_ENTRY, at=at, note=_("结账后补录或更正"))
        if fill is not None:
            _Step(month, city, None, at, None).say(
                "late_entry", _("结账后有补录或更正，生成第 %(v)d 版。") % {"v": fill.version}, version=fill.version
            )
        return fill


def new_version(month: dt.date, *, reason: str, at: dt.datetime, by: Actor | None = None, note: str = "") -> FillState | None:
    """Count a further version of a closed month; None where no cell would differ from the present one. In the caller's transaction."""
    present = filling.current(month)
    if present is not None and not filling.differs(present):
        return None
    fill = filling.begin_version(month, reason=reason, at=at, by=by.user if by else None, note=note)
    return filling.finish_version(fill, at=at)


def open_below(area: Area, month: dt.date) -> list[Area]:
    """The areas right under this one whose report of the month is not in, in the order of codes."""
    handed = set(MonthReport.objects.filter(month=month, area__parent=area, state__in=HANDED_IN).values_list("area_id", flat=True))
    return [child for child in reporting_children(area, month) if child.pk not in handed]


def reporting_children(area: Area, month: dt.date) -> list[Area]:
    """The areas right under this one that report the month: those in force in it."""
    found = Area.objects.filter(parent=area, level__in=REPORTING).order_by("code")
    return [child for child in found if child.valid_to is None or child.valid_to >= month]


def posting_for(by: Actor, act: str, area: str) -> Posting | None:
    """The posting in use that grants an act on the reports of an area: the nearest one above it."""
    granted = [each for each in by.postings if each.role in SYSTEM_GRANTS[f"reports.{act}"] and area.startswith(each.area_id)]
    return max(granted, key=lambda each: len(each.area_id), default=None)


def page_of(area: Area, month: dt.date) -> str:
    """The address of the page of an area's month."""
    from django.urls import reverse

    return f"{reverse('reports:months')}?month={month:%Y-%m}&area={area.pk}"


# --- the parts --------------------------------------------------------------------------------------------------------


@contextmanager
def _acting(act: str, label: str, *, month: dt.date, area: Area, by: Actor, at: dt.datetime, above: bool = False) -> Iterator[_Step]:
    over = (area.parent_id or "") if above else area.pk
    posting = posting_for(by, act, over) if over else None
    if posting is None or area.level not in REPORTING:
        raise NotAllowed(label, area)
    with _standing_in_line(month):
        yield _Step(month, area, by, at, posting)


@contextmanager
def _standing_in_line(month: dt.date) -> Iterator[None]:
    with on_record(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, month.year * 100 + month.month])
        yield


def _submit(step: _Step) -> MonthReport:
    if step.area.level == Level.CITY:
        raise Refused(_("市级不再上报，请锁定本月。"))
    _check_month(step)
    filling.refresh(step.month, at=step.at)
    _check_open(step)
    _check_below(step)
    found = step.put(State.SUBMITTED, figures=_figures(step))
    text = _("代报") if found.on_behalf else _("报送")
    step.say("submit", text, figures=found.figures)
    return found


def _lock_month(step: _Step, text: str) -> FillState:
    fill = filling.begin_version(step.month, reason=FillState.Reason.CLOSING, at=step.at, by=step.by.user if step.by else None)
    fill = filling.finish_version(fill, at=step.at)
    step.put(State.LOCKED, figures=_figures(step))
    step.say("lock", text, version=fill.version)
    return fill


def _figures(step: _Step) -> dict[str, Any]:
    return as_kept(totals(Cut(step.area.pk, Period(step.month, step.month))))


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise Refused({"reason": _("请写明理由。")})


def _check_month(step: _Step) -> None:
    if step.at < ends_at(step.month):
        end = ends_at(step.month) - dt.timedelta(days=1)
        raise Refused(
            _("%(month)s 尚未结束，%(day)s 24 时后才能报送。") % {"month": f"{step.month:%Y-%m}", "day": f"{end.astimezone(SHANGHAI):%Y-%m-%d}"}
        )
    if filling.is_closed(step.month):
        raise Refused(_("%(month)s 已经锁定。") % {"month": f"{step.month:%Y-%m}"})


def _check_open(step: _Step) -> None:
    report = MonthReport.objects.filter(month=step.month, area=step.area).first()
    if report is not None and report.state in HANDED_IN:
        raise Refused(_("%(area)s的月报现为“%(state)s”，不必再报。") % {"area": step.area.short_name, "state": _label(report)})


def _check_below(step: _Step) -> None:
    """A level comes after those under it."""
    waiting = open_below(step.area, step.month)
    if waiting:
        names = "、".join(each.short_name for each in waiting[:8]) + (_(" 等") if len(waiting) > 8 else "")
        raise Refused(_("还有 %(count)d 个下级没有报送：%(names)s。请先催报、代报或记缺报。") % {"count": len(waiting), "names": names})


def _check_above_open(step: _Step) -> None:
    above = MonthReport.objects.filter(month=step.month, area_id=step.area.parent_id, state__in=(State.SUBMITTED, State.LOCKED)).first()
    if above is not None or filling.is_closed(step.month):
        raise Refused(_("上一级的月报已经报送或锁定，不能再改下级的；请先由更上一级退回。"))


def _label(report: MonthReport | None) -> str:
    return str((State(report.state) if report else State.OPEN).label)
