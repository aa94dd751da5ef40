"""Who must not mediate for whom, and in which order those who may are shown."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from cases.blind_index import id_index
from mediators.conflicts import conflicts_of
from mediators.models import Conflict, Expertise, Mediator, Trade
from mediators.queries import candidates, within
from tests.factories.areas import AreaFactory
from tests.factories.disputes import DisputeFactory
from tests.factories.mediators import CommitteeFactory, MediatorFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
ZHANG, LI = id_index("11010519491231002X"), id_index("610102199003074513")


def test_a_standing_conflict_is_found_by_name_and_says_why() -> None:
    mediator = MediatorFactory.create()
    Conflict.objects.create(mediator=mediator, name="张三", relation="岳父")
    found = conflicts_of([mediator], [("张三", None), ("李四", None)], on=TODAY)
    assert [(each.name, each.relation) for each in found] == [("张三", "岳父")]
    assert mediator.name in found[0].text
    assert "岳父" in found[0].text


@pytest.mark.parametrize(
    ("entered", "party", "conflict"),
    [
        (("张三", ZHANG), ("张三", ZHANG), True),
        (("张三", ZHANG), ("张改名", ZHANG), True),
        (("张三", ZHANG), ("张三", LI), False),
        (("张三", ZHANG), ("张三", None), True),
    ],
)
def test_document_numbers_decide_where_both_are_known(entered: tuple[str, bytes], party: tuple[str, bytes | None], conflict: bool) -> None:
    mediator = MediatorFactory.create()
    Conflict.objects.create(mediator=mediator, name=entered[0], id_index=entered[1], relation="亲属")
    assert bool(conflicts_of([mediator], [party], on=TODAY)) is conflict


def test_a_conflict_that_has_ended_does_not_count() -> None:
    mediator = MediatorFactory.create()
    Conflict.objects.create(mediator=mediator, name="张三", relation="原雇主", until=TODAY - dt.timedelta(days=1))
    assert conflicts_of([mediator], [("张三", None)], on=TODAY) == []


def test_a_mediator_who_may_be_the_party_is_a_conflict_until_numbers_tell_them_apart() -> None:
    mediator = MediatorFactory.create(user=None, name="张三")
    assert conflicts_of([mediator], [("张三", ZHANG)], on=TODAY)
    Mediator.objects.filter(pk=mediator.pk).update(id_index=LI)
    assert conflicts_of([Mediator.objects.get(pk=mediator.pk)], [("张三", ZHANG)], on=TODAY) == []


def test_candidates_come_nearest_first_with_reasons_and_conflicted_ones_last() -> None:
    village = AreaFactory.create(code="611002001001")
    township = CommitteeFactory.create()
    at_village = CommitteeFactory.create(organisation__area=village)
    near = MediatorFactory.create(committee=at_village)
    expert = MediatorFactory.create(committee=township)
    Expertise.objects.create(mediator=expert, trade=Trade.NEIGHBOUR)
    partial = MediatorFactory.create(committee=at_village)
    Conflict.objects.create(mediator=partial, name="张三", relation="兄弟")
    far = MediatorFactory.create(committee=CommitteeFactory.create(organisation__area=AreaFactory.create(code="611022101")))
    found = candidates(area=village.code, moj_type=2, parties=[("张三", None)], scope=Q(pk__in=()), on=TODAY)
    assert [each.mediator for each in found] == [expert, near, partial]
    assert far not in [each.mediator for each in found]
    assert any("专长" in reason for reason in found[0].reasons)
    assert "同村（社区）" in found[1].reasons
    assert found[2].conflicts


def test_load_counts_disputes_with_something_left_to_do() -> None:
    committee = CommitteeFactory.create()
    busy, idle = MediatorFactory.create(committee=committee), MediatorFactory.create(committee=committee)
    DisputeFactory.create_batch(2, state="mediating", mediator=busy)
    DisputeFactory.create(state="archived", mediator=idle)
    found = candidates(area="611002001001", moj_type=18, parties=[], scope=within(["611002"]), on=TODAY)
    assert [(each.mediator, each.in_hand) for each in found] == [(idle, 0), (busy, 2)]


def test_candidates_cost_the_same_statements_however_many_there_are() -> None:
    MediatorFactory.create_batch(6, committee=CommitteeFactory.create())
    with CaptureQueriesContext(connection) as queries:
        assert len(candidates(area="611002001001", moj_type=2, parties=[("张三", None)], scope=within(["611002"]), on=TODAY)) == 6
    assert len(queries) == 4
