"""Urging the debtor is put on file."""

import pytest

from cases.errors import NotGranted, NotOpen
from tests.acts import FormErrorsError, center, do, fresh, last_event, running
from tests.disputes.way import agreed, leader, mediated

pytestmark = pytest.mark.django_db


def test_it_is_put_on_file_and_changes_nothing_else():
    actor = center()
    case = agreed(actor)
    do("urge_performance", case, actor, version=case.version, text="电话督促，承诺三日内付清")
    after = fresh(case)
    assert (after.state, after.due_at, after.version) == ("agreed", case.due_at, case.version + 1)
    assert last_event(case).act == "disputes.urge_performance" and "承诺三日内付清" in last_event(case).text
    assert running(case) == {"dispute.performance", "dispute.confirm"}


def test_how_is_needed():
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("urge_performance", agreed(actor), actor, text="")
    assert set(error.value.errors) == {"text"}


def test_only_while_something_is_to_be_done_and_not_by_a_leader():
    actor = center()
    with pytest.raises(NotOpen):
        do("urge_performance", mediated(actor), actor, text="督促")
    with pytest.raises(NotGranted):
        do("urge_performance", agreed(actor), leader(), text="督促")
