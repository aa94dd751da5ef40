"""Performance of an agreement by items, urging, breach (人民调解法 31、32)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases import clocks
from cases.acting import Step, acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Attachment, CaseEvent
from disputes.actions.support import (
    not_after_today,
    own_attachment,
    plan_follow_ups,
    refresh_follow_up_clock,
    refresh_performance_clock,
)
from disputes.models import Agreement, AgreementItem, ConfirmationState, Dispute, JudicialConfirmation, Performance
from disputes.routes import BreachRoute, in_words

ARTICLE = "人民调解法第三十一条"


def perform_item(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    item: AgreementItem,
    on: dt.date,
    amount: Decimal | None = None,
    complete: bool = True,
    note: str = "",
    proof: Attachment | None = None,
) -> Dispute:
    """Put a performance on file: a part payment, or the rest of an item. With the last item the dispute is performed. 人民调解法 31.

    An item with an amount is complete when the payments reach it; `complete` decides for an item without one.

    Raises:
        Refused: the item is not open; the day is impossible; or the amount is missing, not above zero, or more than what is still owed.
    """
    with acting(dispute, "disputes.perform_item", by=by, at=at, version=version) as step:
        case = step.case
        _check_item(case, item)
        not_after_today("on", on, at, earliest=item.agreement.reached_on)
        own_attachment(case, proof, "proof")
        done = _is_complete(item, amount, complete)
        paid = amount if item.amount is not None else None
        Performance.objects.create(item=item, on=on, amount=paid, note=note.strip(), proof=proof, complete=done, by=by.user, at=at)
        if done:
            item.performed_on = on
            item.save(update_fields=["performed_on"])
        refresh_performance_clock(case, at=at)
        left = AgreementItem.objects.filter(agreement=item.agreement, performed_on__isnull=True).count()
        if not left:
            _complete(step, on)
        facts = {"seq": item.seq, "done": _("履行完毕") if done else _("部分履行"), "left": left}
        step.say(_("协议第 %(seq)d 项%(done)s，尚余 %(left)d 项。") % facts, article=ARTICLE, item=item.pk, complete=done)
    return case


def urge_performance(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, text: str) -> Dispute:
    """Put on file that the debtor was urged to perform (督促履行). 人民调解法 31."""
    with acting(dispute, "disputes.urge_performance", by=by, at=at, version=version) as step:
        if not text.strip():
            raise Refused({"text": _("请写明督促的方式和情况。")})
        step.say(_("督促履行：%(text)s") % {"text": text.strip()}, article=ARTICLE)
    return step.case


def record_breach(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str, routes: Collection[str]) -> Dispute:
    """Put on file that the agreement is not performed in spite of urging; suit and execution have been told. 人民调解法 31–33.

    Raises:
        Refused: nothing is overdue; nobody urged; or a way that is open was not told.
    """
    with acting(dispute, "disputes.record_breach", by=by, at=at, version=version) as step:
        case = step.case
        agreement = Agreement.objects.get(dispute=case, superseded_at__isnull=True)
        if not reason.strip():
            raise Refused({"reason": _("请写明未履行的情况。")})
        _check_overdue(agreement, local_day(at))
        if not CaseEvent.objects.filter(case_id=case.pk, act="disputes.urge_performance", at__gte=agreement.at).exists():
            raise Refused(_("登记未履行前，应先督促履行（人民调解法第三十一条）。"))
        _check_breach_routes(agreement, routes)
        step.move("record_breach")
        clocks.stop(case, "dispute.performance", at=at, reason="breached")
        plan_follow_ups(case, on=local_day(at))
        refresh_follow_up_clock(case, at=at)
        facts = {"reason": reason.strip(), "routes": in_words(routes)}
        step.say(_("协议未履行：%(reason)s。已告知：%(routes)s。") % facts, article="人民调解法第三十一条至第三十三条", routes=sorted(routes))
    return case


def _complete(step: Step[Dispute], on: dt.date) -> None:
    """The last item is done."""
    step.move("complete_performance")
    clocks.stop(step.case, "dispute.confirm", at=step.at, reason="performed")
    plan_follow_ups(step.case, on=on)
    refresh_follow_up_clock(step.case, at=step.at)


def owed(item: AgreementItem) -> Decimal | None:
    """What is still to be paid of an item, in yuan; None for an item without an amount."""
    if item.amount is None:
        return None
    paid = Performance.objects.filter(item=item).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return item.amount - paid


def _check_item(case: Dispute, item: AgreementItem) -> None:
    agreement = item.agreement
    if agreement.dispute_id != case.pk or agreement.superseded_at is not None:
        raise Refused({"item": _("所选事项不属于本案现行协议。")})
    item.refresh_from_db(fields=["performed_on", "amount"])
    if item.performed_on is not None:
        raise Refused({"item": _("该事项已履行完毕。")})


def _is_complete(item: AgreementItem, amount: Decimal | None, complete: bool) -> bool:
    left = owed(item)
    if left is None:
        if amount is not None:
            raise Refused({"amount": _("该事项没有约定金额，请留空。")})
        return complete
    if amount is None or amount <= 0:
        raise Refused({"amount": _("请填写本次履行的金额，应大于零。")})
    if amount > left:
        raise Refused({"amount": _("超过约定：该事项尚欠 %(left)s 元。") % {"left": f"{left:,.2f}"}})
    return amount == left


def _check_overdue(agreement: Agreement, today: dt.date) -> None:
    left = AgreementItem.objects.filter(agreement=agreement, performed_on__isnull=True)
    if not left.filter(due_on__lt=today).exists():
        first = left.order_by("due_on").first()
        day = first.due_on.isoformat() if first else ""
        raise Refused(_("尚无到期未履行的事项（最早 %(day)s 到期）。") % {"day": day})


def _check_breach_routes(agreement: Agreement, routes: Collection[str]) -> None:
    confirmed = JudicialConfirmation.objects.filter(agreement=agreement, state=ConfirmationState.CONFIRMED).exists()
    needed = BreachRoute.EXECUTION if confirmed else BreachRoute.SUIT
    if needed not in routes:
        raise Refused({"routes": _("须告知当事人：%(way)s。") % {"way": needed.label}})
