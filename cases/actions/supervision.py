"""Supervision by a higher level (督办; 信访工作条例 40): the order, its answer, acceptance or a second order, recall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Posting
from accounts.policies import reach_of
from cases import risk_clocks
from cases.acting import Step, acting
from cases.calendar import calendar
from cases.daycount import add_working_days, local_day
from cases.errors import Refused
from cases.models import Attachment, Case, SupervisionGround, SupervisionItem, SupervisionOrder, SupervisionState
from cases.notices import NoticeKind
from cases.people import tell_of, those_in_charge, workers_of

ARTICLE: Final = "信访工作条例第四十条"
_COUNTY: Final = 6


def supervise(
    *, case: Case, by: Actor, at: dt.datetime, version: int | None = None, ground: SupervisionGround, text: str, answer_by: dt.date
) -> SupervisionItem:
    """Order the body that has the case to act and to answer by a day. Only a higher level may (信访工作条例 14、40).

    Orders that one person gives at the same moment in the same words are one order on several cases.

    Raises:
        Refused: the day leaves less than a working day (`answer_by`); the ground is not in use there (`ground`).
    """
    check_day("answer_by", answer_by, at)
    with acting(case, "cases.supervise", by=by, at=at, version=version) as step:
        posting = posting_above(by, step.facts["body_area"])
        assert posting is not None  # noqa: S101  (the act is granted to higher levels only)
        _check_ground(ground, posting)
        order = _order(step, posting, ground=ground, text=text.strip(), answer_by=answer_by)
        return _put_under(step, order)


def answer_supervision(
    *,
    case: Case,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    item: SupervisionItem,
    answer: str,
    measures: str,
    document: Attachment | None = None,
) -> SupervisionItem:
    """Answer an order: what was done, with which measures and which paper.

    Raises:
        Refused: the order is none of this case or answered already (`item`); the paper is none of this case (`document`).
    """
    with acting(case, "cases.answer_supervision", by=by, at=at, version=version) as step:
        row = _row(step, item, SupervisionState.OPEN)
        if document is not None and (document.case_id != step.case.pk or document.removed_at is not None):
            raise Refused({"document": _("所选附件不属于本案或已移除。")})
        if row.order.by_id == by.user.pk:
            raise Refused(_("督办单是您本人签发的，应由承办单位答复。"))
        row.state, row.answer, row.measures, row.document = SupervisionState.ANSWERED, answer.strip(), measures.strip(), document
        row.answered_at, row.answered_by = at, by.user
        row.save(update_fields=["state", "answer", "measures", "document", "answered_at", "answered_by"])
        risk_clocks.refresh_supervision(step.case, at=at)
        step.say(_("答复督办 %(number)s：%(answer)s") % {"number": row.order.number, "answer": row.answer}, article=ARTICLE, item=row.pk)
        told = {row.order.by_id, *workers_of([row.order.organisation_id], at).values_list("pk", flat=True)}
        _tell(step, row, told, "answered", _("督办 %(number)s 已答复，请审核"))
    return row


def accept_supervision(
    *, case: Case, by: Actor, at: dt.datetime, version: int | None = None, item: SupervisionItem, opinion: str = ""
) -> SupervisionItem:
    """Be content with an answer: the order is done on this case.

    Raises:
        Refused: there is no answer to judge (`item`), or one would judge one's own.
    """
    with acting(case, "cases.accept_supervision", by=by, at=at, version=version) as step:
        row = _judged(step, item, SupervisionState.ACCEPTED, opinion)
        step.say(_("督办 %(number)s 答复审核通过。%(opinion)s") % _words(row), article=ARTICLE, item=row.pk)
        _tell(step, row, those_in_charge(step.case, at), "accepted", _("督办 %(number)s 答复已审核通过"))
    return row


def order_again(
    *, case: Case, by: Actor, at: dt.datetime, version: int | None = None, item: SupervisionItem, text: str, answer_by: dt.date
) -> SupervisionItem:
    """Not be content: a second order, which names the one before it and runs anew.

    Raises:
        Refused: there is no answer to judge (`item`), one would judge one's own, or the day leaves less than a working day (`answer_by`).
    """
    check_day("answer_by", answer_by, at)
    with acting(case, "cases.order_again", by=by, at=at, version=version) as step:
        row = _judged(step, item, SupervisionState.REORDERED, text)
        before = row.order
        order = SupervisionOrder.objects.create(
            number=_next_number(before.organisation.area_id, at),
            ground_id=before.ground_id,
            text=text.strip(),
            organisation_id=before.organisation_id,
            by=by.user,
            at=at,
            answer_by=answer_by,
            round=before.round + 1,
            previous=before,
        )
        return _put_under(step, order)


def recall_supervision(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, item: SupervisionItem, reason: str) -> SupervisionItem:
    """The issuing body takes an order back on this case before it is answered.

    Raises:
        Refused: the order is none of this case, another body's, or answered already (`item`).
    """
    with acting(case, "cases.recall_supervision", by=by, at=at, version=version) as step:
        row = _row(step, item, SupervisionState.OPEN)
        _own(by, row)
        row.state, row.opinion, row.decided_at, row.decided_by = SupervisionState.RECALLED, reason.strip(), at, by.user
        row.save(update_fields=["state", "opinion", "decided_at", "decided_by"])
        risk_clocks.refresh_supervision(step.case, at=at)
        step.say(_("撤销督办 %(number)s：%(opinion)s") % _words(row), article=ARTICLE, item=row.pk)
        _tell(step, row, those_in_charge(step.case, at), "recalled", _("督办 %(number)s 已撤销"))
    return row


def no_order_open(facts: Mapping[str, Any]) -> str:
    """Why a case may not be closed: an order of supervision is not done; empty where none is. For every act that closes a case."""
    if facts["issuers_open"]:
        return _("有督办单尚未答复，答复并经审核后才能结案。")
    if facts["issuers_answered"]:
        return _("督办单的答复尚未审核通过，不能结案。")
    return ""


def refuse_while_supervised(step: Step[Any]) -> None:
    """Raise `Refused` where an order of supervision is not done."""
    if reason := no_order_open(step.facts):
        raise Refused(reason)


def posting_above(by: Actor, body_area: str) -> Posting | None:
    """The closest of the actor's postings that lies at a higher level than the body and leads it; None where there is none."""
    above = [
        posting
        for posting in by.postings
        if body_area.startswith(posting.area_id)
        and len(posting.area_id) < len(body_area)
        and reach_of(frozenset({posting.role}), "cases.supervise") is not None
    ]
    return max(above, key=lambda posting: len(posting.area_id), default=None)


def check_day(field: str, day: dt.date, at: dt.datetime) -> None:
    """Raise `Refused` under the field where the body would have less than a working day (Asia/Shanghai)."""
    earliest = add_working_days(local_day(at), 1, calendar())
    if day < earliest:
        raise Refused({field: _("至少留出一个工作日，最早 %(day)s。") % {"day": earliest.isoformat()}})


def _check_ground(ground: SupervisionGround, posting: Posting) -> None:
    local = ground.area_id
    if not ground.active or (local is not None and not posting.area_id.startswith(local) and not local.startswith(posting.area_id)):
        raise Refused({"ground": _("这项督办事由已停用或不属于您的辖区。")})


def _order(step: Step[Case], posting: Posting, *, ground: SupervisionGround, text: str, answer_by: dt.date) -> SupervisionOrder:
    """The order given at this moment in these words, or a new one."""
    words = {"ground": ground, "text": text, "answer_by": answer_by, "round": 1}
    found, _made = SupervisionOrder.objects.get_or_create(
        organisation_id=posting.organisation_id,
        by=step.by.user,
        at=step.at,
        **words,
        defaults={"number": _next_number(posting.area_id, step.at)},
    )
    return found


def _next_number(area: str, at: dt.datetime) -> str:
    """`DB<county>-<yyyymm>-<number>`, from one sequence for all; it may have gaps. The county is filled with zeros for the city itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_supervision_number')")
        (running,) = cursor.fetchone()
    return f"DB{area[:_COUNTY].ljust(_COUNTY, '0')}-{local_day(at):%Y%m}-{running:06d}"


def _put_under(step: Step[Case], order: SupervisionOrder) -> SupervisionItem:
    case = step.case
    if SupervisionItem.objects.filter(order=order, case_id=case.pk).exists():
        raise Refused(_("本案已在这份督办单中。"))
    item = SupervisionItem.objects.create(order=order, case_id=case.pk, organisation_id=case.organisation_id)
    risk_clocks.refresh_supervision(case, at=step.at)
    facts = {"number": order.number, "round": order.round, "ground": order.ground.name, "text": order.text, "day": order.answer_by.isoformat()}
    step.say(
        _("第 %(round)d 次督办（%(number)s）：%(ground)s。%(text)s 请于 %(day)s 前答复。") % facts,
        article=order.ground.article or ARTICLE,
        item=item.pk,
        order=order.number,
    )
    _tell(step, item, those_in_charge(case, step.at) | {case.first_receiver_id}, "issued", _("收到督办 %(number)s，请按期答复"))
    return item


def _row(step: Step[Case], item: SupervisionItem, state: SupervisionState) -> SupervisionItem:
    """The item as it is now. The case is locked, so it does not change under our hands."""
    rows = SupervisionItem.objects.filter(pk=item.pk, case_id=step.case.pk, state=state).select_related("order__organisation", "order__ground")
    row = rows.first()
    if row is None:
        raise Refused({"item": _("本案没有这项督办，或者它已被答复、审核或撤销。")})
    return row


def _own(by: Actor, row: SupervisionItem) -> None:
    if row.order.organisation_id not in by.scope.organisation_ids:
        raise Refused({"item": _("这份督办单不是您的单位签发的。")})


def _judged(step: Step[Case], item: SupervisionItem, state: SupervisionState, opinion: str) -> SupervisionItem:
    row = _row(step, item, SupervisionState.ANSWERED)
    _own(step.by, row)
    if row.answered_by_id == step.by.user.pk:
        raise Refused(_("答复是您本人提交的，须由他人审核。"))
    row.state, row.opinion, row.decided_at, row.decided_by = state, opinion.strip()[:500], step.at, step.by.user
    row.save(update_fields=["state", "opinion", "decided_at", "decided_by"])
    return row


def _words(row: SupervisionItem) -> dict[str, str]:
    return {"number": row.order.number, "opinion": row.opinion}


def _tell(step: Step[Case], row: SupervisionItem, users: set[int], what: str, title: str) -> None:
    users = users - {step.by.user.pk}
    text = title % {"number": row.order.number}
    tell_of(step.case, users, kind=NoticeKind.SUPERVISION, key=f"supervision:{row.pk}:{what}", title=f"{text}（{step.case.number}）", at=step.at)
