"""Inquiries are put on file and change nothing else."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from disputes.models import Investigation
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event
from tests.disputes.way import leader, whole

pytestmark = pytest.mark.django_db


def input_(**changes):
    return {"asked_at": timezone.now(), "place": "村口", "person": "赵大爷", "participants": "村主任", "record": "问：…… 答：……", **changes}


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ASSIGNED, State.MEDIATING])
def test_it_is_put_on_file(state):
    actor = center()
    case = dispute_of(actor, state)
    at = timezone.now()
    do("investigate", case, actor, at=at, **input_(asked_at=at - dt.timedelta(hours=1)))
    row = Investigation.objects.get(dispute=case)
    assert (row.person, row.place, row.participants, row.by, row.at) == ("赵大爷", "村口", "村主任", actor.user, at - dt.timedelta(hours=1))
    after = fresh(case)
    assert (after.state, after.due_at, after.version) == (state, case.due_at, case.version + 1)
    assert last_event(case).act == "disputes.investigate" and "赵大爷" not in last_event(case).text


def test_not_in_the_future():
    actor = center()
    case = dispute_of(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("investigate", case, actor, **input_(asked_at=timezone.now() + dt.timedelta(hours=1)))
    assert "不能晚于现在" in error.value.reasons["asked_at"][0] and whole(case) == before


def test_place_person_and_record_are_needed():
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("investigate", dispute_of(actor), actor, **input_(place="", person=" ", record=""))
    assert set(error.value.errors) == {"place", "person", "record"}


def test_not_before_acceptance_nor_by_a_leader():
    actor = center()
    with pytest.raises(NotOpen):
        do("investigate", dispute_of(actor, State.REGISTERED), actor, **input_())
    with pytest.raises(NotGranted):
        do("investigate", dispute_of(actor), leader(), **input_())
