"""Withdrawing: all applicants must, clocks stop, the file is still to be archived (人民调解法 23)."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Outdated, Refused
from cases.models import Transfer
from disputes.states import State
from tests.acts import OTHER_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, running, snapshot
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
TWO_APPLICANTS = ({"name": "王建国"}, {"name": "赵小梅", "role": "applicant"}, {"name": "李秀英", "role": "respondent"})


def applicants(case: Any) -> Any:
    return [party.pk for party in case.parties.filter(role="applicant")]


@pytest.mark.parametrize("state", [State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.MEDIATING])
def test_the_applicant_withdraws_before_a_result(state: Any) -> None:
    actor = center()
    case = dispute_of(actor, state)
    at = timezone.now()
    do("withdraw", case, actor, at=at, version=case.version, parties=applicants(case), reason="双方已自行和好")
    after = fresh(case)
    assert (after.state, after.outcome, after.concluded_at, after.closed_at) == ("withdrawn", "withdrawn", at, None)
    assert running(case) == set() and after.due_at is None
    event = last_event(case)
    assert (event.act, event.source, event.target, event.version) == ("disputes.withdraw", state, "withdrawn", case.version + 1)
    assert "双方已自行和好" in event.text and "二十三" in event.article
    assert "王建国" not in event.text + str(event.data)


def test_one_of_two_applicants_is_not_enough_and_nothing_is_changed() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING, parties=TWO_APPLICANTS)
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        do("withdraw", case, actor, parties=applicants(case)[:1], reason="不想调了")
    assert "赵**" in error.value.reasons["parties"][0] and "赵小梅" not in error.value.message
    assert snapshot(case) == before


def test_without_an_applicant_it_points_to_termination() -> None:
    actor = center()
    case = dispute_of(actor, parties=({"name": "王建国", "role": "respondent"}, "李秀英"))
    with pytest.raises(FormErrorsError) as error:
        do("withdraw", case, actor, parties=[case.parties.first().pk], reason="撤回")
    assert "parties" in error.value.errors


def test_a_reason_is_needed() -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("withdraw", case, actor, parties=applicants(case), reason="")
    assert set(error.value.errors) == {"reason"}


def test_it_is_not_open_after_a_result() -> None:
    actor = center()
    case = dispute_of(actor, State.AGREED)
    before = snapshot(case)
    with pytest.raises(NotOpen) as error:
        do("withdraw", case, actor, parties=applicants(case), reason="撤回")
    assert "履行中" in error.value.message and "撤回申请" in error.value.message
    assert snapshot(case) == before


def test_a_city_leader_may_not() -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(NotGranted):
        do("withdraw", case, posted(Role.CITY_LEADER, "6110"), parties=applicants(case), reason="撤回")


def test_the_second_of_two_is_told_what_happened() -> None:
    actor = center()
    case = dispute_of(actor)
    do("note", case, actor, text="当事人来电")
    with pytest.raises(Outdated) as error:
        do("withdraw", case, actor, version=case.version, parties=applicants(case), reason="撤回")
    assert [event.act for event in error.value.events] == ["cases.note"]
    assert fresh(case).state == "accepted"


def test_a_pending_transfer_ends_with_it() -> None:
    actor, other = center(), center(OTHER_TOWN)
    case = dispute_of(actor)
    do("transfer", case, actor, organisation=other.postings[0].organisation_id, reason="当事人住在对方辖区")
    case = fresh(case)
    do("withdraw", case, actor, parties=applicants(case), reason="撤回")
    assert Transfer.objects.get(case_id=case.pk).state == "recalled"
    assert running(case) == set()


def test_the_receiver_of_a_transfer_may_not_withdraw_before_signing() -> None:
    actor, other = center(), center(OTHER_TOWN)
    case = dispute_of(actor)
    do("transfer", case, actor, organisation=other.postings[0].organisation_id, reason="当事人住在对方辖区")
    with pytest.raises(NotGranted):
        do("withdraw", fresh(case), other, parties=applicants(case), reason="撤回")
