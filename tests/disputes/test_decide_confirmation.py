"""The court's ruling."""

import pytest

from cases.errors import NotGranted, NotOpen, Refused
from disputes.models import JudicialConfirmation
from tests.acts import center, do, fresh, last_event, names_open, running
from tests.disputes.way import DAY, agreed, confirmation_input, leader, today, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def received():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    do("receive_confirmation", case, actor, accepted="yes", on=today().isoformat())
    return actor, fresh(case)


def test_confirmed_it_can_be_enforced(received):
    actor, case = received
    do("decide_confirmation", case, actor, version=case.version, confirmed="yes", on=today().isoformat())
    row = JudicialConfirmation.objects.get()
    assert (row.state, row.decided_on) == ("confirmed", today())
    assert running(case) == {"dispute.performance"} and fresh(case).clock_kind == "dispute.performance"
    event = last_event(case)
    assert event.act == "disputes.decide_confirmation" and "强制执行" in event.text
    assert not names_open(case, actor) & {"apply_confirmation", "withdraw_confirmation", "decide_confirmation"}


def test_rejected_the_parties_are_told_what_is_left(received):
    actor, case = received
    do("decide_confirmation", case, actor, confirmed="no", on=today().isoformat(), ground="unclear", reason="履行期限不明")
    row = JudicialConfirmation.objects.get()
    assert (row.state, row.reason) == ("rejected", "内容不明确：履行期限不明")
    assert "重新调解" in last_event(case).text and "起诉" in last_event(case).text
    assert fresh(case).state == "agreed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"confirmed": "no"}, "ground"), ({"on": (today() + DAY).isoformat()}, "on"), ({"on": (today() - DAY).isoformat()}, "on")],
)
def test_refusals_name_the_field(received, changes, field):
    actor, case = received
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("decide_confirmation", case, actor, **{"confirmed": "yes", "on": today().isoformat(), **changes})
    assert set(error.value.reasons) == {field} and whole(case) == before


def test_only_once_the_court_has_it_and_not_by_a_leader(received):
    actor, case = received
    given = {"confirmed": "yes", "on": today().isoformat()}
    with pytest.raises(NotGranted):
        do("decide_confirmation", case, leader(), **given)
    with pytest.raises(NotOpen):
        do("decide_confirmation", agreed(actor), actor, **given)
