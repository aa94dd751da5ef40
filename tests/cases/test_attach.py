"""Files of a case: taken in whole or not at all, hidden rather than deleted, handed out only to whoever sees the case."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import Role
from cases.actions.attachment import attach, remove_attachment
from cases.attachments.cleanup import remove_orphans
from cases.attachments.storage import INCOMING, path_of, root
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Attachment
from cases.tasks import remove_orphan_files
from disputes.states import State
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, reasons_of, snapshot, upload
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 64
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def files(*uploads: Any) -> Any:
    return MultiValueDict({"files": list(uploads)})


def kept() -> Any:
    """Every file below the folder of attachments."""
    return sorted(path for path in root().rglob("*") if path.is_file())


def test_files_are_kept_under_random_names_with_their_hash() -> None:
    actor = center()
    case = dispute_of(actor)
    at = timezone.now()
    rows = do("attach", case, actor, at=at, files=files(upload(JPEG, "../../王建国身份证.jpg"), upload(PDF, "协议.pdf")), purpose="evidence")
    first, second = rows
    assert (first.name, first.media_type, first.size) == ("王建国身份证.jpg", "image/jpeg", len(JPEG))
    assert first.sha256 == hashlib.sha256(JPEG).hexdigest() and second.media_type == "application/pdf"
    assert sorted(path_of(row) for row in rows) == kept()
    assert path_of(first).read_bytes() == JPEG and path_of(first).stat().st_mode & 0o777 == 0o600
    assert "王建国" not in first.stored_as and "." not in first.stored_as
    event = last_event(case)
    assert event.text == "上传证据材料 2 个文件" and event.data == {"attachments": [first.pk, second.pk]}
    assert fresh(case).version == case.version + 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (HTML, "照片.jpg", "不是可以上传的类型"),
        (b"<svg onload=alert(1)/>", "图.svg", "不是可以上传的类型"),
        (b"", "空.pdf", "空"),
        (JPEG, "协议.pdf", "与文件扩展名不符"),
        (b"MZ\x90\0" + b"\0" * 99, "程序.pdf", "不是可以上传的类型"),
    ],
)
def test_one_bad_file_and_nothing_is_kept(content: Any, name: Any, words: Any) -> None:
    actor = center()
    case = dispute_of(actor)
    before = snapshot(case)
    with pytest.raises((Refused, FormErrorsError)) as error:
        do("attach", case, actor, files=files(upload(PDF, "好.pdf"), upload(content, name)), purpose="evidence")
    assert words in reasons_of(error.value)["files"][0]
    assert snapshot(case) == before and kept() == []


def test_a_file_that_is_too_large_is_refused(settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    actor = center()
    case = dispute_of(actor)
    lying = upload(PDF + b"\0" * (1024 * 1024), "大.pdf")
    lying.size = 10
    for big in (upload(PDF + b"\0" * (1024 * 1024), "大.pdf"), lying):
        with pytest.raises(Refused) as error:
            attach(case=case, by=actor, at=timezone.now(), files=[big])
        assert "超过 1 MB" in error.value.reasons["files"][0]
    assert kept() == [] and not Attachment.objects.exists()


def test_when_the_act_is_refused_the_file_is_gone_too() -> None:
    case = dispute_of(center())
    with pytest.raises(NotGranted):
        attach(case=case, by=posted(Role.CITY_LEADER, "6110"), at=timezone.now(), files=[upload(JPEG)])
    assert kept() == []


def test_nothing_is_added_to_a_closed_file() -> None:
    actor = center()
    with pytest.raises(NotOpen):
        do("attach", dispute_of(actor, State.ARCHIVED), actor, files=files(upload(JPEG)), purpose="evidence")


def test_no_file_and_too_many_files_are_said_at_the_field() -> None:
    actor = center()
    case = dispute_of(actor)
    for given in (files(), files(*(upload(JPEG, f"{n}.jpg") for n in range(11)))):
        with pytest.raises(FormErrorsError) as error:
            do("attach", case, actor, files=given, purpose="evidence")
        assert set(error.value.errors) == {"files"}


def test_a_removed_file_is_hidden_but_kept() -> None:
    actor = center()
    case = dispute_of(actor)
    (row,) = do("attach", case, actor, files=files(upload(JPEG)), purpose="evidence")
    at = timezone.now()
    do("remove_attachment", fresh(case), actor, at=at, attachment=row.pk, reason="传错了照片")
    row.refresh_from_db()
    assert (row.removed_at, row.removed_reason) == (at, "传错了照片") and path_of(row).exists()
    assert last_event(case).act == "cases.remove_attachment" and "传错了照片" in last_event(case).text
    assert signed_in(Client(), actor).get(f"/cases/{case.number}/files/{row.pk}/").status_code == 404
    with pytest.raises(Refused) as error:
        remove_attachment(case=_with_another_file(case, actor), by=actor, at=at, attachment=row, reason="再移除")
    assert "attachment" in error.value.reasons


def _with_another_file(case: Any, actor: Any) -> Any:
    do("attach", fresh(case), actor, files=files(upload(JPEG)), purpose="evidence")
    return fresh(case)


def test_removing_needs_a_reason_and_a_file_of_this_case() -> None:
    actor = center()
    case, other = dispute_of(actor), dispute_of(actor)
    (mine,) = do("attach", case, actor, files=files(upload(JPEG)), purpose="evidence")
    (foreign,) = do("attach", other, actor, files=files(upload(JPEG)), purpose="evidence")
    for data, field in (({"attachment": mine.pk, "reason": ""}, "reason"), ({"attachment": foreign.pk, "reason": "错了"}, "attachment")):
        with pytest.raises(FormErrorsError) as error:
            do("remove_attachment", fresh(case), actor, **data)
        assert set(error.value.errors) == {field}
    assert not Attachment.objects.filter(removed_at__isnull=False).exists()


def address(row: Any) -> Any:
    return f"/cases/{row.case.number}/files/{row.pk}/"


def test_it_is_handed_out_to_be_saved_and_never_as_a_page() -> None:
    actor = center()
    case = dispute_of(actor)
    (row,) = do("attach", case, actor, files=files(upload(PDF, '协议"书;\r\n.pdf')), purpose="agreement")
    response = signed_in(Client(), actor).get(address(row))
    assert response.status_code == 200 and response.getvalue() == PDF
    assert response["Content-Type"] == "application/pdf" and response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''" + quote("协议"))
    assert "sandbox" in response["Content-Security-Policy"] and "script-src" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_only_pictures_are_shown_in_a_page() -> None:
    actor = center()
    case = dispute_of(actor)
    picture, paper = do("attach", case, actor, files=files(upload(JPEG), upload(PDF, "协议.pdf")), purpose="evidence")
    client = signed_in(Client(), actor)
    assert client.get(address(picture), {"inline": "1"})["Content-Disposition"].startswith("inline")
    assert client.get(address(picture))["Content-Disposition"].startswith("attachment")
    assert client.get(address(paper), {"inline": "1"})["Content-Disposition"].startswith("attachment")


def test_a_row_of_an_unknown_type_is_handed_out_as_bytes() -> None:
    actor = center()
    case = dispute_of(actor)
    (row,) = do("attach", case, actor, files=files(upload(JPEG)), purpose="evidence")
    Attachment.objects.update(media_type="text/html")
    response = signed_in(Client(), actor).get(address(row), {"inline": "1"})
    assert response["Content-Type"] == "application/octet-stream" and response["Content-Disposition"].startswith("attachment")


def test_outside_visibility_there_is_no_such_file() -> None:
    actor, colleague = center(), center()
    case, other = dispute_of(actor), dispute_of(actor)
    (row,) = do("attach", case, actor, files=files(upload(JPEG)), purpose="evidence")
    assert signed_in(Client(), colleague).get(address(row)).status_code == 200
    for stranger in (center(FAR_TOWN), posted(Role.AUDITOR, "6110"), posted(Role.SYSTEM_ADMIN, "6110")):
        assert signed_in(Client(), stranger).get(address(row)).status_code == 404
    assert signed_in(Client(), actor).get(f"/cases/{other.number}/files/{row.pk}/").status_code == 404
    do("set_confidential", fresh(case), actor, confidential="yes", officers=[actor.user.pk], reason="涉及未成年人")
    assert signed_in(Client(), colleague).get(address(row)).status_code == 404
    assert Client().get(address(row)).status_code == 302


def test_a_lost_file_is_said_to_be_lost() -> None:
    actor = center()
    (row,) = do("attach", dispute_of(actor), actor, files=files(upload(JPEG)), purpose="evidence")
    path_of(row).unlink()
    assert signed_in(Client(), actor).get(address(row)).status_code == 404


def test_files_without_a_row_are_removed_after_a_day() -> None:
    actor, now = center(), timezone.now()
    (row,) = do("attach", dispute_of(actor), actor, files=files(upload(JPEG)), purpose="evidence")
    old = (now - dt.timedelta(days=2)).timestamp()
    orphan, incoming, young, foreign = root() / "ab" / "x", root() / INCOMING / "y", root() / "ab" / "z", root() / "ledgers" / "a.xlsx"
    for path in (orphan, incoming, young, foreign):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for path in (orphan, incoming, foreign, path_of(row)):
        os.utime(path, (old, old))
    assert remove_orphans(now=now) == 2
    assert kept() == sorted([young, foreign, path_of(row)])
    remove_orphan_files()
    assert kept() == sorted([young, foreign, path_of(row)])


def test_the_page_takes_several_files_and_keeps_the_case_in_view() -> None:
    actor = center()
    case = dispute_of(actor)
    client = signed_in(Client(), actor)
    address = f"/cases/{case.number}/acts/attach/"
    sent = client.post(address, {"version": case.version, "purpose": "evidence", "files": [upload(JPEG, "一.jpg"), upload(PDF, "二.pdf")]})
    assert sent.status_code == 302 and sent["Location"] == f"/cases/{case.number}/"
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["一.jpg", "二.pdf"]
    refused = client.post(address, {"version": fresh(case).version, "purpose": "session_record", "files": [upload(HTML, "三.jpg")]})
    page = refused.content.decode()
    assert refused.status_code == 422 and "不是可以上传的类型" in page and Attachment.objects.count() == 2
    assert '<option value="session_record" selected>' in page


def test_a_request_beyond_all_reason_is_broken_off(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100_000
    actor = center()
    case = dispute_of(actor)
    address = f"/cases/{case.number}/acts/attach/"
    answer = signed_in(Client(), actor).post(address, {"purpose": "evidence", "files": [upload(PDF + b"\0" * 300_000, "大.pdf")]})
    assert answer.status_code == 400 and kept() == [] and not Attachment.objects.exists()
