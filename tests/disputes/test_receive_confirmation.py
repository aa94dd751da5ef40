"""Whether the court takes the application up."""

import pytest
from django.db.models import Min

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Clock
from disputes.models import JudicialConfirmation
from tests.acts import FormErrorsError, center, do, fresh, last_event, names_open, running
from tests.disputes.way import DAY, agreed, confirmation_input, leader, today, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    return actor, fresh(case)


def test_taken_up_the_fifteen_days_start(applied):
    actor, case = applied
    do("receive_confirmation", case, actor, version=case.version, accepted="yes", on=today().isoformat(), court_case_number="（2026）陕1002民特3号")
    row = JudicialConfirmation.objects.get()
    assert (row.state, row.received_on, row.court_case_number) == ("received", today(), "（2026）陕1002民特3号")
    assert running(case) == {"dispute.court_confirm", "dispute.performance"}
    assert Clock.objects.get(kind="dispute.court_confirm").nominal_on == today() + 15 * DAY
    assert last_event(case).act == "disputes.receive_confirmation" and "陕1002民特3号" in last_event(case).text
    assert {"decide_confirmation", "withdraw_confirmation"} <= names_open(case, actor)


def test_not_taken_up_the_window_runs_on(applied):
    actor, case = applied
    do("receive_confirmation", case, actor, accepted="no", on=today().isoformat(), reason="不属于本院管辖")
    assert JudicialConfirmation.objects.get().state == "not_accepted"
    window = Clock.objects.get(kind="dispute.confirm", stopped_at=None)
    assert window.nominal_on == today() + 30 * DAY and running(case) == {"dispute.confirm", "dispute.performance"}
    assert fresh(case).due_at == Clock.objects.filter(case_id=case.pk, stopped_at=None).aggregate(first=Min("due_at"))["first"]
    do("apply_confirmation", fresh(case), actor, **confirmation_input())
    assert JudicialConfirmation.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"accepted": "no"}, "reason"),
        ({"on": (today() + DAY).isoformat()}, "on"),
        ({"on": (today() - DAY).isoformat()}, "on"),
    ],
)
def test_refusals_name_the_field(applied, changes, field):
    actor, case = applied
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("receive_confirmation", case, actor, **{"accepted": "yes", "on": today().isoformat(), **changes})
    assert set(error.value.reasons) == {field} and whole(case) == before


def test_the_decision_is_asked(applied):
    actor, case = applied
    with pytest.raises(FormErrorsError) as error:
        do("receive_confirmation", case, actor, on=today().isoformat())
    assert set(error.value.errors) == {"accepted"}


def test_only_after_an_application_and_not_by_a_leader(applied):
    actor, case = applied
    given = {"accepted": "yes", "on": today().isoformat()}
    with pytest.raises(NotGranted):
        do("receive_confirmation", case, leader(), **given)
    do("receive_confirmation", case, actor, **given)
    with pytest.raises(NotOpen):
        do("receive_confirmation", fresh(case), actor, **given)
