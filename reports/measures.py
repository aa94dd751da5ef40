"""What is counted: the measures of a cell, which date decides the month of each, and how they are summed.

A month runs from 00:00 of its first day to 24:00 of its last day in Asia/Shanghai. A *flow* is an event and belongs to the month of its date;
flows of several months add up. A *stock* is a state at the start or the end of a month; of several months the first or the last one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Span(StrEnum):
    """How a measure of several months comes from those of each."""

    FLOW = "flow"
    AT_START = "at_start"
    AT_END = "at_end"


@dataclass(frozen=True)
class Measure:
    """One measure: its column, what it is called, how it is summed, and what decides that something counts in a month."""

    code: str
    label: StrPromise
    rule: StrPromise
    span: Span = Span.FLOW


MEASURES: Final = (
    Measure("registered", _("排查登记"), _("登记时间在本月")),
    Measure("accepted", _("受理"), _("受理时间在本月")),
    Measure("concluded", _("办结"), _("办结时间在本月，结果为调解成功、调解不成、撤回或终止")),
    Measure("successful", _("化解成功"), _("办结时间在本月，结果为调解成功")),
    Measure("failed", _("调解不成"), _("办结时间在本月，结果为调解不成")),
    Measure("withdrawn", _("撤回"), _("办结时间在本月，结果为撤回")),
    Measure("terminated", _("终止"), _("办结时间在本月，结果为终止")),
    Measure("declined", _("不予受理"), _("决定时间在本月，结果为不予受理")),
    Measure("merged", _("并案"), _("并案时间在本月")),
    Measure("agreements_oral", _("口头协议"), _("本月调解成功且现行协议为口头")),
    Measure("agreements_written", _("书面协议"), _("本月调解成功且现行协议为书面")),
    Measure("amount", _("协议涉及金额（元）"), _("本月调解成功案件的涉及金额合计")),
    Measure("performed", _("履行完毕"), _("协议最后一项在本月履行完毕")),
    Measure("on_time", _("按期办结"), _("在调解期限（含延长）内于本月办结")),
    Measure("overdue", _("超期"), _("调解期限（含延长）在本月届满而当时没有结果")),
    Measure("accepted_on_time", _("按期决定受理"), _("在期限内于本月决定受理或不予受理")),
    Measure("accepted_late", _("未按期决定受理"), _("决定受理的期限在本月届满而当时没有决定")),
    Measure("people", _("涉及当事人数"), _("本月受理案件的涉及人数合计")),
    Measure("complex", _("疑难复杂"), _("本月受理且难易程度为疑难复杂")),
    Measure("confirmations_applied", _("申请司法确认"), _("申请日期在本月")),
    Measure("confirmed", _("确认有效"), _("裁定日期在本月，裁定确认有效")),
    Measure("visited", _("回访"), _("回访日期在本月")),
    Measure("rated", _("已评价"), _("本月回访中当事人作出评价")),
    Measure("satisfied", _("满意和基本满意"), _("本月回访中评价为满意或基本满意")),
    Measure("carried_over", _("上期结转"), _("本月前登记，月初尚未办结"), Span.AT_START),
    Measure("pending", _("期末未结"), _("截止时已登记，尚未办结"), Span.AT_END),
    Measure("pending_overdue", _("期末超期未结"), _("截止时未结且调解期限已过"), Span.AT_END),
)
"""In the order in which tables show them."""

BY_CODE: Final = {measure.code: measure for measure in MEASURES}
CODES: Final = tuple(BY_CODE)
MONEY: Final = "amount"


@dataclass(frozen=True)
class Measures:
    """The figures of a cut; amounts in yuan."""

    registered: int = 0
    accepted: int = 0
    concluded: int = 0
    successful: int = 0
    failed: int = 0
    withdrawn: int = 0
    terminated: int = 0
    declined: int = 0
    merged: int = 0
    agreements_oral: int = 0
    agreements_written: int = 0
    amount: Decimal = Decimal(0)
    performed: int = 0
    on_time: int = 0
    overdue: int = 0
    accepted_on_time: int = 0
    accepted_late: int = 0
    people: int = 0
    complex: int = 0
    confirmations_applied: int = 0
    confirmed: int = 0
    visited: int = 0
    rated: int = 0
    satisfied: int = 0
    carried_over: int = 0
    pending: int = 0
    pending_overdue: int = 0

    @property
    def agreements(self) -> int:
        """Agreements, oral and written."""
        return self.agreements_oral + self.agreements_written

    @property
    def due(self) -> int:
        """What had to be concluded: concluded within its limit, or its limit ran out first. Each dispute counts once over all months."""
        return self.on_time + self.overdue

    @property
    def accept_due(self) -> int:
        """What had to be decided on: decided within its limit, or its limit ran out first."""
        return self.accepted_on_time + self.accepted_late

    def __sub__(self, other: Measures) -> Measures:
        """The change from `other` to this, measure by measure."""
        return Measures(**{each.name: getattr(self, each.name) - getattr(other, each.name) for each in fields(self)})

    def __add__(self, other: Measures) -> Measures:
        """The sum over disjoint sets of cases of the same months."""
        return Measures(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})
