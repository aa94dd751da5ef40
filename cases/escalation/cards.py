"""What pages and programs are told of escalations: why each came, who has to answer by when, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.policies import reach_of
from cases.acts import Facts
from cases.daycount import ONE_DAY, local_day
from cases.escalation.answering import answers
from cases.escalation.stopping import WAITING, reason_in_words
from cases.limits import clock_name
from cases.models import Case, Escalation, EscalationState, Ladder, Told

TOLD_NAMES: Final = dict(Told.choices)
ON_DESK: Final = 10
ANSWER: Final = "cases.answer_escalation"


@dataclass(frozen=True)
class Card:
    """An escalation with its words."""

    row: Escalation
    limit: str
    """The clock it climbed for; empty where it climbed by attempts."""
    last_day: dt.date | None
    """Of that limit."""
    ladder: Ladder | None
    told: str
    until: dt.date | None
    """Last day to answer."""
    late: bool
    happened: list[str]
    mine: bool
    """Whether the one who looks answers for the body."""

    @property
    def unsigned(self) -> bool:
        """Not acknowledged yet."""
        return self.row.state == EscalationState.OPEN

    @property
    def waits(self) -> bool:
        """An answer is due."""
        return self.row.state in WAITING


def cards_of(case: Case, actor: Actor, facts: Facts, now: dt.datetime) -> list[Card]:
    """The escalations of a case, the newest first."""
    people = ("acknowledged_by", "answered_by", "organisation", "clock__ladder", "handed_to__organisation")
    rows = Escalation.objects.filter(case_id=case.pk).select_related(*people).order_by("-id")
    return [_card(row, now, mine=answers(case, actor, row.organisation_id, facts)) for row in rows]


def _card(row: Escalation, now: dt.datetime, *, mine: bool) -> Card:
    late = row.state in WAITING and row.answer_by is not None and row.answer_by <= now
    return Card(
        row=row,
        limit=name_of(row),
        last_day=last_day(row.due_at),
        ladder=row.clock.ladder if row.clock and row.clock.ladder and row.clock.ladder.clock_kind else None,
        told="、".join(str(TOLD_NAMES.get(each, each)) for each in row.told),
        until=last_day(row.answer_by),
        late=late,
        happened=_happened(row),
        mine=mine,
    )


def _happened(row: Escalation) -> list[str]:
    found = []
    if row.acknowledged_at:
        found.append(_("%(day)s %(name)s 签收") % {"day": local_day(row.acknowledged_at), "name": row.acknowledged_by})
    if row.answered_at and row.handed_to:
        facts = {"day": local_day(row.answered_at), "name": row.answered_by, "body": row.handed_to.organisation, "reason": row.answer}
        found.append(_("%(day)s %(name)s 移交%(body)s：%(reason)s") % facts)
    elif row.answered_at:
        found.append(_("%(day)s %(name)s 答复：%(answer)s") % {"day": local_day(row.answered_at), "name": row.answered_by, "answer": row.answer})
    if row.stopped_at:
        found.append(_("%(day)s 停止：%(reason)s") % {"day": local_day(row.stopped_at), "reason": reason_in_words(row.stop_reason)})
    return found


def name_of(row: Escalation) -> str:
    """The name of the clock it climbed for."""
    try:
        return clock_name(row.clock_kind) if row.clock_kind else ""
    except KeyError:
        return row.clock_kind


def last_day(moment: dt.datetime | None) -> dt.date | None:
    """The last day of a limit that ends at 24:00 (Asia/Shanghai)."""
    return None if moment is None else local_day(moment - ONE_DAY / 86_400)


def on_desk(actor: Actor, kind: str, *, limit: int = ON_DESK) -> list[Escalation]:
    """What waits for an answer of the bodies where the actor works, and he may see: the one to be answered first comes first.

    Cases on which several steps wait stand there once, with the first of them. One statement where nothing waits, two where something does.
    """
    bodies = [posting.organisation_id for posting in actor.postings if reach_of(frozenset({posting.role}), ANSWER)]
    mine = Escalation.objects.filter(state__in=WAITING, organisation_id__in=bodies, case__kind=kind)
    found = mine.select_related("case", "organisation").defer("case__search", "case__summary").order_by("answer_by", "id")[: limit * 4]
    first: dict[int, Escalation] = {}
    for row in found:
        first.setdefault(row.case_id, row)
    if not first:
        return []
    visible = set(Case.objects.visible_to(actor).filter(pk__in=list(first)).values_list("pk", flat=True))
    return [row for case_id, row in first.items() if case_id in visible][:limit]


def names(codes: Sequence[str]) -> list[str]:
    """Who is told, in words."""
    return [str(TOLD_NAMES.get(code, code)) for code in codes]
