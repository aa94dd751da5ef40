"""Mediation sessions and their record (人民调解法 20–24、27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import SHANGHAI, Actor
from cases.acting import acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.escalation import attempts
from cases.models import Party
from disputes.models import Assignment, Dispute, MediationSession, Objection
from disputes.models.mediation import SessionMode, SessionResult
from mediators.models import Mediator

AT_A_DISTANCE = frozenset({SessionMode.ONLINE, SessionMode.PHONE})
"""Modes in which nobody can sign at once."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a session's record holds: when, where, who, and its seven elements (人民调解文书格式: 人民调解记录).

    The elements: rights told; principles, method and persons (mode, open or closed, helpers); statements; facts; risk notice; the course
    with its result; signatures.
    """

    held_at: dt.datetime
    place: str
    mediators: Sequence[Mediator]
    parties: Sequence[Party]
    result: str
    statements: str
    facts: str
    risk_notice: str
    record: str
    rights_told: bool
    mode: str = SessionMode.ROOM
    open_session: bool = False
    helpers: str = ""
    helpers_consented: bool = False
    recorder: str = ""
    signed: bool = False


@transaction.atomic
def hold_session(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, record: Record) -> Dispute:
    """Put a session on file with its record. 人民调解法 20–24.

    Raises:
        Refused: rights were not told; a mediator who is not assigned; a party of another case; helpers without consent; an element of the
            record missing; an objection open; nobody leads the mediation.
    """
    with acting(dispute, "disputes.hold_session", by=by, at=at, version=version) as step:
        case = step.case
        _check_ready(case)
        reasons = _reasons(case, record, at)
        if reasons:
            raise Refused(reasons)
        step.move("hold_session")
        session = _insert(case, record, by)
        case.rights_told_on = case.rights_told_on or local_day(record.held_at)
        facts = {"number": session.number, "mode": session.get_mode_display(), "result": session.get_result_display()}
        step.say(_("第 %(number)d 次调解，%(mode)s：%(result)s。") % facts, article="人民调解法第二十条至第二十四条", session=session.pk)
    if record.result == SessionResult.FAILED:
        attempts.failed(case, at=at, by=by.user, key=f"session:{session.pk}")
    return case


def _check_ready(case: Dispute) -> None:
    if Objection.objects.filter(dispute=case, decided_at__isnull=True).exists():
        raise Refused(_("当事人对调解员的异议尚未处理，处理后才能调解（人民调解法第十九条）。"))
    if not Assignment.objects.filter(dispute=case, until__isnull=True, lead=True).exists():
        raise Refused(_("本案没有主办调解员，请先改派。"))


def _reasons(case: Dispute, record: Record, at: dt.datetime) -> dict[str, str]:
    found = {field: text for field, text in (*_written(record), *_present(case, record)) if text}
    if record.held_at > at:
        found["held_at"] = _("调解时间不能晚于现在。")
    elif record.held_at.astimezone(SHANGHAI).date() < case.occurred_on:
        found["held_at"] = _("调解时间不能早于纠纷发生日期。")
    return found


def _written(record: Record) -> list[tuple[str, str]]:
    """What the record itself lacks."""
    empty = _("调解记录须载明此项。")
    found = [(field, empty) for field in ("place", "statements", "facts", "risk_notice", "record") if not getattr(record, field).strip()]
    if not record.rights_told:
        found.append(("rights_told", _("调解前须告知当事人权利义务（人民调解法第二十三条、第二十四条）。")))
    if not record.signed and record.mode not in AT_A_DISTANCE:
        found.append(("signed", _("当面调解的记录须由当事人、调解员和记录人签名。")))
    if record.helpers.strip() and not record.helpers_consented:
        found.append(("helpers_consented", _("邀请他人参加调解须经当事人同意（人民调解法第二十条）。")))
    return found


def _present(case: Dispute, record: Record) -> list[tuple[str, str]]:
    """What is wrong with who was there."""
    assigned = set(Assignment.objects.filter(dispute=case, until__isnull=True).values_list("mediator_id", flat=True))
    strangers = [str(mediator) for mediator in record.mediators if mediator.pk not in assigned]
    found = []
    if not record.mediators:
        found.append(("mediators", _("请选择主持调解的调解员。")))
    elif strangers:
        found.append(("mediators", _("%(names)s不是本案的调解员。") % {"names": "、".join(strangers)}))
    if not record.parties:
        found.append(("parties", _("请选择到场的当事人。")))
    elif any(party.case_id != case.pk for party in record.parties):
        found.append(("parties", _("所选当事人不属于本案。")))
    elif record.result == SessionResult.AGREED and len({party.pk for party in record.parties}) < 2:
        found.append(("parties", _("达成一致须有双方当事人参加。")))
    return found


def _insert(case: Dispute, record: Record, by: Actor) -> MediationSession:
    session = MediationSession.objects.create(
        dispute=case,
        number=MediationSession.objects.filter(dispute=case).count() + 1,
        held_at=record.held_at,
        place=record.place.strip(),
        mode=record.mode,
        open_session=record.open_session,
        helpers=record.helpers.strip(),
        rights_told=record.rights_told,
        statements=record.statements.strip(),
        facts=record.facts.strip(),
        risk_notice=record.risk_notice.strip(),
        record=record.record.strip(),
        result=record.result,
        recorder=record.recorder.strip(),
        signed=record.signed,
        by=by.user,
    )
    session.mediators.set(record.mediators)
    session.parties.set(record.parties)
    return session
