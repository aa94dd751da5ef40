"""A breach: something is overdue, somebody urged, suit or execution was told."""

import pytest

from cases.errors import NotGranted, NotOpen, Refused
from disputes.models import AgreementItem, FollowUp
from tests.acts import FormErrorsError, center, do, fresh, last_event, running
from tests.disputes.way import DAY, agreed, confirmation_input, leader, mediated, today, whole

pytestmark = pytest.mark.django_db
INPUT = {"reason": "经催告仍不支付", "routes": ["suit"]}


def overdue(case):
    AgreementItem.objects.filter(agreement__dispute=case).update(due_on=today() - DAY)
    return case


def test_it_is_recorded_with_the_way_to_court_and_visits():
    actor = center()
    case = overdue(agreed(actor))
    do("urge_performance", case, actor, text="电话督促")
    do("record_breach", case, actor, **INPUT)
    after = fresh(case)
    assert (after.state, after.outcome, after.closed_at) == ("breached", "success", None)
    assert running(case) == {"dispute.follow_up", "dispute.confirm"}
    assert FollowUp.objects.filter(dispute=case).count() == 3
    assert last_event(case).data == {"routes": ["suit"]} and "起诉" in last_event(case).text


def test_the_debtor_must_have_been_urged():
    actor = center()
    case = overdue(agreed(actor))
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("record_breach", case, actor, **INPUT)
    assert "先督促履行" in error.value.message and whole(case) == before


def test_something_must_be_overdue():
    actor = center()
    case = agreed(actor)
    do("urge_performance", case, actor, text="电话督促")
    with pytest.raises(Refused) as error:
        do("record_breach", case, actor, **INPUT)
    assert "尚无到期" in error.value.message and (today() + 10 * DAY).isoformat() in error.value.message


def test_of_a_confirmed_agreement_execution_must_be_told():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    do("receive_confirmation", case, actor, accepted="yes", on=today().isoformat())
    do("decide_confirmation", case, actor, confirmed="yes", on=today().isoformat())
    do("urge_performance", overdue(case), actor, text="电话督促")
    with pytest.raises(Refused) as error:
        do("record_breach", case, actor, **INPUT)
    assert "强制执行" in error.value.reasons["routes"][0]
    do("record_breach", case, actor, reason="不履行", routes=["execution"])
    assert fresh(case).state == "breached"


def test_reason_and_ways_are_needed():
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("record_breach", agreed(actor), actor, reason="", routes=[])
    assert set(error.value.errors) == {"reason", "routes"}


def test_only_after_an_agreement_and_not_by_a_leader():
    actor = center()
    with pytest.raises(NotOpen):
        do("record_breach", mediated(actor), actor, **INPUT)
    with pytest.raises(NotGranted):
        do("record_breach", agreed(actor), leader(), **INPUT)
