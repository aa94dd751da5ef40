"""Two people act on one case at the same moment, in transactions of their own: one succeeds, the other is told; never a deadlock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Role
from cases.errors import ActError, Outdated
from cases.models import CaseEvent, Link, Transfer
from disputes.actions.merging import merge
from disputes.actions.transfer import accept_transfer, recall_transfer, return_transfer, transfer
from disputes.states import State
from tests.acts import FAR_TOWN, center, dispute_of, fresh
from tests.factories.people import posted

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment on connections of their own; results in order, an `ActError` as a value."""
    barrier = threading.Barrier(len(deeds))
    results: list[Any] = [None] * len(deeds)

    def work(index: int, deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            results[index] = deed()
        except Exception as error:  # noqa: BLE001  (told to the test)
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    unexpected = [result for result in results if isinstance(result, Exception) and not isinstance(result, ActError)]
    assert not unexpected, unexpected
    return results


def won(results: list[Any]) -> int:
    return sum(not isinstance(result, ActError) for result in results)


def sent(here: Any, there: Any) -> Any:
    case = dispute_of(here, State.MEDIATING)
    transfer(dispute=case, by=here, at=timezone.now(), organisation=there.postings[0].organisation, reason="移送")
    return fresh(case)


def test_two_people_sign_for_one_transfer() -> None:
    here, there = center(), center(FAR_TOWN)
    colleague = posted(Role.TOWNSHIP_CENTER, FAR_TOWN, organisation=there.postings[0].organisation)
    for _round in range(ROUNDS):
        case, at = sent(here, there), timezone.now()
        results = at_once(
            partial(accept_transfer, dispute=case, by=there, at=at, version=case.version),
            partial(accept_transfer, dispute=case, by=colleague, at=at, version=case.version),
        )
        assert won(results) == 1
        assert CaseEvent.objects.filter(case_id=case.pk, act="disputes.accept_transfer").count() == 1
        loser = next(result for result in results if isinstance(result, ActError))
        assert isinstance(loser, Outdated) and [event.act for event in loser.events] == ["disputes.accept_transfer"]


def test_signing_meets_recalling() -> None:
    here, there = center(), center(FAR_TOWN)
    for _round in range(ROUNDS):
        case, at = sent(here, there), timezone.now()
        results = at_once(
            partial(accept_transfer, dispute=case, by=there, at=at),
            partial(recall_transfer, dispute=case, by=here, at=at),
            partial(return_transfer, dispute=case, by=there, at=at, reason="退回"),
        )
        assert won(results) == 1
        row, after = Transfer.objects.get(case_id=case.pk), fresh(case)
        moved = after.organisation_id == there.postings[0].organisation_id
        assert moved == (row.state == "accepted") and row.state != "pending"


def test_one_dispute_is_sent_to_two_bodies_at_once() -> None:
    here, there, third = center(), center(FAR_TOWN), center("611002002")
    case, at = dispute_of(here), timezone.now()
    results = at_once(
        *(partial(transfer, dispute=case, by=here, at=at, organisation=to.postings[0].organisation, reason="移送") for to in (there, third))
    )
    assert won(results) == 1 and Transfer.objects.filter(case_id=case.pk).count() == 1


def test_two_doubles_are_merged_into_each_other() -> None:
    actor = center()
    for _round in range(ROUNDS):
        one, two, at = dispute_of(actor), dispute_of(actor), timezone.now()
        results = at_once(
            partial(merge, dispute=one, by=actor, at=at, into=two, reason="重复"),
            partial(merge, dispute=two, by=actor, at=at, into=one, reason="重复"),
        )
        assert won(results) == 1
        assert sorted([fresh(one).state, fresh(two).state]) == ["accepted", "merged"]
        assert Link.objects.filter(case_id__in=[one.pk, two.pk]).count() == 1
