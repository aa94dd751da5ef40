"""A county sets its own ladders and rules by attempts: stricter than those for all, never laxer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions.recording import record
from accounts.actor import Actor
from accounts.language import on_record
from accounts.models import Area, Level, Role
from accounts.policies import may
from cases.errors import NotGranted, Refused
from cases.escalation.ladders import LOCK
from cases.models import AttemptRule, Clock, Ground, Ladder, LadderStep, Told

ACT = "system.ladders"


@dataclass(frozen=True)
class StepInput:
    """A step as a county wants it. `days` are working days before (a warning) or behind the limit."""

    step: int
    days: int
    told: Sequence[str]
    answer_within: int | None


def county_of(actor: Actor) -> Area:
    """The county for which this person sets ladders. Raises `NotGranted` for who is at no county's centre."""
    for posting in actor.postings:
        if posting.role == Role.COUNTY_CENTER and may(frozenset({posting.role}), ACT) and posting.area.level == Level.COUNTY:
            return posting.area
    raise NotGranted(_("设置升级阶梯"))


def own_or_default(default: Ladder, county: Area) -> Ladder:
    """The ladder in force in the county for the same clock and colour."""
    same = Ladder.objects.filter(kind=default.kind, clock_kind=default.clock_kind, colour=default.colour, area=county, active=True)
    return same.first() or default


def set_ladder(*, default: Ladder, by: Actor, at: dt.datetime, steps: Sequence[StepInput], reason: str, address: str | None = None) -> Ladder:
    """Let the county climb by these steps instead of the default ones; running clocks follow at the next run of the job.

    Number, ground and level of the steps stay as they are for all, so that a step is never climbed twice.

    Raises:
        NotGranted: the actor sets no ladders.
        Refused: later or laxer than for all: by `days_<step>`, `told_<step>`, `answer_<step>`.
    """
    county = county_of(by)
    lawful = list(default.steps.order_by("step"))
    _check(lawful, steps)
    with on_record(), transaction.atomic():
        _alone()
        own, _made = Ladder.objects.select_for_update(no_key=True).get_or_create(
            kind=default.kind,
            clock_kind=default.clock_kind,
            colour=default.colour,
            area=county,
            defaults={"code": f"{default.code}.{county.pk}", "name": f"{county.name}·{default.name}"[:60], "article": default.article},
        )
        before = _in_words(own.steps.order_by("step"))
        own.active, own.changed_by, own.changed_at = True, by.user, at
        own.save(update_fields=["active", "changed_by", "changed_at"])
        for row, wanted in zip(lawful, steps, strict=True):
            LadderStep.objects.update_or_create(ladder=own, step=row.step, defaults=_columns(row, wanted))
        _look_up_anew(own)
        text = _("%(before)s → %(after)s；理由：%(reason)s")
        facts = {"before": before or _("默认"), "after": _in_words(own.steps.order_by("step")), "reason": reason}
        record(_("设置升级阶梯"), own.name, text % facts, by=by, at=at, address=address)
    return own


def restore_ladder(*, default: Ladder, by: Actor, at: dt.datetime, address: str | None = None) -> None:
    """The county climbs by the ladder for all again.

    Raises:
        NotGranted: the actor sets no ladders.
        Refused: the county has none of its own.
    """
    county = county_of(by)
    with on_record(), transaction.atomic():
        _alone()
        own = own_or_default(default, county)
        if own.pk == default.pk:
            raise Refused(_("本县区没有自定的阶梯。"))
        own.active, own.changed_by, own.changed_at = False, by.user, at
        own.save(update_fields=["active", "changed_by", "changed_at"])
        _look_up_anew(own)
        record(_("恢复默认阶梯"), own.name, by=by, at=at, address=address)


def set_attempts(*, level: str, by: Actor, at: dt.datetime, tries: int, reason: str, address: str | None = None) -> AttemptRule:
    """After so many failed tries at that level the county's cases climb.

    Raises:
        NotGranted: the actor sets no rules.
        Refused: more tries than for all, or none (`tries`).
    """
    county = county_of(by)
    with on_record(), transaction.atomic():
        default = AttemptRule.objects.get(kind="dispute", level=level, area=None)
        if not 1 <= tries <= default.tries:
            raise Refused({"tries": _("%(level)s应在 1 至 %(most)d 次之间。") % {"level": default.get_level_display(), "most": default.tries}})
        values = {"tries": tries, "to_level": default.to_level, "answer_within": default.answer_within, "unswept": True}
        row, _made = AttemptRule.objects.update_or_create(kind=default.kind, level=level, area=county, defaults=values)
        facts = {"level": row.get_level_display(), "tries": tries, "reason": reason}
        record(_("设置升级次数"), county.name, _("%(level)s %(tries)d 次；理由：%(reason)s") % facts, by=by, at=at, address=address)
    return row


def _alone() -> None:
    """Nobody looks ladders up meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _look_up_anew(own: Ladder) -> None:
    """Running clocks of that kind in the county; also those that were never looked up, for the job may have them in hand."""
    here = Q(case__area__code__startswith=own.area_id)
    if own.colour:
        here &= Q(case__colour=own.colour)
    running = Clock.objects.filter(stopped_at__isnull=True, kind=own.clock_kind)
    running.filter(pk__in=running.filter(here).values("pk")).update(ladder=None)


def _check(lawful: Sequence[LadderStep], steps: Sequence[StepInput]) -> None:
    reasons: dict[str, list[str]] = {}
    if [row.step for row in lawful] != [step.step for step in steps]:
        raise Refused(_("步骤的数目和顺序不能改变。"))
    before = 0
    for row, wanted in zip(lawful, steps, strict=True):
        for field, text in _problems(row, wanted, before):
            reasons.setdefault(f"{field}_{row.step}", []).append(text)
        before = wanted.days if row.ground == Ground.CLIMB else before
    if reasons:
        raise Refused(reasons)


def _problems(row: LadderStep, wanted: StepInput, before: int) -> list[tuple[str, str]]:
    found = [("days", text) for text in _too_late(row, wanted, before)]
    missing = [str(label) for code, label in Told.choices if code in row.told and code not in wanted.told]
    if missing:
        found.append(("told", _("不能少于默认告知对象，缺：%(names)s。") % {"names": "、".join(missing)}))
    if row.answer_within is not None and not 1 <= (wanted.answer_within or 0) <= row.answer_within:
        found.append(("answer", _("答复时限应在 1 至 %(most)d 个工作日之间。") % {"most": row.answer_within}))
    return found


def _too_late(row: LadderStep, wanted: StepInput, before: int) -> list[str]:
    if row.ground == Ground.OVERDUE:
        return [_("超期当日必须升级，不能推迟。")] if wanted.days else []
    if row.ground == Ground.WARN:
        least = max(1, -row.offset)
        return [_("预警至少提前 %(least)d 个工作日。") % {"least": least}] if wanted.days < least else []
    if wanted.days > row.offset:
        return [_("不得迟于默认的超期后 %(most)d 个工作日。") % {"most": row.offset}]
    return [_("应晚于上一步。")] if wanted.days <= before else []


def _columns(row: LadderStep, wanted: StepInput) -> dict[str, object]:
    return {
        "ground": row.ground,
        "offset": -wanted.days if row.ground == Ground.WARN else wanted.days,
        "unit": row.unit,
        "to_level": row.to_level,
        "told": list(wanted.told),
        "answer_within": wanted.answer_within if row.answer_within is not None else None,
    }


def _in_words(steps: Iterable[LadderStep]) -> str:
    return "；".join(f"{step.step}·{step.offset}·{'、'.join(step.told)}·{step.answer_within or '—'}" for step in steps)
