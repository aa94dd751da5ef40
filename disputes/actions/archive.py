"""Closing the file (立卷归档; 人民调解法 27)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from cases import clocks
from cases.acting import acting
from cases.actions.supervision import no_order_open
from cases.acts import Facts
from cases.daycount import local_day
from cases.errors import Refused
from disputes.actions.children import no_child_open
from disputes.actions.support import cancel_follow_ups
from disputes.completeness import MEDIATED, completeness
from disputes.models import ConfirmationState, Dispute
from disputes.numbering import archive_number


class Retention(models.TextChoices):
    """How long a file is kept; the law is silent, practice knows these three."""

    SHORT = "short", _l("短期")
    LONG = "long", _l("长期")
    PERMANENT = "permanent", _l("永久")


RETENTION_LETTERS = {Retention.SHORT: "D", Retention.LONG: "C", Retention.PERMANENT: "Y"}
WITH_THE_COURT = frozenset({ConfirmationState.APPLIED, ConfirmationState.RECEIVED})


def archive(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    retention: str,
    explanation: str = "",
    appraisal: str = "",
) -> Dispute:
    """Close a complete file: all clocks stop, visits still planned are cancelled, nothing is left to do. 人民调解法 27.

    `explanation` says why a paper that may be excused is missing (卷宗情况说明), `appraisal` how the handling is judged (考评意见, GB/T 31000).

    Raises:
        Refused: a sub-case, an order of supervision or a look-back is open, a court still decides, nobody visited the parties after a result, or
            papers are missing; of a red case the plan, of a major one analysis and rectification are among them.
    """
    with acting(dispute, "disputes.archive", by=by, at=at, version=version) as step:
        case = step.case
        no_child_open(step)
        _check_ready(case, step.facts, explanation)
        step.move("archive")
        case.retention = retention
        case.archive_number = archive_number(case.number, RETENTION_LETTERS[Retention(retention)])
        case.closed_at = case.closed_at or at
        if appraisal.strip():
            case.appraised_on, case.appraisal = local_day(at), appraisal.strip()
        cancelled = cancel_follow_ups(case, at=at)
        clocks.stop(case, at=at, reason="archived")
        facts = {"number": case.archive_number, "retention": Retention(retention).label, "why": explanation.strip()}
        text = _("归档，档案号%(number)s，保管期限%(retention)s。%(why)s") % facts
        step.say(text, article="人民调解法第二十七条", retention=retention, cancelled_visits=cancelled)
    return case


def _check_ready(case: Dispute, facts: Facts, explanation: str) -> None:
    reasons = [reason] if (reason := no_order_open(facts)) else []
    if facts["look_back"]:
        reasons.append(_("重大案件倒查尚未办结。"))
    if facts["confirmation"] in WITH_THE_COURT:
        reasons.append(_("司法确认尚无结果。"))
    if case.outcome in MEDIATED and not facts["follow_ups_done"]:
        reasons.append(_("尚未回访：调解成功或不成的，归档前至少回访一次。"))
    missing = [paper for paper in completeness(case).missing if paper.code != "follow_up"]
    excused = bool(explanation.strip())
    names = [str(paper.label) for paper in missing if not (paper.excusable and excused)]
    if names:
        reasons.append(_("卷宗不全，缺：%(papers)s。") % {"papers": "、".join(names)})
    if reasons:
        only_excusable = names and all(paper.excusable for paper in missing) and len(reasons) == 1
        raise Refused({"explanation" if only_excusable else "": reasons})
