"""How mediation ends: in an agreement, written or oral (人民调解法 28–31), or without one (26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases import clocks
from cases.acting import Step, acting
from cases.actions.plan import refuse_without_plan
from cases.daycount import local_day
from cases.errors import Refused
from cases.escalation import stopping
from cases.limits import LEVEL_CLOCKS
from cases.models import Party
from disputes.actions.children import no_child_in_mediation
from disputes.actions.support import (
    MEDIATION_CLOCKS,
    moment_of,
    not_after_today,
    parties_of,
    plan_follow_ups,
    refresh_follow_up_clock,
    refresh_performance_clock,
)
from disputes.limitation import warnings_of
from disputes.models import Agreement, AgreementForm, AgreementItem, Dispute, MediationSession, Performance
from disputes.models.dispute import Difficulty
from disputes.models.mediation import SessionResult
from disputes.numbering import agreement_number
from disputes.routes import check_told, in_words
from disputes.states import Outcome


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to be done: by whom, for whom, what, how much in yuan, by when, how and where (人民调解法 29（三）)."""

    debtor: Party
    content: str
    due_on: dt.date
    creditor: Party | None = None
    amount: Decimal | None = None
    manner: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """An agreement as reached. An oral one takes effect on the day; a written one when signed and sealed (人民调解法 29、30)."""

    form: str
    reached_on: dt.date
    facts: str
    responsibility: str
    items: Sequence[Item]
    effective_on: dt.date | None = None
    copies: int | None = None
    signed_by_parties: bool = False
    signed_by_mediators: bool = False
    sealed: bool = False
    written_requested: bool = False
    performed_on_the_spot: bool = False
    resolution: str = ""

    @property
    def takes_effect_on(self) -> dt.date:
        """The day of effect."""
        return self.effective_on if self.effective_on and self.form == AgreementForm.WRITTEN else self.reached_on

    @property
    def total(self) -> Decimal:
        """The sum of the amounts, in yuan."""
        return sum((item.amount for item in self.items if item.amount is not None), Decimal(0))


def agree(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, terms: Terms) -> Dispute:
    """Put an agreement on file; mediation has succeeded. 人民调解法 28–31.

    The limit of mediation stops. Thirty days for a joint application to a court start with its effect (33), and the clock of performance
    with its earliest item; an agreement that was performed on the spot needs neither.

    Raises:
        Refused: the last session did not end in agreement; a written form is required; signatures, seal or copies are missing; or an item
            is not in order; a sub-case is in mediation and this one would end; or a red case has no plan. Reasons are by field.
    """
    with acting(dispute, "disputes.agree", by=by, at=at, version=version) as step:
        case = step.case
        refuse_without_plan(step.facts)
        _check_terms(case, terms, at)
        if terms.performed_on_the_spot:
            no_child_in_mediation(step)
        step.move("agree_and_perform" if terms.performed_on_the_spot else "agree")
        agreement = _insert(case, terms, by, at)
        _conclude(case, Outcome.SUCCESS, terms.resolution, moment_of(terms.reached_on, at))
        clocks.stop(case, *MEDIATION_CLOCKS, *LEVEL_CLOCKS, at=at, reason="agreed")
        stopping.of_attempts(case.pk, at=at, reason="agreed")
        if terms.performed_on_the_spot:
            plan_follow_ups(case, on=terms.reached_on)
            refresh_follow_up_clock(case, at=at)
        else:
            start_confirmation_window(case, agreement, at=at)
            refresh_performance_clock(case, at=at)
        _say_agreed(step, agreement, terms)
    return case


def fail(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str, routes: Collection[str]) -> Dispute:
    """End mediation without agreement; the parties have been told of arbitration, administrative and court routes. 人民调解法 26.

    Raises:
        Refused: no reason, one of the three ways was not told, a sub-case is in mediation, or a red case has no plan.
    """
    with acting(dispute, "disputes.fail", by=by, at=at, version=version) as step:
        case = step.case
        if not reason.strip():
            raise Refused({"reason": _("请写明调解不成的原因。")})
        check_told(routes)
        refuse_without_plan(step.facts)
        no_child_in_mediation(step)
        step.move("fail")
        _conclude(case, Outcome.FAILURE, reason, at)
        clocks.stop(case, at=at, reason="failed")
        plan_follow_ups(case, on=local_day(at))
        refresh_follow_up_clock(case, at=at)
        lapsing = [{"name": str(each.name), "ends_on": each.ends_on.isoformat()} for each in warnings_of(case, local_day(at))]
        step.say(
            _("调解不成。已告知：%(routes)s。") % {"routes": in_words(routes)},
            article="人民调解法第二十六条",
            routes=sorted(routes),
            limitation=lapsing,
        )
    return case


def start_confirmation_window(case: Dispute, agreement: Agreement, *, at: dt.datetime) -> None:
    """Start the thirty days for a joint application from the agreement's effect (人民调解法 33), unless they are over."""
    clock = clocks.prepared("dispute.confirm", at=moment_of(agreement.effective_on, at))
    if clock.due_at is not None and clock.due_at > at:
        clocks.start(case, "dispute.confirm", at=clock.started_at)


def _check_terms(case: Dispute, terms: Terms, at: dt.datetime) -> None:
    last = MediationSession.objects.filter(dispute=case).order_by("-number").first()
    if last is None or last.result != SessionResult.AGREED:
        raise Refused(_("最近一次调解记录的结果不是“达成一致”，请先登记达成一致的调解记录。"))
    not_after_today("reached_on", terms.reached_on, at, earliest=local_day(last.held_at))
    not_after_today("effective_on", terms.takes_effect_on, at, earliest=terms.reached_on)
    reasons = _of_form(case, terms) | {field: _("请填写此项。") for field in ("facts", "responsibility") if not getattr(terms, field).strip()}
    parties = parties_of(case)
    if terms.form == AgreementForm.WRITTEN:
        reasons |= _of_paper(terms, len(parties))
    texts = [text for row, item in enumerate(terms.items, 1) for text in _of_item(row, item, terms, {party.pk for party in parties})]
    if not terms.items:
        texts.append(_("至少填写一项协议内容。"))
    if reasons or texts:
        raise Refused({**reasons, **({"items": texts} if texts else {})})


def _of_form(case: Dispute, terms: Terms) -> dict[str, str]:
    """Whether the form will do.

    The law lets the parties do without writing (人民调解法 28) unless one of them asks for it; complex disputes are put in writing as a rule
    of good practice.
    """
    if terms.form == AgreementForm.WRITTEN:
        return {}
    why = [
        (terms.written_requested, _("当事人要求书面协议")),
        (case.difficulty == Difficulty.COMPLEX, _("纠纷疑难复杂")),
    ]
    reasons = "、".join(text for holds, text in why if holds)
    return {"form": _("应当制作书面协议：%(reasons)s。") % {"reasons": reasons}} if reasons else {}


def _of_paper(terms: Terms, parties: int) -> dict[str, str]:
    """What a written agreement needs to take effect (人民调解法 29)."""
    needed = {
        "signed_by_parties": _("各方当事人签名、盖章或者按指印后，书面协议才生效。"),
        "signed_by_mediators": _("书面协议须由调解员签名。"),
        "sealed": _("书面协议须加盖人民调解委员会印章。"),
    }
    found = {field: text for field, text in needed.items() if not getattr(terms, field)}
    if terms.copies is None or terms.copies < parties + 1:
        found["copies"] = _("各方当事人各一份、调委会留存一份，至少 %(count)d 份（人民调解法第三十条）。") % {"count": parties + 1}
    return found


def _of_item(row: int, item: Item, terms: Terms, parties: set[int]) -> list[str]:
    found = []
    if not item.content.strip():
        found.append(_("请填写履行内容。"))
    if item.debtor.pk not in parties or (item.creditor is not None and item.creditor.pk not in parties):
        found.append(_("履行人和权利人应为本案当事人。"))
    if item.creditor is not None and item.creditor.pk == item.debtor.pk:
        found.append(_("履行人和权利人不能是同一人。"))
    if item.amount is not None and item.amount <= 0:
        found.append(_("金额应大于零，没有金额的留空。"))
    if item.due_on < terms.reached_on:
        found.append(_("履行期限不能早于达成日期。"))
    return [_("第 %(row)d 行：%(text)s") % {"row": row, "text": text} for text in found]


def _insert(case: Dispute, terms: Terms, by: Actor, at: dt.datetime) -> Agreement:
    before = Agreement.objects.filter(dispute=case)
    number = agreement_number(case.file_number, before.filter(number__startswith=case.file_number).count()) if case.file_number else ""
    before.filter(superseded_at__isnull=True).update(superseded_at=at)
    written = terms.form == AgreementForm.WRITTEN
    agreement = Agreement.objects.create(
        dispute=case,
        form=terms.form,
        number=number,
        reached_on=terms.reached_on,
        effective_on=terms.takes_effect_on,
        facts=terms.facts.strip(),
        responsibility=terms.responsibility.strip(),
        copies=terms.copies if written else None,
        signed_by_parties=written and terms.signed_by_parties,
        signed_by_mediators=written and terms.signed_by_mediators,
        sealed=written and terms.sealed,
        by=by.user,
        at=at,
    )
    done_on = terms.reached_on if terms.performed_on_the_spot else None
    items = AgreementItem.objects.bulk_create(_item(agreement, seq, item, done_on) for seq, item in enumerate(terms.items, 1))
    if done_on is not None:
        done = (Performance(item=item, on=done_on, amount=item.amount, note=_("当场履行"), by=by.user, at=at) for item in items)
        Performance.objects.bulk_create(done)
    return agreement


def _item(agreement: Agreement, seq: int, item: Item, done_on: dt.date | None) -> AgreementItem:
    return AgreementItem(
        agreement=agreement,
        seq=seq,
        debtor=item.debtor,
        creditor=item.creditor,
        content=item.content.strip(),
        amount=item.amount,
        due_on=item.due_on,
        manner=item.manner.strip(),
        place=item.place.strip(),
        performed_on=done_on,
    )


def _conclude(case: Dispute, outcome: Outcome, resolution: str, moment: dt.datetime) -> None:
    case.outcome = outcome
    case.concluded_at = moment
    case.resolution = resolution.strip() or case.resolution


def _say_agreed(step: Step[Dispute], agreement: Agreement, terms: Terms) -> None:
    facts = {
        "form": agreement.get_form_display(),
        "number": agreement.number,
        "items": len(terms.items),
        "total": f"{terms.total:,.2f}",
        "spot": _("，已当场履行") if terms.performed_on_the_spot else "",
    }
    step.say(
        _("达成%(form)s协议%(number)s，共 %(items)d 项，金额 %(total)s 元%(spot)s。") % facts,
        article="人民调解法第二十八条至第三十一条",
        agreement=agreement.pk,
        form=terms.form,
        total=str(terms.total),
    )
