"""Asked right before sending: is it still wanted? Between planning and sending, people read, leave, lose sight of a case, go to sleep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.daycount import local_day
from cases.models import Case
from cases.models.notices import Delivery, Manner
from cases.notices.choices import choices_of, hours_of, manner_of
from cases.notices.hours import DEFAULT, after_quiet
from cases.notices.parcels import Claim


@dataclass(frozen=True)
class Wanted:
    """What of a parcel is to be sent; the rest with the reason, by primary key. `until`: not now, but then."""

    first: Delivery
    parts: Sequence[Delivery]
    dropped: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    until: dt.datetime | None = None


def still_wanted(claim: Claim, parts: Sequence[Delivery], *, now: dt.datetime) -> Wanted:
    """Sort a parcel. All parts are one person's."""
    first = next(part for part in parts if part.pk == claim.pk)
    user = first.notice.user
    if reason := _nobody(first, user):
        return Wanted(first, [], dict.fromkeys((part.pk for part in parts), reason))
    numbers = _seen(user, parts, now)
    chosen = choices_of([user.pk]).get(user.pk, {})
    dropped = {part.pk: why for part in parts if (why := _why_not(part, numbers, manner_of(chosen, part.notice.kind, part.channel)))}
    left = [part for part in parts if part.pk not in dropped]
    return Wanted(first, left, dropped, numbers, _later(left, user, now))


def _nobody(first: Delivery, user: User) -> str:
    """Why nothing of the parcel is wanted, or nothing."""
    if not user.is_active:
        return _("接收人账号已停用")
    if first.webhook is not None and not first.webhook.active:
        return _("网关已停用")
    return ""


def _seen(user: User, parts: Sequence[Delivery], now: dt.datetime) -> dict[int, str]:
    """The numbers of those cases of the parcel that the person may see now, with all live postings."""
    cases = {part.notice.case_id for part in parts} - {None}
    if not cases:
        return {}
    actor = Actor.of(user, local_day(now))
    return dict(Case.objects.visible_to(actor).filter(pk__in=cases).values_list("pk", "number"))


def _why_not(part: Delivery, numbers: dict[int, str], manner: Manner) -> str:
    if part.notice.read_at is not None:
        return _("已在页面阅读")
    if part.notice.case_id is not None and part.notice.case_id not in numbers:
        return _("接收人已不能查看该案件")
    return _("接收人已不要此类通知") if manner == Manner.OFF else ""


def _later(parts: Sequence[Delivery], user: User, now: dt.datetime) -> dt.datetime | None:
    """The end of the quiet hours, where the person has them now and what is to be sent is neither urgent nor a digest that was timed."""
    if not parts or any(part.notice.urgent or part.digest for part in parts):
        return None
    until = after_quiet(now, hours_of([user.pk]).get(user.pk, DEFAULT))
    return until if until > now else None
