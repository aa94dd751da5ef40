"""Agreements: form, effect, items, numbers, and the clocks that follow (人民调解法 28–33)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Clock
from disputes.models import AgreementItem, FollowUp, Performance
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.disputes.way import DAY, agreed, agreement_of, item_input, items_of, leader, mediated, session_input, terms_input, today, whole

pytestmark = pytest.mark.django_db


def refused(case, actor, *items, **changes) -> dict[str, list[str]]:
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("agree", case, actor, **terms_input(case, *items, **changes))
    assert whole(case) == before
    return error.value.reasons


def test_a_written_agreement_succeeds_and_starts_its_clocks():
    actor = center()
    case = mediated(actor)
    first, later = (today() + days * DAY for days in (10, 40))
    at = timezone.now()
    rows = [item_input(case, due_on=later.isoformat(), amount="800.50"), item_input(case, due_on=first.isoformat(), amount="399.50")]
    do("agree", case, actor, at=at, version=case.version, **terms_input(case, *rows))
    after, agreement = fresh(case), agreement_of(case)
    assert (after.state, after.outcome, after.concluded_at, after.closed_at) == ("agreed", "success", at, None)
    assert agreement.number == f"{case.file_number}协"
    assert (agreement.form, agreement.effective_on, agreement.copies, agreement.sealed) == ("written", today(), 3, True)
    assert [(item.seq, item.amount, item.due_on) for item in items_of(case)] == [(1, Decimal("800.50"), later), (2, Decimal("399.50"), first)]
    clocks = {clock.kind: clock for clock in Clock.objects.filter(case_id=case.pk, stopped_at=None)}
    assert set(clocks) == {"dispute.confirm", "dispute.performance"}
    assert clocks["dispute.confirm"].nominal_on == today() + 30 * DAY
    assert clocks["dispute.performance"].nominal_on == first
    assert (after.due_at, after.clock_kind) == (clocks["dispute.performance"].due_at, "dispute.performance")
    event = last_event(case)
    assert event.act == "disputes.agree" and event.data["total"] == "1200.00" and "1,200.00" in event.text and "共 2 项" in event.text


def test_it_takes_effect_when_signed_and_sealed():
    actor = center()
    case = mediated(actor)
    found = refused(case, actor, signed_by_parties=False, signed_by_mediators=False, sealed=False)
    assert set(found) == {"signed_by_parties", "signed_by_mediators", "sealed"}
    assert "才生效" in found["signed_by_parties"][0]


def test_each_party_and_the_committee_get_a_copy():
    actor = center()
    case = mediated(actor)
    for copies in (2, ""):
        assert "至少 3 份" in refused(case, actor, copies=copies)["copies"][0]


def test_an_oral_agreement_takes_effect_the_day_it_is_reached_and_is_done_with():
    actor = center()
    case = mediated(actor)
    oral = terms_input(
        case, item_input(case, due_on=today().isoformat()), form="oral", performed_on_the_spot=True, effective_on=(today()).isoformat()
    )
    do("agree", case, actor, **oral)
    after, agreement = fresh(case), agreement_of(case)
    assert (agreement.form, agreement.effective_on, agreement.sealed, agreement.copies) == ("oral", today(), False, None)
    assert (after.state, after.outcome) == ("performed", "success")
    assert not AgreementItem.objects.filter(performed_on=None).exists() and Performance.objects.get().note == "当场履行"
    assert sorted(FollowUp.objects.values_list("due_on", flat=True)) == [today() + days * DAY for days in (7, 30, 90)]
    assert running(case) == {"dispute.follow_up"}
    assert (last_event(case).source, last_event(case).target) == ("mediating", "performed")


def test_an_oral_agreement_may_name_a_day_of_performance():
    actor = center()
    case = mediated(actor)
    oral = terms_input(case, item_input(case, due_on=(today() + 5 * DAY).isoformat()), form="oral", effective_on=today().isoformat())
    do("agree", case, actor, **oral)
    assert (fresh(case).state, agreement_of(case).form) == ("agreed", "oral")
    assert {"dispute.performance"} <= running(case)


@pytest.mark.parametrize(
    ("fields", "changes", "words"),
    [
        ({}, {"performed_on_the_spot": True, "written_requested": True}, "要求书面"),
        ({"difficulty": "complex"}, {"performed_on_the_spot": True}, "疑难复杂"),
    ],
)
def test_when_it_must_be_in_writing(fields, changes, words):
    actor = center()
    case = mediated(actor, **fields)
    assert words in refused(case, actor, form="oral", **changes)["form"][0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda case: {"creditor": case.parties.order_by("id")[1].pk}, "不能是同一人"),
        (lambda _case: {"amount": "0"}, "大于零"),
        (lambda _case: {"due_on": (today() - DAY).isoformat()}, "不能早于达成日期"),
    ],
)
def test_an_item_that_is_wrong_is_named_with_its_row(change, words):
    actor = center()
    case = mediated(actor)
    found = refused(case, actor, item_input(case), item_input(case, **change(case)))
    assert found["items"][0].startswith("第 2 行") and words in found["items"][0]


def test_an_item_concerns_parties_of_this_dispute():
    actor = center()
    case, other = mediated(actor), dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("agree", case, actor, **terms_input(case, item_input(case, debtor=other.parties.first().pk)))
    assert "第 1 行“履行人”" in error.value.errors["items"][0]


def test_an_item_without_amount_and_creditor_is_lawful():
    actor = center()
    case = agreed(actor, {"amount": "", "creditor": "", "content": "当面赔礼道歉"})
    assert items_of(case)[0].amount is None and last_event(case).data["total"] == "0"


def test_something_must_have_been_agreed():
    actor = center()
    case = mediated(actor)
    with pytest.raises(FormErrorsError) as error:
        do("agree", case, actor, **(terms_input(case) | {"items": [], "facts": "", "responsibility": ""}))
    assert set(error.value.errors) == {"items", "facts", "responsibility"}


@pytest.mark.parametrize("result", ["continue", "failed"])
def test_the_last_session_must_have_ended_in_agreement(result):
    actor = center()
    case = mediated(actor)
    do("hold_session", case, actor, **session_input(case, result=result))
    assert "达成一致" in refused(fresh(case), actor)[""][0]


def test_days_in_order():
    actor = center()
    case = mediated(actor)
    assert "不能晚于今天" in refused(case, actor, reached_on=(today() + DAY).isoformat())["reached_on"][0]
    assert "不能早于" in refused(case, actor, reached_on=(today() - 3 * DAY).isoformat())["reached_on"][0]
    assert "不能晚于今天" in refused(case, actor, effective_on=(today() + DAY).isoformat())["effective_on"][0]
    assert "不能早于" in refused(case, actor, effective_on=(today() - DAY).isoformat())["effective_on"][0]


def test_thirty_days_that_are_over_do_not_start():
    actor = center()
    case = mediated(actor)
    case.sessions.update(held_at=timezone.now() - 50 * DAY)
    early = (today() - 45 * DAY).isoformat()
    do("agree", case, actor, **terms_input(case, reached_on=early))
    assert running(case) == {"dispute.performance"}
    assert fresh(case).concluded_at.astimezone(dt.UTC) < timezone.now() - 44 * DAY


def test_a_second_agreement_on_the_file_gets_the_next_number():
    actor = center()
    case = agreed(actor)
    do("record_breach", _overdue(case, actor), actor, reason="拒不履行", routes=["suit"])
    do("reopen", fresh(case), actor, reason="双方愿意再次调解")
    again = fresh(case)
    committee = agreement_of_any(case).dispute.committee
    do("assign", again, actor, committee=committee.pk, lead=committee.mediators.first().pk)
    do("hold_session", fresh(case), actor, **session_input(case))
    do("agree", fresh(case), actor, **terms_input(case))
    assert list(case.agreements.order_by("id").values_list("number", flat=True)) == [f"{case.file_number}协", f"{case.file_number}协2"]
    assert case.agreements.filter(superseded_at=None).count() == 1


def agreement_of_any(case):
    return case.agreements.select_related("dispute__committee").first()


def _overdue(case, actor):
    do("urge_performance", case, actor, text="电话督促")
    AgreementItem.objects.filter(agreement__dispute=case).update(due_on=today() - DAY)
    return fresh(case)


def test_not_before_mediation_and_not_by_a_leader():
    actor = center()
    case = mediated(actor)
    with pytest.raises(NotGranted):
        do("agree", case, leader(), **terms_input(case))
    accepted = dispute_of(actor)
    with pytest.raises(NotOpen):
        do("agree", accepted, actor, **terms_input(accepted))
