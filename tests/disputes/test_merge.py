"""Merging a double: closed with a link to the dispute that goes on; what it holds stays where it is."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Case, CaseEvent, Link, LinkKind
from disputes.actions.merging import merge
from disputes.states import State
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, running, snapshot
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


def test_the_double_is_closed_and_stays_readable() -> None:
    actor = center()
    double, kept = dispute_of(actor, State.ASSIGNED), dispute_of(actor, State.MEDIATING)
    at = timezone.now()
    do("merge", double, actor, at=at, version=double.version, into=kept.number, reason="同一纠纷重复登记")
    after = fresh(double)
    assert (after.state, after.outcome, after.closed_at, after.concluded_at) == ("merged", "merged", at, at)
    assert running(double) == set() and not after.assignments.filter(until__isnull=True).exists()
    link = Link.objects.get()
    assert (link.case_id, link.other_id, link.kind, link.reason) == (double.pk, kept.pk, LinkKind.MERGED, "同一纠纷重复登记")
    assert Case.objects.visible_to(actor).filter(pk=double.pk).exists() and double.parties.count() == 2
    assert Case.objects.visible_to(_actor_of_handler(after)).filter(pk=double.pk).exists()
    assert last_event(double).data["case"] == kept.number
    assert last_event(kept).act == "disputes.merge" and fresh(kept).version == kept.version + 1 and fresh(kept).state == "mediating"


def _actor_of_handler(case: Any) -> Any:
    from tests.factories.people import actor_for

    return actor_for(case.handler)


@pytest.mark.parametrize("state", [State.PERFORMED, State.ARCHIVED, State.WITHDRAWN, State.MERGED, State.FAILED])
def test_it_cannot_go_into_one_that_has_ended(state: Any) -> None:
    actor = center()
    double, kept = dispute_of(actor), dispute_of(actor, state)
    before = snapshot(double), snapshot(kept)
    with pytest.raises(Refused) as error:
        do("merge", double, actor, into=kept.number, reason="重复")
    assert kept.number in error.value.reasons["into"][0]
    assert (snapshot(double), snapshot(kept)) == before and not Link.objects.exists()


def test_outside_visibility_and_nowhere_are_told_in_the_same_words() -> None:
    actor = center()
    double, far = dispute_of(actor), dispute_of(center(FAR_TOWN))
    texts = []
    for number in (far.number, "没有的编号"):
        with pytest.raises(FormErrorsError) as error:
            do("merge", double, actor, into=number, reason="重复")
        texts.append(error.value.errors["into"][0].replace(number, ""))
    assert texts[0] == texts[1]
    with pytest.raises(Refused) as refused:
        merge(dispute=double, by=actor, at=timezone.now(), into=far, reason="重复")
    assert "into" in refused.value.reasons and fresh(double).state == "accepted"


def test_not_into_itself() -> None:
    actor = center()
    double = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("merge", double, actor, into=double.number, reason="重复")
    assert "本案" in error.value.errors["into"][0]


def test_not_while_a_part_of_it_is_open_and_not_into_that_part() -> None:
    actor = center()
    double, kept = dispute_of(actor), dispute_of(actor)
    child = do("open_sub_case", double, actor, title="误工费部分", summary="误工费如何承担", parties=[p.pk for p in double.parties.all()])
    for into in (kept, child):
        with pytest.raises(Refused):
            do("merge", fresh(double), actor, into=into.number, reason="重复")
    assert fresh(double).state == "accepted"


def test_after_a_result_it_is_not_open_and_mediators_may_not() -> None:
    actor = center()
    kept = dispute_of(actor)
    with pytest.raises(NotOpen):
        do("merge", dispute_of(actor, State.AGREED), actor, into=kept.number, reason="重复")
    mediator = posted(Role.MEDIATOR, "611002001")
    with pytest.raises(NotGranted):
        do("merge", dispute_of(actor), mediator, into=kept.number, reason="重复")
    assert CaseEvent.objects.filter(act="disputes.merge").count() == 0
