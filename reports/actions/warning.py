"""What people do about an early warning: take note, watch, pass on, dismiss, take that back; and setting the key fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actions.recording import record
from accounts.actor import Actor
from accounts.language import on_record
from accounts.models import Area, Posting, Role
from accounts.models.area import CODE_LENGTH, Level
from accounts.policies import SYSTEM_GRANTS
from cases.daycount import local_day
from cases.errors import ActError, Refused
from cases.models import Category, MojType
from reports.models.warning import EarlyWarning, KeyField, KeyFieldSetting, WarningEvent, WarningState

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

READ, ACT, FIELDS = "warnings.read", "warnings.act", "warnings.fields"
LONGEST_WATCH: Final = 90
"""Days."""
MOST_WORDS, LONGEST_WORD = 60, 20
_COUNTY: Final = CODE_LENGTH[Level.COUNTY]
_S = WarningState


@dataclass(frozen=True)
class WarningAct:
    """An act on a warning: its words, the states in which it is open, the state it leads to."""

    code: str
    label: StrPromise
    effect: StrPromise
    icon: str
    open_in: frozenset[str]
    state: WarningState


_UNDONE: Final = frozenset({_S.OPEN, _S.WATCHED, _S.NOTED})
ACTS: Final[Mapping[str, WarningAct]] = MappingProxyType(
    {
        act.code: act
        for act in (
            WarningAct("pass-on", _l("交办"), _l("记为已交办；随后对背后的案件办理督办或催办。"), "send", _UNDONE, _S.PASSED),
            WarningAct("watch", _l("关注"), _l("到期前不再列为待处置；期满仍在的，重新列出。"), "eye", _UNDONE, _S.WATCHED),
            WarningAct("note", _l("阅知"), _l("记为已阅知，写明判断。"), "check", frozenset({_S.OPEN, _S.WATCHED}), _S.NOTED),
            WarningAct("dismiss", _l("误报"), _l("本期内不再出现；计入误报率。"), "x", _UNDONE, _S.DISMISSED),
            WarningAct("reopen", _l("撤回处置"), _l("重新列为待处置。"), "arrow-back", frozenset(set(_S) - {_S.OPEN}), _S.OPEN),
        )
    }
)  # fmt: skip


class NotAllowed(ActError):
    """No posting in use grants the act for the area of the warning."""

    code = "not_granted"

    def __init__(self, act: str, area: Area) -> None:
        super().__init__(_("您的角色不能对%(area)s的预警“%(act)s”。") % {"act": act, "area": area.short_name})


def posting_for(by: Actor, area: str) -> Posting | None:
    """The posting in use that may act on warnings of the area: it holds all of the area."""
    granted = SYSTEM_GRANTS[ACT]
    return next((each for each in by.postings if each.role in granted and area.startswith(each.area_id)), None)


def offered(warning: EarlyWarning, by: Actor) -> list[WarningAct]:
    """The acts that this actor may do now."""
    return [act for act in ACTS.values() if warning.state in act.open_in] if posting_for(by, warning.area_id) else []


def take_note(*, warning: EarlyWarning, by: Actor, at: dt.datetime, reason: str) -> EarlyWarning:
    """It was read and judged; the reason says how. Raises `NotAllowed`, `Refused`."""
    with _acting("note", warning, by, at, reason) as row:
        return row


def watch(*, warning: EarlyWarning, by: Actor, at: dt.datetime, reason: str, until: dt.date) -> EarlyWarning:
    """Watch it until the end of a day (Asia/Shanghai), at most 90 days on. Raises `NotAllowed`, `Refused` (`until`)."""
    today = local_day(at)
    with _acting("watch", warning, by, at, f"{reason.strip()}（{_('关注至')} {until:%Y-%m-%d}）") as row:
        if not today < until <= today + dt.timedelta(days=LONGEST_WATCH):
            raise Refused({"until": _("关注期限应在明天至 %(days)d 天以内。") % {"days": LONGEST_WATCH}})
        row.watch_until = until
        return row


def pass_on(*, warning: EarlyWarning, by: Actor, at: dt.datetime, reason: str, manner: str) -> EarlyWarning:
    """Pass it on to those who have the cases, by supervision or by urging, which are acts on the cases. Raises `NotAllowed`, `Refused` (`manner`)."""
    if manner not in MANNERS:
        raise Refused({"manner": _("请选择督办或催办。")})
    with _acting("pass-on", warning, by, at, f"{MANNERS[manner]}：{reason.strip()}") as row:
        return row


MANNERS: Final[Mapping[str, StrPromise]] = MappingProxyType({"supervise": _l("督办"), "urge": _l("催办")})


def dismiss(*, warning: EarlyWarning, by: Actor, at: dt.datetime, reason: str) -> EarlyWarning:
    """Call it a false alarm: it does not come back in its period, and counts in the share of false alarms. Raises `NotAllowed`, `Refused`."""
    with _acting("dismiss", warning, by, at, reason) as row:
        return row


def reopen(*, warning: EarlyWarning, by: Actor, at: dt.datetime, reason: str) -> EarlyWarning:
    """Take back what was done. Raises `NotAllowed`, `Refused`."""
    with _acting("reopen", warning, by, at, reason) as row:
        return row


RUN: Final[Mapping[str, Callable[..., EarlyWarning]]] = MappingProxyType(
    {"note": take_note, "watch": watch, "pass-on": pass_on, "dismiss": dismiss, "reopen": reopen}
)
"""The function of each act."""


@contextmanager
def _acting(code: str, warning: EarlyWarning, by: Actor, at: dt.datetime, text: str) -> Iterator[EarlyWarning]:
    """The row under lock; afterwards its new state and the line of its log, in one transaction."""
    act = ACTS[code]
    with on_record(), transaction.atomic():
        row = EarlyWarning.objects.select_for_update(no_key=True, of=("self",)).select_related("area").get(pk=warning.pk)
        posting = posting_for(by, row.area_id)
        if posting is None:
            raise NotAllowed(str(act.label), row.area)
        if row.state not in act.open_in:
            raise Refused(_("这条预警现为“%(state)s”，不能“%(act)s”。") % {"state": WarningState(row.state).label, "act": act.label})
        if not text.strip("：（） \n"):
            raise Refused({"reason": _("请填写理由。")})
        row.watch_until = None
        yield row
        row.state, row.updated_at = act.state, at
        row.save(update_fields=["state", "watch_until", "updated_at"])
        WarningEvent.objects.create(
            warning=row, act=code, by=by.user, organisation_id=posting.organisation_id, role=posting.role, at=at, text=text.strip()[:300]
        )


# --- key fields -------------------------------------------------------------------------------------------------------


def place_of(by: Actor) -> Area | None:
    """For where the actor sets key fields: his county, or None for the whole city. Raises `Refused` for one who works below a county."""
    for posting in by.postings:
        if posting.role in (Role.COUNTY_CENTER, Role.CITY_LEADER) and len(posting.area_id) <= _COUNTY:
            return posting.area if len(posting.area_id) == _COUNTY else None
    raise Refused(_("重点领域由县级综治中心和市级设定。"))


def set_field(
    *,
    field: KeyField,
    by: Actor,
    at: dt.datetime,
    categories: Sequence[str],
    moj_types: Sequence[int],
    words: Sequence[str],
    people_min: int,
    amount_min: Decimal,
    active: bool,
    reason: str,
    address: str | None = None,
) -> KeyFieldSetting:
    """Set what belongs to a key field in the actor's county, or in the city, and from when a case is grave; what was set before stays readable.

    Raises:
        Refused: by field, what cannot be; or the actor works below a county.
    """
    place = place_of(by)
    _check(categories, moj_types, words, active=active)
    with on_record(), transaction.atomic():
        row = KeyFieldSetting.objects.create(
            field=field,
            area=place,
            categories=sorted(set(categories)),
            moj_types=sorted(set(moj_types)),
            words=list(dict.fromkeys(words)),
            people_min=people_min,
            amount_min=amount_min,
            active=active,
            reason=reason.strip(),
            by=by.user,
            at=at,
        )
        text = f"{place.name if place else _('全市')}：{people_min}、{amount_min} {'、'.join(words)} {_('启用') if active else _('停用')} {reason}"
        record(_("设定重点领域"), field.name, text, by=by, at=at, address=address)
    return row


def _check(categories: Sequence[str], moj_types: Sequence[int], words: Sequence[str], *, active: bool) -> None:
    reasons: dict[str, str] = {}
    unknown = set(categories) - set(Category.objects.values_list("pk", flat=True))
    if unknown:
        reasons["categories"] = _("没有这些事件类别：%(codes)s") % {"codes": "、".join(sorted(unknown))}
    if set(moj_types) - set(MojType.objects.values_list("pk", flat=True)):
        reasons["moj_types"] = _("没有这样的统计类型。")
    if any(not 2 <= len(word) <= LONGEST_WORD for word in words) or len(words) > MOST_WORDS:
        reasons["words"] = _("每个词 2 至 %(long)d 字，最多 %(most)d 个。") % {"long": LONGEST_WORD, "most": MOST_WORDS}
    if active and not (categories or moj_types or words):
        reasons[""] = _("类别、统计类型和关键词至少要有一项。")
    if reasons:
        raise Refused(reasons)
