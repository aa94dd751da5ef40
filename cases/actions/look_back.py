"""A look-back on a major case (重大案件倒查): findings with proposals (信访工作条例 14、40), their answers, a conclusion."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from cases.acting import Step, acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Case, Finding, LookBack
from cases.notices import NoticeKind
from cases.people import tell_of, workers_of

ARTICLE: Final = "信访工作条例第十四条、第四十条；平台约定：重大案件倒查"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a look-back found: where it went wrong, what, whose, what is proposed."""

    kind: str
    text: str
    organisation: Organisation
    proposal: str


def open_look_back(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, reason: str, due_on: dt.date) -> LookBack:
    """Open a look-back on a major case.

    Raises:
        Refused: the day is past (`due_on`).
    """
    with acting(case, "cases.open_look_back", by=by, at=at, version=version) as step:
        if due_on <= local_day(at):
            raise Refused({"due_on": _("倒查期限须晚于今天。")})
        posting = by.main_posting
        assert posting is not None  # noqa: S101  (the act is granted to a posting)
        row = LookBack.objects.create(
            case_id=step.case.pk, reason=reason.strip(), by=by.user, organisation_id=posting.organisation_id, at=at, due_on=due_on
        )
        facts = {"day": due_on.isoformat(), "reason": row.reason}
        step.say(_("启动重大案件倒查，%(day)s 前完成：%(reason)s") % facts, article=ARTICLE, look_back=row.pk)
        _tell(step, step.case.organisation_id, f"look_back:{row.pk}", _("启动重大案件倒查"))
    return row


def add_finding(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, found: Found) -> Finding:
    """Put a finding of the open look-back on record, with what is proposed: better work, better policy, liability, or nothing.

    Raises:
        Refused: the body is not in use (`organisation`).
    """
    with acting(case, "cases.add_finding", by=by, at=at, version=version) as step:
        row = Finding.objects.create(
            look_back=_open(step),
            kind=found.kind,
            text=found.text.strip(),
            organisation=found.organisation,
            proposal=found.proposal,
            by=by.user,
            at=at,
        )
        facts = {"kind": row.get_kind_display(), "text": row.text, "name": found.organisation.name, "proposal": row.get_proposal_display()}
        step.say(_("倒查发现（%(kind)s）：%(text)s。责任单位：%(name)s；建议：%(proposal)s。") % facts, article=ARTICLE, finding=row.pk)
        if row.proposal != Finding.Proposal.NONE:
            _tell(step, found.organisation.pk, f"finding:{row.pk}", _("收到倒查建议，请书面反馈是否采纳"))
    return row


def answer_finding(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, finding: Finding, adopted: bool, reply: str) -> Finding:
    """The body of a finding says in writing whether it adopts the proposal. 信访工作条例 14(6).

    Raises:
        Refused: it is no proposal of this case that waits (`finding`), or another body's.
    """
    with acting(case, "cases.answer_finding", by=by, at=at, version=version) as step:
        waiting = Finding.objects.filter(look_back__case_id=step.case.pk, replied_at__isnull=True).exclude(proposal=Finding.Proposal.NONE)
        row = waiting.filter(pk=finding.pk).first()
        if row is None:
            raise Refused({"finding": _("本案没有这项待反馈的建议。")})
        if row.organisation_id not in by.scope.organisation_ids:
            raise Refused({"finding": _("这项建议应由责任单位反馈。")})
        row.adopted, row.reply, row.replied_by, row.replied_at = adopted, reply.strip(), by.user, at
        row.save(update_fields=["adopted", "reply", "replied_by", "replied_at"])
        text = _("采纳倒查建议：%(reply)s") if adopted else _("不采纳倒查建议：%(reply)s")
        step.say(text % {"reply": row.reply}, article=ARTICLE, finding=row.pk)
    return row


def close_look_back(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, conclusion: str) -> LookBack:
    """Conclude the open look-back.

    Raises:
        Refused: nothing was found yet: a look-back that found nothing says so as a finding without proposal.
    """
    with acting(case, "cases.close_look_back", by=by, at=at, version=version) as step:
        row = _open(step)
        if not row.findings.exists():
            raise Refused(_("尚未登记倒查发现；经查没有问题的，也请登记一条，建议选“无”。"))
        row.closed_at, row.closed_by, row.conclusion = at, by.user, conclusion.strip()
        row.save(update_fields=["closed_at", "closed_by", "conclusion"])
        step.say(_("重大案件倒查办结：%(conclusion)s") % {"conclusion": row.conclusion}, article=ARTICLE, look_back=row.pk)
    return row


def _open(step: Step[Case]) -> LookBack:
    row = LookBack.objects.filter(case_id=step.case.pk, closed_at__isnull=True).first()
    if row is None:
        raise Refused(_("本案没有在办的倒查。"))
    return row


def _tell(step: Step[Case], organisation: int, key: str, title: str) -> None:
    users = set(workers_of([organisation], step.at).values_list("pk", flat=True)) - {step.by.user.pk}
    tell_of(step.case, users, kind=NoticeKind.SUPERVISION, key=key, title=f"{title}（{step.case.number}）", at=step.at)
