"""Withdrawing an application before the ruling."""

import pytest

from cases.errors import NotGranted, NotOpen
from cases.models import Clock
from disputes.models import JudicialConfirmation
from tests.acts import FormErrorsError, center, do, fresh, last_event, names_open, running
from tests.disputes.way import DAY, agreed, confirmation_input, leader, today

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("with_the_court", [False, True])
def test_the_courts_clocks_stop_and_the_window_runs_on(with_the_court):
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    if with_the_court:
        do("receive_confirmation", case, actor, accepted="yes", on=today().isoformat())
    do("withdraw_confirmation", case, actor, version=fresh(case).version, reason="已当场付清一半")
    assert JudicialConfirmation.objects.get().state == "withdrawn"
    assert running(case) == {"dispute.confirm", "dispute.performance"}
    assert Clock.objects.get(kind="dispute.confirm", stopped_at=None).nominal_on == today() + 30 * DAY
    assert last_event(case).act == "disputes.withdraw_confirmation" and "apply_confirmation" in names_open(case, actor)


def test_after_thirty_days_there_is_no_window_left():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    case.agreements.update(reached_on=today() - 60 * DAY, effective_on=today() - 60 * DAY)
    do("withdraw_confirmation", case, actor, reason="不再申请")
    assert running(case) == {"dispute.performance"}


def test_a_reason_is_needed():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    with pytest.raises(FormErrorsError):
        do("withdraw_confirmation", case, actor, reason="")


def test_only_while_an_application_runs_and_not_by_a_leader():
    actor = center()
    case = agreed(actor)
    with pytest.raises(NotOpen):
        do("withdraw_confirmation", case, actor, reason="不再申请")
    do("apply_confirmation", case, actor, **confirmation_input())
    with pytest.raises(NotGranted):
        do("withdraw_confirmation", fresh(case), leader(), reason="不再申请")
