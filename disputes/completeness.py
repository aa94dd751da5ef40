"""Whether the file of a dispute is complete: the papers of a 卷宗 that must or may be there (司发通〔2010〕239号)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from cases.acts import Facts
from cases.models import Attachment, Case, Colour, Party
from disputes.facts import facts_of
from disputes.models import Agreement, AgreementForm, Dispute
from disputes.states import Outcome, State

Purpose = Attachment.Purpose
MEDIATED = frozenset({Outcome.SUCCESS, Outcome.FAILURE})


@dataclass(frozen=True)
class Paper:
    """One paper of the file.

    `required`: must be there by now; `later`: will be needed as the case goes on. An excusable one may be missing where an explanation
    (卷宗情况说明) says why.
    """

    code: str
    label: str | Promise
    required: bool
    present: bool
    excusable: bool = False
    later: bool = False


@dataclass(frozen=True)
class Completeness:
    """The papers of a file. `percent` counts those required by now and those that will be."""

    papers: tuple[Paper, ...]

    @property
    def required(self) -> list[Paper]:
        """What must be there by now."""
        return [paper for paper in self.papers if paper.required]

    @property
    def present(self) -> list[Paper]:
        """What is there, required or not."""
        return [paper for paper in self.papers if paper.present]

    @property
    def missing(self) -> list[Paper]:
        """What must be there by now and is not."""
        return [paper for paper in self.required if not paper.present]

    @property
    def coming(self) -> list[Paper]:
        """What is not there yet and will be needed later."""
        return [paper for paper in self.papers if paper.later and not paper.present]

    @property
    def percent(self) -> int:
        """Share of the papers required in the end that are there, rounded down."""
        counted = [paper for paper in self.papers if paper.required or paper.later]
        return 100 * sum(paper.present for paper in counted) // len(counted) if counted else 100


@dataclass(frozen=True)
class Held:
    """What is on file.

    Purposes of the files, sessions, visits made, the agreement in force, and whether identity, inquiries, an application for confirmation and
    the plan are there; whether the case is major, was analysed, and everything was put right.
    """

    purposes: frozenset[str]
    sessions: int
    visits: int
    agreement: Agreement | None
    identified: bool
    inquired: bool
    confirmation: bool
    plan: bool = False
    major: bool = False
    analysed: bool = False
    rectified: bool = False


def held_by(dispute: Dispute) -> Held:
    """Read what is on file."""
    facts = facts_of(dispute)
    return Held(
        purposes=frozenset(Attachment.objects.filter(case_id=dispute.pk, removed_at__isnull=True).values_list("purpose", flat=True)),
        sessions=facts["sessions"],
        visits=facts["follow_ups_done"],
        agreement=Agreement.objects.filter(dispute=dispute, superseded_at__isnull=True).first(),
        identified=not Party.objects.filter(case_id=dispute.pk, id_number__isnull=True).exists(),
        inquired=dispute.investigations.exists(),
        confirmation=facts["confirmation"] is not None,
        **risk_of(facts),
    )


def risk_of(facts: Facts) -> dict[str, bool]:
    """What the facts tell of plan, analysis and rectification, by the names of `Held`."""
    rectified = bool(facts["rectifications"]) and not facts["rectifications_left"]
    return {"plan": facts["plan"], "major": facts["major"], "analysed": facts["analysed"], "rectified": rectified}


def completeness(dispute: Dispute, held: Held | None = None) -> Completeness:
    """What the file of this dispute holds and lacks, by its outcome; `held` is what a page has read already."""
    found = held_by(dispute) if held is None else held
    return Completeness((*_opening(dispute, found), *_mediation(dispute, found), *_after(dispute, found), *_risk(dispute, found)))


def _opening(dispute: Dispute, held: Held) -> list[Paper]:
    opened, mediated, purposes = not dispute.outcome, dispute.outcome in MEDIATED, held.purposes
    taken_up = dispute.state != State.REGISTERED
    mediating = mediated or dispute.state == State.MEDIATING
    told = dispute.rights_told_on is not None or Purpose.RIGHTS_NOTICE in purposes
    identified = held.identified or Purpose.IDENTITY in purposes
    on_paper = taken_up or Purpose.APPLICATION in purposes
    asked = mediated or (opened and taken_up)
    return [
        Paper("registration", _l("人民调解申请书或受理登记表"), taken_up, on_paper, later=not taken_up),
        Paper("rights_notice", _l("当事人权利义务告知书"), mediating, told, later=opened and not mediating),
        Paper("identity", _l("当事人身份证明"), asked, identified, excusable=True, later=opened and not taken_up),
        Paper("authorisation", _l("授权委托书"), required=False, present=Purpose.AUTHORISATION in purposes),
        Paper("evidence", _l("证据材料"), required=False, present=Purpose.EVIDENCE in purposes),
    ]


def _mediation(dispute: Dispute, held: Held) -> list[Paper]:
    opened, mediated, success = not dispute.outcome, dispute.outcome in MEDIATED, dispute.outcome == Outcome.SUCCESS
    purposes, agreement = held.purposes, held.agreement
    inquired = held.inquired or Purpose.INVESTIGATION in purposes
    oral = agreement is not None and agreement.form == AgreementForm.ORAL
    paper = _l("口头协议登记表") if oral else _l("人民调解协议书")
    return [
        Paper("cover", _l("卷宗封面（卷号）"), mediated, bool(dispute.file_number), later=opened),
        Paper("investigation", _l("调查记录"), required=False, present=inquired),
        Paper("session_record", _l("人民调解记录"), mediated, held.sessions > 0 or Purpose.SESSION_RECORD in purposes, later=opened),
        Paper("agreement", paper, success, agreement is not None or Purpose.AGREEMENT in purposes, later=opened),
    ]


def _after(dispute: Dispute, held: Held) -> list[Paper]:
    purposes = held.purposes
    opened, ended = not dispute.outcome, dispute.outcome in MEDIATED and dispute.state != State.AGREED
    visited = held.visits > 0 or Purpose.FOLLOW_UP in purposes
    return [
        Paper("performance", _l("履行凭证"), required=False, present=Purpose.PERFORMANCE in purposes),
        Paper("follow_up", _l("回访记录"), ended, visited, later=opened or dispute.state == State.AGREED),
        Paper("confirmation", _l("司法确认材料"), required=False, present=held.confirmation or Purpose.CONFIRMATION in purposes),
        Paper("explanation", _l("卷宗情况说明"), required=False, present=Purpose.EXPLANATION in purposes),
    ]


def _risk(case: Case, held: Held) -> list[Paper]:
    """Of a red case that was taken up its plan, of a major one analysis and rectification (三色管理、重大案件管理)."""
    declined = case.outcome == Outcome.DECLINED
    found = [Paper("plan", _l("一案一策"), case.colour == Colour.RED and not declined, held.plan)] if case.colour == Colour.RED or held.plan else []
    if held.major:
        found.append(Paper("analysis", _l("一案一剖析"), not declined, held.analysed))
        found.append(Paper("rectification", _l("一案一整改（全部完成）"), not declined, held.rectified))
    return found
