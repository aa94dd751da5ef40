"""Performance by items: part payments, never more than agreed, and with the last item it is performed."""

from decimal import Decimal

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Attachment
from disputes.actions.performance import perform_item
from disputes.models import FollowUp, Performance
from tests.acts import FormErrorsError, center, do, fresh, last_event, running
from tests.disputes.way import DAY, agreed, items_of, leader, performed, today, whole

pytestmark = pytest.mark.django_db


def pay(case, actor, item, amount, **changes):
    given = {"item": item.pk, "on": today().isoformat(), "amount": amount, "complete": True, **changes}
    do("perform_item", fresh(case), actor, **given)


def test_part_payments_add_up_and_the_last_completes_the_item():
    actor = center()
    case = agreed(actor)
    (item,) = items_of(case)
    for amount in ("500", "600.50"):
        pay(case, actor, item, amount)
        assert fresh(case).state == "agreed" and items_of(case)[0].performed_on is None
    pay(case, actor, item, "99.50", note="银行转账")
    assert items_of(case)[0].performed_on == today() and fresh(case).state == "performed"
    rows = Performance.objects.order_by("id").values_list("amount", "complete", "note")
    assert list(rows) == [(Decimal(500), False, ""), (Decimal("600.50"), False, ""), (Decimal("99.50"), True, "银行转账")]
    assert last_event(case).act == "disputes.perform_item" and "尚余 0 项" in last_event(case).text


def test_never_more_than_agreed():
    actor = center()
    case = agreed(actor)
    (item,) = items_of(case)
    pay(case, actor, item, "1000")
    before = whole(fresh(case))
    with pytest.raises(Refused) as error:
        pay(case, actor, item, "200.01")
    assert "尚欠 200.00 元" in error.value.reasons["amount"][0] and whole(fresh(case)) == before


@pytest.mark.parametrize("amount", ["", "0"])
def test_a_payment_has_an_amount(amount):
    actor = center()
    case = agreed(actor)
    with pytest.raises(Refused) as error:
        pay(case, actor, items_of(case)[0], amount)
    assert set(error.value.reasons) == {"amount"}


def test_what_has_no_amount_is_done_or_not():
    actor = center()
    case = agreed(actor, {"amount": "", "content": "赔礼道歉"}, {})
    (apology, _payment) = items_of(case)
    with pytest.raises(Refused) as error:
        pay(case, actor, apology, "10")
    assert "没有约定金额" in error.value.reasons["amount"][0]
    pay(case, actor, apology, "", complete=False)
    assert items_of(case)[0].performed_on is None
    pay(case, actor, apology, "")
    assert items_of(case)[0].performed_on == today() and fresh(case).state == "agreed"


def test_the_clock_goes_on_to_the_next_item_and_stops_with_the_last():
    actor = center()
    case = agreed(actor, {"due_on": (today() + 5 * DAY).isoformat()}, {"due_on": (today() + 20 * DAY).isoformat()})
    first, second = items_of(case)
    pay(case, actor, first, "1200")
    after = fresh(case)
    assert after.clock_kind == "dispute.performance" and after.due_at == case.due_at + 15 * DAY
    assert running(case) == {"dispute.performance", "dispute.confirm"}
    pay(case, actor, second, "1200")
    assert running(case) == {"dispute.follow_up"} and fresh(case).clock_kind == "dispute.follow_up"
    assert sorted(FollowUp.objects.values_list("due_on", flat=True)) == [today() + days * DAY for days in (7, 30, 90)]


def test_days_in_order():
    actor = center()
    case = agreed(actor)
    (item,) = items_of(case)
    for day in (today() + DAY, today() - DAY):
        with pytest.raises(Refused) as error:
            pay(case, actor, item, "10", on=day.isoformat())
        assert set(error.value.reasons) == {"on"}


def test_the_proof_belongs_to_the_case():
    actor = center()
    case, other = agreed(actor), agreed(actor)
    now = timezone.now()
    files = [
        Attachment.objects.create(
            case_id=each.pk, name="收条.jpg", stored_as=f"x{each.pk}", media_type="image/jpeg", size=1, sha256="0" * 64, by=actor.user, at=now
        )
        for each in (case, other)
    ]
    (item,) = items_of(case)
    with pytest.raises(FormErrorsError) as error:
        pay(case, actor, item, "10", proof=files[1].pk)
    assert set(error.value.errors) == {"proof"}
    pay(case, actor, item, "10", proof=files[0].pk)
    assert Performance.objects.get().proof == files[0]


def test_an_item_of_another_dispute_or_done_already_is_not_offered():
    actor = center()
    case, other = agreed(actor, {}, {}), agreed(actor)
    done, _left = items_of(case)
    pay(case, actor, done, "1200")
    for item in (items_of(other)[0], done):
        with pytest.raises(FormErrorsError) as error:
            pay(case, actor, item, "10")
        assert set(error.value.errors) == {"item"}


def test_not_after_the_end_and_not_by_a_leader():
    actor = center()
    case = agreed(actor)
    (item,) = items_of(case)
    with pytest.raises(NotGranted):
        pay(case, leader(), item, "10")
    done = performed(actor)
    with pytest.raises(NotOpen):
        perform_item(dispute=done, by=actor, at=timezone.now(), item=items_of(done)[0], on=today(), amount=Decimal(1))
