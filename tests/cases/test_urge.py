"""Urging, answering, recalling."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.actions.urge import recall_urge, reply_urge, urge
from cases.daycount import local_day
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Urge
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, names_open, snapshot
from tests.factories.people import actor_for, posted

pytestmark = pytest.mark.django_db


def county() -> Any:
    return posted(Role.COUNTY_CENTER, "611002")


def test_an_urge_stays_open_until_it_is_answered() -> None:
    actor, above = center(), county()
    case = dispute_of(actor, State.MEDIATING)
    tomorrow = local_day(timezone.now()) + dt.timedelta(days=1)
    row = do("urge", case, above, version=case.version, text="请三日内组织调解", answer_by=tomorrow)
    assert (row.by, row.answer_by, row.answered_at) == (above.user, tomorrow, None)
    assert last_event(case).text == "请三日内组织调解" and last_event(case).data["urge"] == row.pk
    assert "reply_urge" in names_open(case, actor)
    at = timezone.now()
    do("reply_urge", fresh(case), actor, at=at, urge=row.pk, answer="已定于明日上午调解")
    row.refresh_from_db()
    assert (row.answered_by, row.answered_at, row.answer) == (actor.user, at, "已定于明日上午调解")
    assert "reply_urge" not in names_open(case, actor) and last_event(case).act == "cases.reply_urge"


def test_it_is_recalled_only_by_who_urged_and_only_before_the_answer() -> None:
    actor, above, other = center(), county(), county()
    case = dispute_of(actor)
    row = do("urge", case, above, text="请尽快办理")
    with pytest.raises(FormErrorsError):
        do("recall_urge", fresh(case), other, urge=row.pk)
    with pytest.raises(Refused) as error:
        recall_urge(case=fresh(case), by=other, at=timezone.now(), urge=row)
    assert "本人" in error.value.reasons["urge"][0]
    do("recall_urge", fresh(case), above, urge=row.pk)
    row.refresh_from_db()
    assert row.recalled_at is not None
    with pytest.raises(NotOpen):
        reply_urge(case=fresh(case), by=actor, at=timezone.now(), urge=row, answer="答复")


def test_an_urge_of_another_case_is_none_of_this() -> None:
    actor, above = center(), county()
    one, two = dispute_of(actor), dispute_of(actor)
    do("urge", one, above, text="请尽快办理")
    foreign = do("urge", two, above, text="请尽快办理")
    before = snapshot(one)
    with pytest.raises(Refused) as error:
        reply_urge(case=fresh(one), by=actor, at=timezone.now(), urge=foreign, answer="答复")
    assert "urge" in error.value.reasons and snapshot(one) == before


@pytest.mark.parametrize(
    ("data", "field"), [({"text": ""}, "text"), ({"text": "快"}, "text"), ({"text": "请办理", "answer_by": "2020-01-01"}, "answer_by")]
)
def test_what_is_wrong_is_said_at_the_field(data: Any, field: Any) -> None:
    actor, above = center(), county()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("urge", case, above, **data)
    assert set(error.value.errors) == {field} and not Urge.objects.exists()


def test_the_action_refuses_a_day_in_the_past() -> None:
    actor, above = center(), county()
    with pytest.raises(Refused) as error:
        urge(case=dispute_of(actor), by=above, at=timezone.now(), text="请办理", answer_by=dt.date(2020, 1, 1))
    assert "answer_by" in error.value.reasons


def test_nobody_urges_himself_and_nobody_urges_what_is_closed() -> None:
    above = county()
    case = dispute_of(center(), State.MEDIATING)
    handler = actor_for(case.handler)
    for actor in (handler,):
        with pytest.raises(NotGranted):
            do("urge", case, actor, text="请办理")
    with pytest.raises(NotOpen):
        do("urge", dispute_of(center(), State.ARCHIVED), above, text="请办理")


def test_mediators_and_grid_workers_do_not_urge_and_leaders_do_not_answer() -> None:
    actor, leader = center(), posted(Role.CITY_LEADER, "6110")
    case = dispute_of(actor)
    for other in (posted(Role.MEDIATOR, "611002001"), posted(Role.GRID_WORKER, "611002001")):
        with pytest.raises(NotGranted):
            do("urge", case, other, text="请办理")
    row = do("urge", case, leader, text="请办理")
    with pytest.raises(NotGranted):
        do("reply_urge", fresh(case), leader, urge=row.pk, answer="答复")
