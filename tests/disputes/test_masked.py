"""Everything that is shown of a dispute goes through one veil, on pages, papers, through the API and in ledgers; nothing masked is written back."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict

from accounts.models import Role
from cases.models import Attachment, Party
from disputes.models import Dispute
from tests.acts import TOWN, FormErrorsError, dispute_of, do, fresh, upload
from tests.disputes.ledgers import as_csv_bytes, clerk, loaded, row
from tests.disputes.way import mediated
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db
TOLD = "王建国的代理人赵律平（电话 0914-2312345）称李秀英 2026 年搬走，证人电话 13912345678。"
SECRET = ("王建国", "赵律平", "李秀英", "0914-2312345", "13912345678")


@pytest.fixture
def actor() -> Any:
    return posted(Role.TOWNSHIP_CENTER, TOWN)


@pytest.fixture
def case(actor: Any) -> Any:
    """A dispute whose every text tells names and numbers."""
    case = dispute_of(actor, summary=TOLD, place="王建国家门口", parties=({"name": "王建国", "representative": "赵律平"}, "李秀英"))
    type(case).objects.get_queryset().filter(pk=case.pk).update(demand=TOLD, involved_units="王建国的合作社", decline_reason=TOLD)
    Party.objects.filter(case_id=case.pk, name="王建国").update(phone="0914-2312345")
    do("note", fresh(case), actor, text=TOLD)
    photo = upload(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(64) + b"\xff\xd9", "王建国身份证.jpg")
    do("attach", fresh(case), actor, purpose=Attachment.Purpose.EVIDENCE, files=MultiValueDict({"files": [photo]}))
    return fresh(case)


def tells_nothing(text: str) -> None:
    assert [each for each in SECRET if each in text] == []


def test_the_page_the_connections_and_the_amend_form(client: Client, actor: Any, case: Any) -> None:
    signed_in(client, actor)
    base = f"/cases/{case.number}/"
    for address in (base, f"{base}acts/amend/", f"{base}connections/"):
        page = client.get(address)
        assert page.status_code == 200, address
        tells_nothing(page.content.decode())
    assert "赵**" in client.get(base).content.decode()


def test_the_api_tells_the_same(client: Client, actor: Any, case: Any) -> None:
    signed_in(client, actor)
    base = f"/api/v1/disputes/{case.number}/"
    for address in (base, f"{base}attachments/", f"{base}events/", f"{base}acts/amend/", f"{base}parties/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        tells_nothing(answer.content.decode())
        tells_nothing(str(answer.json()))
    assert "赵**" in client.get(base).json()["decline_reason"]


def test_who_comes_second_is_told_what_changed_masked(client: Client, actor: Any, case: Any) -> None:
    signed_in(client, actor)
    seen = case.version
    do("note", case, actor, text=TOLD)
    page = client.post(f"/cases/{case.number}/acts/note/", {"version": seen, "text": "另一条"})
    answer = client.post(
        f"/api/v1/disputes/{case.number}/acts/note/", {"text": "另一条"}, content_type="application/json", headers={"If-Match": f'"{seen}"'}
    )
    assert (page.status_code, answer.status_code) == (409, 412)
    for text in (page.content.decode(), str(answer.json())):
        tells_nothing(text)
        assert "赵**" in text


def test_a_paper_is_masked_until_somebody_says_why(client: Client, actor: Any) -> None:
    case = mediated(actor, parties=({"name": "王建国", "representative": "赵律平"}, "李秀英"))
    case.sessions.update(record=TOLD)
    signed_in(client, actor)
    address = f"/cases/{case.number}/papers/sessions/1/"
    Party.objects.filter(case_id=case.pk, name="王建国").update(phone="0914-2312345")
    tells_nothing(client.get(address).content.decode())
    clear = client.post(address, {"reason": "打印后供当事人签名"}).content.decode()
    assert TOLD in clear


def test_a_form_sent_back_as_it_was_shown_changes_no_text(client: Client, actor: Any, case: Any) -> None:
    signed_in(client, actor)
    for summary in ("", "王**的代理人赵**（电话 0914-***2345）称李** 2026 年搬走，证人电话 139****5678。"):
        do("amend", fresh(case), actor, summary=summary, demand="", place="", involved_units="", people_count=fresh(case).people_count + 1)
        after = fresh(case)
        assert (after.summary, after.demand, after.place, after.involved_units) == (TOLD, TOLD, "王建国家门口", "王建国的合作社")


def test_a_masked_name_is_never_written_over_a_true_one(actor: Any, case: Any) -> None:
    with pytest.raises(FormErrorsError) as error:
        do("amend", case, actor, summary="王**后来又说明了情况。")
    assert set(error.value.errors) == {"summary"} and "王**" in error.value.errors["summary"][0]
    assert fresh(case).summary == TOLD


def test_a_text_that_is_written_anew_is_taken(actor: Any, case: Any) -> None:
    do("amend", case, actor, summary="王建国说明：李秀英已搬走。")
    assert fresh(case).summary == "王建国说明：李秀英已搬走。"


def test_a_text_without_persons_stands_in_its_field(client: Client, actor: Any) -> None:
    plain = dispute_of(actor, summary="院墙滴水，双方各执一词。")
    signed_in(client, actor)
    assert "院墙滴水，双方各执一词。</textarea>" in client.get(f"/cases/{plain.number}/acts/amend/").content.decode()


def test_an_amended_title_masks_who_speaks_for_a_party(actor: Any, case: Any) -> None:
    do("amend", case, actor, title="赵律平代王建国索赔纠纷")
    assert fresh(case).title == "赵**代王**索赔纠纷"


def test_an_exported_ledger_masks_every_text(client: Client, actor: Any, case: Any) -> None:
    parts: Any = signed_in(client, actor).get("/disputes/export/", {"format": "csv", "open": "all"})
    (line,) = csv.DictReader(io.StringIO(b"".join(parts.streaming_content).decode("utf-8-sig")))
    assert line["案件编号"] == case.number
    tells_nothing(" ".join(line.values()).replace("0914-2312345", ""))
    assert "赵**" in " ".join(line.values()) and "139****5678" in " ".join(line.values())


def test_a_title_taken_over_from_a_ledger_is_masked_at_birth(client: Client) -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1, title="张三丰与李四（13912345678）门前排水纠纷", applicants="张三丰")]))
    (title,) = Dispute.objects.get_queryset().values_list("title", flat=True)
    assert title == "张**与李*（139****5678）门前排水纠纷"
    signed_in(client, by)
    assert "李四" not in client.get("/disputes/", {"open": "all"}).content.decode()
