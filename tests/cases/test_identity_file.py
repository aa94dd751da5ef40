"""A proof of identity is opened by whoever may unmask, for a reason, on record; who may not still sees that there is one."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import Role
from cases.models import Attachment, PersonRead
from tests.acts import center, dispute_of, do, fresh, last_event, upload
from tests.api.clients import Program, problem
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 64


def with_proof(actor: Any) -> tuple[Any, Attachment]:
    case = dispute_of(actor, parties=["王建国", "李秀英"])
    (row,) = do("attach", case, actor, files=MultiValueDict({"files": [upload(JPEG, "王建国身份证.jpg")]}), purpose="identity")
    return fresh(case), row


def address(row: Attachment) -> str:
    return f"/cases/{row.case.number}/files/{row.pk}/"


def unmasked(case: Any, actor: Any, **options: Any) -> None:
    do("unmask", case, actor, party=case.parties.first().pk, fields_read=["name"], reason="核对身份证件", **options)


def test_without_a_reason_a_form_asks_for_it_and_then_the_file_comes_on_record() -> None:
    actor = center()
    case, row = with_proof(actor)
    client = signed_in(Client(), actor)
    asked = client.get(address(row))
    assert asked.status_code == 200 and "查看事由" in asked.content.decode() and "王建国" not in asked.content.decode()
    assert asked["Content-Type"].startswith("text/html") and not PersonRead.objects.exists()
    assert client.post(address(row), {"reason": "看看"}).status_code == 422 and not PersonRead.objects.exists()
    served = client.post(address(row), {"reason": "核对当事人身份"})
    assert served.status_code == 200 and served.getvalue() == JPEG  # type: ignore[attr-defined]
    reads = PersonRead.objects.all()
    assert {read.party_id for read in reads} == set(case.parties.values_list("pk", flat=True))
    assert {(read.user, read.reason, read.fields) for read in reads} == {(actor.user, "核对当事人身份", "identity_file")}
    assert last_event(case).text == "打开当事人身份证明" and fresh(case).version == case.version


def test_the_reason_of_an_unmasking_stands_for_an_hour_and_does_not_renew_itself() -> None:
    actor, now = center(), timezone.now()
    case, row = with_proof(actor)
    client = signed_in(Client(), actor)
    unmasked(case, actor, at=now)
    with time_machine.travel(now + dt.timedelta(minutes=50), tick=False):
        assert client.get(address(row)).getvalue() == JPEG  # type: ignore[attr-defined]
    again = PersonRead.objects.filter(fields="identity_file_again")
    assert again.count() == 2 and {read.reason for read in again} == {"核对身份证件"}
    with time_machine.travel(now + dt.timedelta(minutes=70), tick=False):
        assert "查看事由" in client.get(address(row)).content.decode()
    assert PersonRead.objects.count() == 3


def test_a_colleague_and_another_case_do_not_lend_their_reason() -> None:
    actor = center()
    case, row = with_proof(actor)
    posting = actor.postings[0]
    colleague = posted(Role.TOWNSHIP_CENTER, posting.area_id, organisation=posting.organisation)
    unmasked(case, colleague)
    unmasked(dispute_of(actor), actor)
    assert "查看事由" in signed_in(Client(), actor).get(address(row)).content.decode()


def test_a_leader_sees_that_there_is_one_and_may_not_open_it() -> None:
    case, row = with_proof(center())
    leader = posted(Role.CITY_LEADER, "6110")
    client = signed_in(Client(), leader)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "身份证.jpg" in page and "王建国身份证" not in page and "当事人身份证明" in page
    for response in (client.get(address(row)), client.post(address(row), {"reason": "核对当事人身份"})):
        assert response.status_code == 403 and "您的角色不能" in response.content.decode() and "只有可以查看" in response.content.decode()
    problem(Program(leader).get(f"disputes/{case.number}/attachments/{row.pk}/content/"), 403)
    assert not PersonRead.objects.exists()


def test_a_program_unmasks_first() -> None:
    actor = center()
    case, row = with_proof(actor)
    program, content = Program(actor), f"disputes/{case.number}/attachments/{row.pk}/content/"
    assert "unmask" in problem(program.get(content), 403)["detail"] and not PersonRead.objects.exists()
    unmasked(case, actor)
    assert b"".join(program.get(content).streaming_content) == JPEG
    assert set(PersonRead.objects.filter(fields="identity_file_again").values_list("channel", flat=True)) == {"api"}


def test_other_files_are_asked_nothing() -> None:
    actor = center()
    case, _row = with_proof(actor)
    (other,) = do("attach", case, actor, files=MultiValueDict({"files": [upload(JPEG, "现场.jpg")]}), purpose="evidence")
    client = signed_in(Client(), actor)
    assert client.get(address(other)).getvalue() == JPEG  # type: ignore[attr-defined]
    assert client.post(address(other), {"reason": "核对当事人身份"}).status_code == 405 and not PersonRead.objects.exists()
