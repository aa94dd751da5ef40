"""Acts on many cases: looked at first, done wholly or not at all, taken back while nobody has gone on."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from cases import bulk
from cases.bulk import BULK_ACTS, BulkRefused
from cases.errors import Refused
from cases.models import BulkItem, BulkRun, CaseEvent, Urge
from disputes.models import Assignment, Dispute, FileSequence
from disputes.states import State
from mediators.models import Conflict
from tests.acts import FAR_TOWN, center, dispute_of, do, fresh, snapshot
from tests.factories.mediators import CommitteeFactory, MediatorFactory
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db
URGE = {"text": "请尽快办理", "answer_by": None}


def county() -> Any:
    return posted(Role.COUNTY_CENTER, "611002")


def several(count: Any = 3, state: Any = State.ACCEPTED, **fields: Any) -> Any:
    actor = center()
    return [dispute_of(actor, state, **fields) for _number in range(count)]


def numbers(cases: Any) -> Any:
    return [case.number for case in cases]


def team() -> Any:
    committee = CommitteeFactory(organisation__area__code="611002001")
    return {"committee": committee, "lead": MediatorFactory(committee=committee)}


def test_a_preview_says_what_would_happen_and_leaves_nothing_behind() -> None:
    above, given = county(), team()
    good, assigned = several(2), several(1, State.ASSIGNED)
    foreign = dispute_of(center(FAR_TOWN))
    before = [snapshot(case) for case in (*good, *assigned)]
    sequences = FileSequence.objects.count()
    found = bulk.preview(BULK_ACTS["assign"], numbers([*good, *assigned, foreign]), above, given, at=timezone.now())
    assert numbers(found.will) == numbers(good) and not found.whole
    assert [case.number for case, _reason in found.wont] == numbers(assigned) and "已分派" in found.wont[0][1]
    assert found.unknown == [foreign.number]
    assert [snapshot(case) for case in (*good, *assigned)] == before
    assert FileSequence.objects.count() == sequences and not BulkRun.objects.exists()


def test_a_preview_knows_conflicts_of_interest() -> None:
    above, given = county(), team()
    clean, biased = several(1), several(1, parties=({"name": "赵铁柱"}, "李秀英"))
    Conflict.objects.create(mediator=given["lead"], name="赵铁柱", relation="兄弟")
    found = bulk.preview(BULK_ACTS["assign"], numbers([*clean, *biased]), above, given, at=timezone.now())
    assert numbers(found.will) == numbers(clean) and [case.pk for case, _reason in found.wont] == [biased[0].pk]


def test_all_are_assigned_in_one_go() -> None:
    above, given, cases = county(), team(), several()
    at = timezone.now()
    run = bulk.run(BULK_ACTS["assign"], numbers(cases), above, given, at=at, versions={case.number: case.version for case in cases})
    for case in cases:
        after = fresh(case)
        assert (after.state, after.committee, after.handler) == ("assigned", given["committee"], given["lead"].user)
        assert CaseEvent.objects.filter(case_id=case.pk, act="disputes.assign").count() == 1
        assert BulkItem.objects.get(run=run, case_id=case.pk).version_after == after.version
    assert len({fresh(case).file_number for case in cases}) == 3
    assert run.undo_until == at + dt.timedelta(minutes=10)


def test_one_that_does_not_allow_it_stops_all() -> None:
    above, given = county(), team()
    cases = [*several(2), *several(1, State.MEDIATING)]
    before = [snapshot(case) for case in cases]
    with pytest.raises(BulkRefused) as error:
        bulk.run(BULK_ACTS["assign"], numbers(cases), above, given, at=timezone.now())
    assert cases[2].number in error.value.message and "全部没有办理" in error.value.message
    assert [snapshot(case) for case in cases] == before and not BulkRun.objects.exists()


def test_one_that_has_moved_on_since_the_preview_stops_all() -> None:
    above, cases = county(), several()
    versions = {case.number: case.version for case in cases}
    do("note", cases[1], above, text="有新情况")
    with pytest.raises(BulkRefused) as error:
        bulk.run(BULK_ACTS["urge"], numbers(cases), above, URGE, at=timezone.now(), versions=versions)
    assert [case.pk for case, _reason in error.value.preview.wont] == [cases[1].pk]
    assert not Urge.objects.exists()


def test_what_one_may_not_see_stops_all_without_a_word_about_it() -> None:
    above, cases, foreign = county(), several(1), dispute_of(center(FAR_TOWN))
    texts = []
    for number in (foreign.number, "没有的编号"):
        with pytest.raises(BulkRefused) as error:
            bulk.run(BULK_ACTS["urge"], [cases[0].number, number], above, URGE, at=timezone.now())
        texts.append(error.value.message.replace(number, ""))
    assert texts[0] == texts[1] and not Urge.objects.exists()


def test_none_and_too_many_are_refused() -> None:
    above = county()
    for given, words in (([], "请先勾选"), ([f"N{n}" for n in range(201)], "最多办理 200 件")):
        with pytest.raises(Refused) as error:
            bulk.run(BULK_ACTS["urge"], given, above, URGE, at=timezone.now())
        assert words in error.value.message


def test_urges_are_taken_back() -> None:
    above, cases = county(), several()
    run = bulk.run(BULK_ACTS["urge"], numbers(cases), above, URGE, at=timezone.now())
    assert Urge.objects.filter(recalled_at__isnull=True).count() == 3
    bulk.undo(run, by=above, at=timezone.now())
    assert Urge.objects.filter(recalled_at__isnull=True).count() == 0
    run.refresh_from_db()
    assert run.undone_at is not None
    with pytest.raises(Refused) as error:
        bulk.undo(run, by=above, at=timezone.now())
    assert "撤销过" in error.value.message


def test_assignments_are_taken_back_and_each_goes_to_the_body_that_had_it() -> None:
    above, given, cases = county(), team(), several()
    run = bulk.run(BULK_ACTS["assign"], numbers(cases), above, given, at=timezone.now())
    bulk.undo(run, by=above, at=timezone.now())
    for case in cases:
        after = fresh(case)
        assert (after.state, after.organisation_id, after.handler_id, after.committee_id) == ("accepted", case.organisation_id, None, None)
        words = Dispute.objects.get_queryset().values_list("search", flat=True).get(pk=case.pk)
        assert f"'o:{case.organisation_id}'" in words
    assert not Assignment.objects.filter(until__isnull=True).exists()


def test_one_case_that_has_moved_on_keeps_all_as_they_are() -> None:
    above, cases = county(), several()
    run = bulk.run(BULK_ACTS["urge"], numbers(cases), above, URGE, at=timezone.now())
    do("note", fresh(cases[2]), above, text="已联系")
    with pytest.raises(Refused) as error:
        bulk.undo(run, by=above, at=timezone.now())
    assert cases[2].number in error.value.message
    assert Urge.objects.filter(recalled_at__isnull=True).count() == 3
    run.refresh_from_db()
    assert run.undone_at is None


def test_after_ten_minutes_and_by_somebody_else_it_is_not_taken_back() -> None:
    above, cases = county(), several(1)
    at = timezone.now()
    run = bulk.run(BULK_ACTS["urge"], numbers(cases), above, URGE, at=at)
    with pytest.raises(Refused) as late:
        bulk.undo(run, by=above, at=at + dt.timedelta(minutes=10, seconds=1))
    with pytest.raises(Refused) as other:
        bulk.undo(run, by=county(), at=at)
    assert "已超过" in late.value.message and "本人" in other.value.message
    assert Urge.objects.get().recalled_at is None


def test_the_pages_go_from_input_to_preview_to_done_and_back() -> None:
    above, cases = county(), several(2)
    ended = several(1, State.ARCHIVED)
    client = signed_in(Client(), above)
    chosen = {"act": "urge", "numbers": numbers([*cases, *ended])}
    asked = client.post("/disputes/bulk/", chosen)
    assert asked.status_code == 200 and "已选 3 件" in asked.content.decode()
    wrong = client.post("/disputes/bulk/", chosen | {"step": "preview", "text": ""})
    assert wrong.status_code == 422 and not Urge.objects.exists()
    shown = client.post("/disputes/bulk/", chosen | {"step": "preview", "text": "请尽快办理<b>"})
    page = shown.content.decode()
    assert "可以办理 2 件" in page and "不能办理 1 件" in page and "请尽快办理&lt;b&gt;" in page and not Urge.objects.exists()
    run = {"act": "urge", "step": "run", "text": "请尽快办理", "numbers": numbers(cases)} | {f"version-{c.number}": c.version for c in cases}
    done = client.post("/disputes/bulk/", run, follow=True)
    assert done.status_code == 200 and "已办理 2 件" in done.content.decode() and Urge.objects.count() == 2
    token = BulkRun.objects.get().token
    assert signed_in(Client(), county()).get(f"/disputes/bulk/{token}/").status_code == 404
    assert signed_in(Client(), county()).post(f"/disputes/bulk/{token}/undo/").status_code == 404
    undone = client.post(f"/disputes/bulk/{token}/undo/", follow=True)
    assert "已全部撤销" in undone.content.decode() and Urge.objects.filter(recalled_at__isnull=True).count() == 0


def test_a_case_that_moves_on_between_preview_and_confirming_stops_the_run() -> None:
    above, cases = county(), several(2)
    client = signed_in(Client(), above)
    run = {"act": "urge", "step": "run", "text": "请尽快办理", "numbers": numbers(cases)} | {f"version-{c.number}": c.version for c in cases}
    do("note", cases[0], above, text="有新情况")
    page = client.post("/disputes/bulk/", run)
    assert page.status_code == 409 and "全部没有办理" in page.content.decode() and not Urge.objects.exists()


def test_an_act_that_is_not_for_many_is_not_found() -> None:
    client = signed_in(Client(), county())
    assert client.post("/disputes/bulk/", {"act": "archive", "numbers": ["x"]}).status_code == 404
    assert client.get("/disputes/bulk/").status_code == 405
