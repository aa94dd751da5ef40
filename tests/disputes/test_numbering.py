"""Numbers: case numbers never wait, file numbers have no gap."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from disputes.actions.acceptance import accept
from disputes.actions.assignment import assign
from disputes.models import FileSequence
from disputes.numbering import agreement_number, archive_number, belongs_to, case_number, next_file_number
from disputes.states import State
from tests.acts import center, dispute_of, fresh
from tests.disputes.way import committee_of, mediator_of
from tests.factories.areas import AreaFactory
from tests.factories.disputes import DisputeFactory
from tests.factories.mediators import CommitteeFactory


@pytest.mark.django_db
class TestForms:
    def test_a_case_number_names_county_and_month_of_shanghai(self):
        late = dt.datetime(2026, 4, 30, 17, tzinfo=dt.UTC)  # 1 May in Shanghai
        assert re.fullmatch(r"JF611022-202605-\d{6,}", case_number(AreaFactory(code="611022101200"), late))
        assert case_number(AreaFactory(code="6110"), late).startswith("JF611000-")

    def test_every_number_is_another(self):
        area = AreaFactory(code="611002001")
        assert len({case_number(area, timezone.now()) for _ in range(50)}) == 50

    def test_a_file_number_names_year_and_committee(self):
        committee = CommitteeFactory(file_label="商州陈塬")
        assert [next_file_number(committee, 2026) for _ in range(2)] == ["（2026）商州陈塬人调字第0001号", "（2026）商州陈塬人调字第0002号"]
        assert next_file_number(committee, 2027) == "（2027）商州陈塬人调字第0001号"
        assert belongs_to("（2026）商州陈塬人调字第0001号", committee) and not belongs_to("（2026）商州陈塬镇人调字第0001号", committee)
        assert not belongs_to("", committee)

    def test_a_number_of_a_transaction_that_is_undone_is_given_again(self):
        committee = CommitteeFactory()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert next_file_number(committee, 2026).endswith("第0001号")
            raise ZeroDivisionError
        assert next_file_number(committee, 2026).endswith("第0001号")

    def test_a_number_that_came_with_a_ledger_is_not_given_again(self):
        committee = CommitteeFactory(file_label="商州陈塬")
        for number in ("（2026）商州陈塬人调字第0001号", "（2026）商州陈塬人调字第0002号", "（2026）商州陈塬人调字第甲号"):
            DisputeFactory(file_number=number)
        assert [next_file_number(committee, 2026)[-5:] for _ in range(2)] == ["0003号", "0004号"]
        DisputeFactory(file_number="（2026）商州陈塬人调字第0005号")
        assert next_file_number(committee, 2026).endswith("第0006号")

    def test_agreement_and_archive(self):
        assert agreement_number("（2026）甲人调字第0007号", 0) == "（2026）甲人调字第0007号协"
        assert agreement_number("（2026）甲人调字第0007号", 1) == "（2026）甲人调字第0007号协2"
        assert archive_number("JF611002-202603-000012", "Y") == "DA-Y-611002-202603-000012"


def at_once(work, count: int) -> list:
    """Run `work(i)` in so many threads that begin together; results or the errors raised."""
    barrier = Barrier(count)

    def one(index):
        barrier.wait()
        try:
            return work(index)
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_eight_get_eight_file_numbers_without_a_gap(self):
        actor = center()
        committee = committee_of(actor)
        mediator = mediator_of(committee)
        cases = [dispute_of(actor) for _ in range(8)]
        at = timezone.now()
        results = at_once(lambda index: assign(dispute=cases[index], by=actor, at=at, committee=committee, lead=mediator), 8)
        assert [error for error in results if isinstance(error, Exception)] == []
        numbers = sorted(int(fresh(case).file_number[-5:-1]) for case in cases)
        assert numbers == list(range(1, 9))
        assert FileSequence.objects.get().last == 8

    def test_of_two_who_act_at_once_one_is_told(self):
        from cases.errors import Outdated
        from cases.models import CaseEvent

        actor = center()
        case = dispute_of(actor, State.REGISTERED)
        at = timezone.now()
        results = at_once(lambda _index: accept(dispute=case, by=actor, at=at, version=case.version, other_party="agrees"), 2)
        (refused,) = [each for each in results if isinstance(each, Exception)]
        assert isinstance(refused, Outdated) and [event.act for event in refused.events] == ["disputes.accept"]
        assert CaseEvent.objects.filter(case_id=case.pk).count() == 1 and fresh(case).version == case.version + 1

    def test_creation_does_not_wait_for_another_that_has_not_ended(self):
        area = AreaFactory(code="611002001")
        with transaction.atomic():
            first = case_number(area, timezone.now())
            (second,) = at_once(lambda _index: _with_timeout(area), 1)
        assert isinstance(second, str) and second != first


def _with_timeout(area) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    return case_number(area, timezone.now())
