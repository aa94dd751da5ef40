"""Links between cases: told on both timelines; only between cases one may see."""

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.actions.link import link, unlink
from cases.errors import NotGranted, Refused
from cases.models import Link, LinkKind
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, names_open, snapshot
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


def test_both_timelines_tell_it() -> None:
    actor = center()
    one, two = dispute_of(actor), dispute_of(actor)
    row = do("link", one, actor, version=one.version, other=two.number, kind="repeat", reason="同一当事人再次提出")
    assert (row.case_id, row.other_id, row.kind, row.by) == (one.pk, two.pk, LinkKind.REPEAT, actor.user)
    assert two.number in last_event(one).text and one.number in last_event(two).text
    assert (fresh(one).version, fresh(two).version) == (one.version + 1, two.version + 1)


def test_not_twice_in_either_direction() -> None:
    actor = center()
    one, two = dispute_of(actor), dispute_of(actor)
    do("link", one, actor, other=two.number, kind="related")
    before = snapshot(one), snapshot(two)
    for case, other in ((one, two), (two, one)):
        with pytest.raises(Refused) as error:
            do("link", fresh(case), actor, other=other.number, kind="repeat")
        assert "已经关联" in error.value.reasons["other"][0]
    assert (snapshot(one), snapshot(two)) == before


def test_what_one_may_not_see_does_not_exist() -> None:
    actor = center()
    one, far = dispute_of(actor), dispute_of(center(FAR_TOWN))
    with pytest.raises(FormErrorsError) as error:
        do("link", one, actor, other=far.number, kind="related")
    assert "没有编号为" in error.value.errors["other"][0]
    with pytest.raises(Refused):
        link(case=one, by=actor, at=timezone.now(), other=far)
    assert not Link.objects.exists()


def test_not_with_itself_and_not_as_a_merger() -> None:
    actor = center()
    one, two = dispute_of(actor), dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("link", one, actor, other=one.number, kind="related")
    assert "本案" in error.value.errors["other"][0]
    with pytest.raises(FormErrorsError):
        do("link", one, actor, other=two.number, kind="merged")
    with pytest.raises(Refused):
        link(case=one, by=actor, at=timezone.now(), other=two, kind=LinkKind.MERGED)


def test_a_wrong_link_is_taken_away_from_either_end() -> None:
    actor = center()
    one, two = dispute_of(actor), dispute_of(actor)
    row = do("link", one, actor, other=two.number, kind="related")
    do("unlink", fresh(two), actor, link=row.pk, reason="不是同一家人")
    assert not Link.objects.exists()
    assert last_event(two).act == last_event(one).act == "cases.unlink" and "不是同一家人" in last_event(two).text
    with pytest.raises(Refused):
        unlink(case=one, by=actor, at=timezone.now(), link=row, reason="再来")


def test_it_is_offered_only_where_there_is_a_link_to_take_away() -> None:
    actor = center()
    one, two, double = dispute_of(actor), dispute_of(actor), dispute_of(actor)
    assert "unlink" not in names_open(one, actor)
    do("merge", double, actor, into=one.number, reason="重复")
    assert "unlink" not in names_open(one, actor) | names_open(double, actor)
    row = do("link", fresh(one), actor, other=two.number, kind="related")
    assert "unlink" in names_open(one, actor) & names_open(two, actor)
    do("unlink", fresh(two), actor, link=row.pk, reason="不是同一家人")
    assert "unlink" not in names_open(one, actor) | names_open(two, actor)


def test_a_merger_and_a_link_of_others_are_not_taken_away() -> None:
    actor = center()
    double, kept, third = dispute_of(actor), dispute_of(actor), dispute_of(actor)
    do("merge", double, actor, into=kept.number, reason="重复")
    merger = Link.objects.get()
    with pytest.raises(FormErrorsError):
        do("unlink", fresh(double), actor, link=merger.pk, reason="错了")
    with pytest.raises(Refused) as error:
        unlink(case=fresh(double), by=actor, at=timezone.now(), link=merger, reason="错了")
    assert "重新办理" in error.value.reasons["link"][0]
    with pytest.raises(Refused):
        unlink(case=third, by=actor, at=timezone.now(), link=merger, reason="错了")
    assert Link.objects.count() == 1


def test_a_grid_worker_may_not() -> None:
    actor = center()
    one, two = dispute_of(actor), dispute_of(actor)
    with pytest.raises(NotGranted):
        do("link", one, posted(Role.GRID_WORKER, "611002001"), other=two.number, kind="related")
