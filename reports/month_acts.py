"""The acts on a month's report as pages show them: words, what will happen, and who may press them now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from accounts.models import Area
from accounts.models.area import Level
from reports.actions import month as acts
from reports.models import MonthReport
from reports.months import ends_at

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

State = MonthReport.State


@dataclass(frozen=True)
class MonthAct:
    """An act on the report of an area's month."""

    code: str
    label: StrPromise
    effect: StrPromise
    done: StrPromise
    run: Callable[..., Any]
    grant: str
    above: bool = False
    """Whether the level above does it."""
    needs_reason: bool = False
    primary: bool = False


def _run_lock(*, month: dt.date, area: Area, by: Actor, at: dt.datetime) -> Any:
    return acts.lock(month=month, city=area, by=by, at=at)


def _run_recount(*, month: dt.date, area: Area, by: Actor, at: dt.datetime, reason: str) -> Any:
    return acts.recount(month=month, city=area, by=by, at=at, reason=reason)


ACTS: Final[Mapping[str, MonthAct]] = MappingProxyType(
    {
        act.code: act
        for act in (
            MonthAct("submit", _l("报送"), _l("按现有数字报送上一级；退回后才能再报。"), _l("已报送。"), acts.submit, "submit", primary=True),
            MonthAct(
                "submit-below", _l("代报全部下级"), _l("尚未报送的各级下级，由村（社区）起逐级向上代报，记录中注明；已报送或记缺报的不动。"),
                _l("已代报。"), acts.submit_below, "submit",
            ),
            MonthAct(
                "lock", _l("锁定本月"), _l("全市数字重新汇总一次并冻结为第 1 版；以后的补录另成新版本，旧版本仍可查看。"), _l("已锁定。"),
                _run_lock, "lock", primary=True,
            ),
            MonthAct(
                "return", _l("退回"), _l("退回该地区重报，通知报送人。"), _l("已退回。"), acts.return_report, "return", above=True, needs_reason=True
            ),
            MonthAct(
                "mark-missing", _l("记缺报"), _l("该地区未报，本级不再等候；其案件照常计入。"), _l("已记缺报。"), acts.mark_missing, "mark_missing",
                above=True, needs_reason=True,
            ),
            MonthAct(
                "recount", _l("重新汇总"), _l("按现有案件重新汇总，与现版本不同时生成新版本，旧版本仍可查看。"), _l("已生成新版本。"), _run_recount,
                "recount", needs_reason=True,
            ),
        )
    }
)  # fmt: skip


def offered(actor: Actor, area: Area, month: dt.date, state: str, *, at: dt.datetime, above_open: bool = True) -> list[MonthAct]:
    """The acts that this actor may try now on an area's month; whether each goes through, its own rules decide."""
    if at < ends_at(month):
        return []
    return [act for act in ACTS.values() if act.code in _open(area, state, above_open) and granted(actor, act, area)]


def granted(actor: Actor, act: MonthAct, area: Area) -> bool:
    """Whether a posting in use grants the act there."""
    over = (area.parent_id or "") if act.above else area.pk
    return bool(over) and acts.posting_for(actor, act.grant, over) is not None


def _open(area: Area, state: str, above_open: bool) -> set[str]:
    is_city = area.level == Level.CITY
    if state == State.LOCKED:
        return {"recount"} if is_city else set()
    if state in (State.SUBMITTED, State.MISSING):
        return {"return"} if above_open else set()
    below = {"submit-below"} if area.level != Level.VILLAGE else set()
    return below | ({"lock"} if is_city else {"submit", "mark-missing"})
