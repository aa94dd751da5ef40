"""One dispute through the API: whole and masked, with its version; nothing of what lies outside."""

import pytest

from accounts.models import Role
from cases.models import CaseOfficer, Link, LinkKind
from disputes.states import State
from tests.acts import FAR_TOWN, TOWN, center, dispute_of, do, fresh
from tests.api.clients import Program, problem
from tests.factories import AreaFactory, DisputeFactory, id_number, posted

pytestmark = pytest.mark.django_db
PARTS = ("", "parties/", "events/", "attachments/", "acts/", "acts/note/", "attachments/1/content/")


@pytest.fixture
def program():
    return Program(center())


@pytest.fixture
def case(program):
    return dispute_of(program.actor, parties=[{"name": "王建国", "phone": "13912345678", "id_number": id_number(7)}, "李秀英"])


def test_a_dispute_is_told_whole_and_masked(program, case):
    response = program.get(f"disputes/{case.number}/")
    told = response.json()
    assert response["ETag"] == f'"{case.version}"' and told["version"] == case.version
    assert told["summary"] == case.summary and told["moj_type"] == case.moj_type_id
    text = response.content.decode()
    assert "王建国" not in text and "13912345678" not in text and id_number(7) not in text
    assert told["parties_in_full"][0]["phone"] == "139****5678"
    assert "assign" in told["open_acts"]


def test_what_was_written_of_it_is_told_with_names_masked(program, case):
    text = {"summary": "王建国与李秀英争执。", "demand": "李秀英赔偿。", "resolution": "王建国让步。"}
    type(case).objects.get_queryset().filter(pk=case.pk).update(**text)
    told = program.get(f"disputes/{case.number}/").json()
    assert [told[name] for name in text] == ["王**与李**争执。", "李**赔偿。", "王**让步。"]


def test_an_unchanged_dispute_is_not_sent_again(program, case):
    etag = program.get(f"disputes/{case.number}/")["ETag"]
    assert program.get(f"disputes/{case.number}/", **{"If-None-Match": etag}).status_code == 304
    do("note", case, program.actor, text="走访了双方")
    assert program.get(f"disputes/{case.number}/", **{"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_told_of_what_lies_outside(case, part):
    stranger = Program(center(FAR_TOWN))
    outside = problem(stranger.get(f"disputes/{case.number}/{part}"), 404)
    nowhere = problem(stranger.get(f"disputes/JF000000-200001-000001/{part}"), 404)
    assert {**outside, "instance": ""} == {**nowhere, "instance": ""}


def test_a_confidential_case_is_told_to_its_officers_only(program, case):
    type(case).objects.get_queryset().filter(pk=case.pk).update(confidential=True)
    problem(program.get(f"disputes/{case.number}/"), 404)
    CaseOfficer.objects.create(case=case, user=program.actor.user, role="named", since=case.received_at)
    assert program.get(f"disputes/{case.number}/").status_code == 200


def test_the_parent_is_told_only_to_who_may_see_it(program, case):
    far = DisputeFactory(area=AreaFactory(code=FAR_TOWN), organisation__area=AreaFactory(code=FAR_TOWN))
    near = dispute_of(program.actor)
    for parent, told in ((near, near.number), (far, None)):
        type(case).objects.get_queryset().filter(pk=case.pk).update(parent_id=parent.pk)
        assert program.get(f"disputes/{case.number}/").json()["parent"] == told


def test_an_odd_number_is_no_address(program):
    for number in ("%00", "a%2Fb", "x" * 33, "一", "a'b"):
        problem(program.get(f"disputes/{number}/"), 404)


def test_the_timeline_is_paged_newest_first(program, case):
    for text in ("第一次走访", "第二次走访", "第三次走访"):
        do("note", fresh(case), program.actor, text=text)
    first = program.get(f"disputes/{case.number}/events/", {"size": 2}).json()
    assert [event["text"] for event in first["results"]] == ["第三次走访", "第二次走访"]
    rest = program.get(f"disputes/{case.number}/events/", {"size": 2, "after": first["next"]}).json()
    assert rest["results"][0]["text"] == "第一次走访" and rest["next"] is None
    assert first["results"][0]["by"] == program.actor.user.name


def test_parties_are_listed_masked(program, case):
    rows = program.get(f"disputes/{case.number}/parties/").json()
    assert [row["name"] for row in rows] == ["王**", "李**"]
    assert rows[0]["id_number"] == id_number(7)[:6] + "********" + id_number(7)[-4:]


def test_the_desk_counts_and_offers_the_next_act(program, case):
    desk = program.get("desk/").json()
    assert desk["counts"]["waiting"] == 1 and desk["todo"][0]["dispute"]["number"] == case.number
    assert desk["todo"][0]["act"] == "assign"
    assert Program(center(FAR_TOWN)).get("desk/").json() == {"counts": dict.fromkeys(("overdue", "today", "week", "waiting"), 0), "todo": []}


def test_links_to_what_lies_outside_are_not_told(program, case):
    far = DisputeFactory(area=AreaFactory(code=FAR_TOWN), organisation__area=AreaFactory(code=FAR_TOWN), state=State.ACCEPTED)
    Link.objects.create(case=case, other=far, kind=LinkKind.RELATED, by=program.actor.user, at=case.received_at)
    for part in ("", "events/", "acts/unlink/"):
        assert far.number not in program.get(f"disputes/{case.number}/{part}").content.decode()


def test_an_auditor_sees_nothing(case):
    auditor = Program(posted(Role.AUDITOR, "6110"))
    problem(auditor.get(f"disputes/{case.number}/"), 404)
    assert auditor.get("areas/").json()["results"] == []
    assert auditor.get("organisations/").json()["results"] == []
    assert TOWN not in auditor.get("me/").content.decode().replace(auditor.actor.postings[0].area_id, "")
