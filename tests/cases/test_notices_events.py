"""What acts tell: transfers, urges and assignments, to those who have to do something and to nobody else."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Role
from cases.errors import Refused
from cases.models import Case, Notice
from disputes.states import State
from tests.acts import center, dispute_of, do, fresh
from tests.disputes.way import committee_of, mediator_of
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
FAR_TOWN = "611022101"


def told() -> dict[int, str]:
    """Who was told what."""
    return dict(Notice.objects.values_list("user_id", "title"))


def send(case: Any, by: Actor, to: Actor, **more: Any) -> Any:
    return do("transfer", fresh(case), by, organisation=to.postings[0].organisation_id, reason="当事人住在对方辖区，便于调解", **more)


def test_whoever_may_sign_hears_of_a_transfer_and_whoever_sent_it_of_its_return() -> None:
    here, there = center(), center(FAR_TOWN)
    colleague = posted(Role.MEDIATOR, FAR_TOWN, organisation=there.postings[0].organisation)
    posted(Role.GRID_WORKER, FAR_TOWN, organisation=there.postings[0].organisation)  # cannot sign
    posted(Role.COUNTY_CENTER, "611022")  # works elsewhere
    case = dispute_of(here, State.MEDIATING)
    row = send(case, here, there)
    waiting = f"移送待签收：{case.number}"
    assert told() == {there.user.pk: waiting, colleague.user.pk: waiting}
    notice = Notice.objects.filter(user=there.user).get()
    last = timezone.localdate(row.respond_by - dt.timedelta(microseconds=1))
    assert (notice.kind, notice.case_id, notice.at, notice.body) == ("transfer", case.pk, row.at, f"签收期限：{last}")
    do("return_transfer", fresh(case), there, reason="不属本单位受理范围")
    assert told()[here.user.pk] == f"移送被退回：{case.number}"


def test_of_a_confidential_case_only_the_named_receiver_hears() -> None:
    here, there = center(), center(FAR_TOWN)
    named = posted(Role.TOWNSHIP_CENTER, FAR_TOWN, organisation=there.postings[0].organisation)
    case = dispute_of(here, State.MEDIATING)
    do("set_confidential", case, here, confidential="yes", officers=[here.user.pk], reason="涉及未成年人")
    send(case, here, there, receiver=named.user.username)
    assert set(told()) == {named.user.pk}


def test_an_act_that_is_refused_tells_nothing() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here, State.MEDIATING)
    send(case, here, there)
    Notice.objects.get_queryset().delete()
    row_before = fresh(case).version
    do("return_transfer", fresh(case), there, reason="不属本单位受理范围")
    send(case, here, there)
    Notice.objects.get_queryset().delete()
    with pytest.raises(Refused):
        do("return_transfer", fresh(case), there, reason="再次退回")
    assert told() == {} and fresh(case).version > row_before


def test_the_handler_hears_of_an_urge_and_whoever_urged_of_the_answer() -> None:
    above = posted(Role.COUNTY_CENTER, "611002")
    here = center()
    case = dispute_of(here, State.MEDIATING)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    row = do("urge", fresh(case), above, text="请尽快办理", answer_by=tomorrow)
    assert told() == {case.handler_id: f"催办：{case.number}"}
    notice = Notice.objects.get()
    assert notice.body == f"请于 {tomorrow} 前答复。" and "尽快" not in notice.title + notice.body  # what people typed stays in the case
    do("reply_urge", fresh(case), here, urge=row.pk, answer="已约双方")
    assert told()[above.user.pk] == f"催办已答复：{case.number}"


def test_without_a_handler_whoever_may_answer_is_urged() -> None:
    above, here = posted(Role.COUNTY_CENTER, "611002"), center()
    case = dispute_of(here, State.ACCEPTED)
    do("urge", fresh(case), above, text="请尽快办理")
    assert told() == {here.user.pk: f"催办：{case.number}"}


def test_mediators_hear_that_a_case_is_theirs() -> None:
    here = center()
    committee = committee_of(here)
    lead, other, third = (mediator_of(committee) for _each in range(3))
    case = dispute_of(here, State.ACCEPTED)
    do("assign", case, here, committee=committee.pk, lead=lead.pk, others=[other.pk])
    title = f"新分派案件：{case.number}"
    assert told() == {lead.user_id: title, other.user_id: title}
    assert all(Case.objects.visible_to(Actor.of(notice.user, timezone.localdate())).filter(pk=case.pk) for notice in Notice.objects.all())
    do("reassign", fresh(case), here, committee=committee.pk, lead=third.pk, reason="原调解员出差")
    assert set(told().values()) == {title} and third.user_id in told() and Notice.objects.count() == 3


def test_whoever_acts_is_not_told_of_it() -> None:
    here = center()
    committee = committee_of(here)
    lead = mediator_of(committee)
    lead.user.postings.create(
        organisation=here.postings[0].organisation, area=here.postings[0].area, role=Role.TOWNSHIP_CENTER, valid_from=dt.date(2020, 1, 1)
    )
    case = dispute_of(here, State.ACCEPTED)
    do("assign", case, Actor.of(lead.user, timezone.localdate()), committee=committee.pk, lead=lead.pk)
    assert told() == {}
