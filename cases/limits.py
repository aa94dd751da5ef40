"""The law's limits as data: how long, in which unit, from when, how far it may be extended, on which authority.

`cases.clock` computes with these numbers; nothing else in the code repeats them. `source_mark` says who set a limit, `evidence` how well
the project knows it:

* source: `law` (statute or judicial interpretation), `norm` (rule of a ministry), `choice` (this platform's own, open to change);
* evidence: `law` (read in the text of the law), `seen` (found in a public source), `choice` (needs none).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SourceMark = Literal["law", "norm", "choice"]
Evidence = Literal["law", "seen", "choice"]


class Unit(StrEnum):
    """What a limit is counted in."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    HOUR = "hour"


class StartEvent(StrEnum):
    """What sets a limit running. The day of the event itself is not counted (民法典 201)."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    MATERIAL_SIGNED_FOR = "material_signed_for"
    AGREEMENT_EFFECTIVE = "agreement_effective"
    CONFIRMATION_APPLIED = "confirmation_applied"
    CONFIRMATION_ACCEPTED = "confirmation_accepted"
    TRANSFER_RECEIVED = "transfer_received"
    LEVEL_RECEIVED = "level_received"
    PERFORMED = "performed"
    RIGHT_KNOWN_INFRINGED = "right_known_infringed"
    PERFORMANCE_DUE = "performance_due"


START_EVENTS: Final[Mapping[StartEvent, StrPromise]] = MappingProxyType(
    {
        StartEvent.REGISTERED: _("登记之日"),
        StartEvent.ACCEPTED: _("受理之日"),
        StartEvent.MATERIAL_SIGNED_FOR: _("调解员签字接收法院移交材料之日"),
        StartEvent.AGREEMENT_EFFECTIVE: _("调解协议生效之日"),
        StartEvent.CONFIRMATION_APPLIED: _("法院收到司法确认申请之日"),
        StartEvent.CONFIRMATION_ACCEPTED: _("法院受理司法确认申请之日"),
        StartEvent.TRANSFER_RECEIVED: _("收到移送之日"),
        StartEvent.LEVEL_RECEIVED: _("本级收到案件之日"),
        StartEvent.PERFORMED: _("履行完毕之日"),
        StartEvent.RIGHT_KNOWN_INFRINGED: _("知道或者应当知道权利受到侵害之日"),
        StartEvent.PERFORMANCE_DUE: _("法律文书规定的履行期间届满之日"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit.

    `extension_max` is the most that may be added, in the same unit, over all extensions together; `extension_times` how often. `None` means
    that the source sets no cap, 0 that no extension is provided.
    """

    code: str
    name: StrPromise
    article: StrPromise
    amount: int
    unit: Unit
    start_event: StartEvent
    source_mark: SourceMark
    evidence: Evidence
    extension_max: int | None = 0
    extension_times: int | None = 0
    extension_rule: StrPromise | None = None
    may_pause: bool = False

    @property
    def may_extend(self) -> bool:
        """Whether any extension is provided."""
        return self.extension_max != 0 and self.extension_times != 0

    def extension_left(self, *, used: int, times: int) -> int | None:
        """How much may still be added after `times` extensions of `used` in all; `None` without a cap, 0 if nothing may."""
        if self.extension_times is not None and times >= self.extension_times:
            return 0
        return None if self.extension_max is None else max(0, self.extension_max - used)


_LEVEL_ARTICLE: Final = _("平台约定：分级化解时限")
_FOLLOWUP_ARTICLE: Final = _("平台约定：化解后回访")


def _court_mediation(code: str, name: StrPromise, days: int) -> Limit:
    """Mediation for a court (特邀调解规定 27): delegated before the suit is filed, entrusted after it."""
    return Limit(
        code=f"dispute.mediate_{code}",
        name=name,
        article=_("《最高人民法院关于人民法院特邀调解的规定》第二十七条"),
        amount=days,
        unit=Unit.CALENDAR_DAY,
        start_event=StartEvent.MATERIAL_SIGNED_FOR,
        source_mark="law",
        evidence="law",
        extension_max=None,
        extension_times=None,
        extension_rule=_("双方当事人同意"),
        may_pause=True,
    )


_MEDIATION: Final = (
    Limit(
        code="dispute.accept",
        name=_("决定是否受理"),
        article=_("平台约定：登记后二个工作日内决定"),
        amount=2,
        unit=Unit.WORKING_DAY,
        start_event=StartEvent.REGISTERED,
        source_mark="choice",
        evidence="choice",
    ),
    Limit(
        code="dispute.mediate",
        name=_("人民调解"),
        article=_("《人民调解工作若干规定》第三十三条"),
        amount=1,
        unit=Unit.MONTH,
        start_event=StartEvent.ACCEPTED,
        source_mark="norm",
        evidence="seen",
        extension_max=None,
        extension_times=None,
        extension_rule=_("双方当事人请求延长"),
        may_pause=True,
    ),
    _court_mediation("delegated", _("法院委派调解"), 30),
    _court_mediation("entrusted", _("法院委托调解（普通程序）"), 15),
    _court_mediation("entrusted_summary", _("法院委托调解（简易程序）"), 7),
    Limit(
        code="dispute.transfer_response",
        name=_("接收或退回移送"),
        article=_("平台约定：接收方可在一个工作日内说明理由退回一次"),
        amount=1,
        unit=Unit.WORKING_DAY,
        start_event=StartEvent.TRANSFER_RECEIVED,
        source_mark="choice",
        evidence="choice",
    ),
)

_CONFIRMATION: Final = (
    Limit(
        code="dispute.confirm",
        name=_("共同申请司法确认"),
        article=_("《人民调解法》第三十三条、《民事诉讼法》第二百零五条"),
        amount=30,
        unit=Unit.CALENDAR_DAY,
        start_event=StartEvent.AGREEMENT_EFFECTIVE,
        source_mark="law",
        evidence="law",
    ),
    Limit(
        code="dispute.court_accept",
        name=_("法院决定是否受理司法确认"),
        article=_("法释〔2011〕5号第四条"),
        amount=3,
        unit=Unit.CALENDAR_DAY,
        start_event=StartEvent.CONFIRMATION_APPLIED,
        source_mark="law",
        evidence="seen",
    ),
    Limit(
        code="dispute.court_confirm",
        name=_("法院审查司法确认"),
        article=_("法释〔2011〕5号第五条"),
        amount=15,
        unit=Unit.CALENDAR_DAY,
        start_event=StartEvent.CONFIRMATION_ACCEPTED,
        source_mark="law",
        evidence="seen",
        extension_max=10,
        extension_times=1,
        extension_rule=_("法院决定延长"),
    ),
)


def _level(code: str, name: StrPromise, days: int, extension: int = 0) -> Limit:
    """The platform's own limit for one level of the chain village, township, county, city; a legal limit always stands before it."""
    return Limit(
        code=code,
        name=name,
        article=_LEVEL_ARTICLE,
        amount=days,
        unit=Unit.WORKING_DAY,
        start_event=StartEvent.LEVEL_RECEIVED,
        source_mark="choice",
        evidence="choice",
        extension_max=extension,
        extension_times=1 if extension else 0,
        extension_rule=_("案情复杂，本级综治中心批准") if extension else None,
        may_pause=True,
    )


def _followup(days: int, name: StrPromise) -> Limit:
    """A visit after the matter is settled; the law sets none."""
    return Limit(
        code=f"dispute.followup_{days}",
        name=name,
        article=_FOLLOWUP_ARTICLE,
        amount=days,
        unit=Unit.CALENDAR_DAY,
        start_event=StartEvent.PERFORMED,
        source_mark="choice",
        evidence="choice",
    )


_LEVELS: Final = (
    _level("level.village", _("村（社区）化解"), 3),
    _level("level.township", _("镇（街道）化解"), 7),
    _level("level.county", _("县（区）化解"), 15, extension=15),
    _level("level.city", _("市级化解"), 30),
)

LEVEL_CLOCKS: Final = tuple(limit.code for limit in _LEVELS)
"""The platform's own limits by level. They climb like others, but never stand for the law's limit on the case itself."""

_FOLLOWUPS: Final = (
    _followup(7, _("七日回访")),
    _followup(30, _("三十日回访")),
    _followup(90, _("九十日回访")),
)


def _limitation(code: str, name: StrPromise, article: StrPromise, years: int, start: StartEvent, evidence: Evidence) -> Limit:
    """A period of limitation, shown to the mediator as a warning; it runs against the party, not against the organ."""
    return Limit(
        code=f"limitation.{code}",
        name=name,
        article=article,
        amount=12 * years,
        unit=Unit.MONTH,
        start_event=start,
        source_mark="law",
        evidence=evidence,
    )


_KNOWN: Final = StartEvent.RIGHT_KNOWN_INFRINGED

LIMITS: Final[Mapping[str, Limit]] = MappingProxyType({limit.code: limit for limit in (*_MEDIATION, *_CONFIRMATION, *_LEVELS, *_FOLLOWUPS)})
"""Every limit a clock may run by, by code; the order is the order of a dispute's way."""

LIMITATION_WARNINGS: Final[Mapping[str, Limit]] = MappingProxyType(
    {
        limit.code: limit
        for limit in (
            _limitation("labour", _("劳动争议申请仲裁时效"), _("《劳动争议调解仲裁法》第二十七条"), 1, _KNOWN, "law"),
            _limitation("rural_land", _("农村土地承包经营纠纷申请仲裁时效"), _("《农村土地承包经营纠纷调解仲裁法》第十八条"), 2, _KNOWN, "law"),
            _limitation("civil", _("民事诉讼时效"), _("《民法典》第一百八十八条"), 3, _KNOWN, "law"),
            _limitation("execution", _("申请强制执行期间"), _("《民事诉讼法》第二百五十条"), 2, StartEvent.PERFORMANCE_DUE, "seen"),
        )
    }
)
"""Periods that end a party's remedy while mediation goes on; no clock of a case runs by them."""

DAY_CLOCKS: Final[Mapping[str, StrPromise]] = MappingProxyType(
    {
        "dispute.performance": _("履行协议"),
        "dispute.follow_up": _("回访"),
        "case.supervision": _("答复督办"),
        "case.plan": _("制定一案一策"),
        "case.review": _("研判"),
    }
)
"""Clocks that end on a day taken from a paper or a plan, not by counting a limit."""

LASTING_CLOCKS: Final = ("case.supervision",)
"""Clocks that run on when the matter ends: they end with what they are about."""

PLATFORM_CLOCKS: Final = frozenset({*LEVEL_CLOCKS, *LASTING_CLOCKS, "case.plan", "case.review"})
"""The platform's own clocks: they climb when they are not met, and leave the limit that the lists show to the law's."""


def clock_name(code: str) -> str:
    """What people call a clock of that kind. Raises `KeyError` for an unknown one."""
    return str(DAY_CLOCKS[code] if code in DAY_CLOCKS else limit_of(code).name)


def limit_of(code: str) -> Limit:
    """The limit of that code, warnings included. Raises `KeyError` for an unknown one."""
    found = LIMITS.get(code) or LIMITATION_WARNINGS.get(code)
    if found is None:
        raise KeyError(code)
    return found
