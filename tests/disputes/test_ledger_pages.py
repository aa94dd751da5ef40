"""The pages of an import: they work without scripts, lose nothing, and show nobody else's file."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Role
from cases.models import Case
from disputes.ledger import checking, loading
from disputes.models import LedgerImport
from tests.disputes.ledgers import as_csv_bytes, checked, clerk, received, row
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db


def address(ledger: LedgerImport, rest: str = "") -> str:
    return f"/disputes/import/{ledger.token}/{rest}"


def test_the_whole_way_on_pages(client: Client) -> None:
    by = clerk()
    signed_in(client, by)
    page = client.get("/disputes/import/")
    assert "还没有导入过台账" in page.text
    uploaded = client.post("/disputes/import/", {"file": SimpleUploadedFile("一月.csv", as_csv_bytes([row(1), row(2, channel="?")]))})
    ledger = LedgerImport.objects.get()
    assert uploaded["Location"] == address(ledger)
    page = client.get(address(ledger))
    assert "纠纷名称" in page.text and "门前排水纠纷1" in page.text
    columns = {f"column-{i}": code for i, code in enumerate(ledger.mapping["columns"])}
    assert client.post(address(ledger, "columns/"), columns)["Location"] == address(ledger)
    page = client.get(address(ledger))
    assert "正在检查" in page.text and "hx-get" in page.text
    checking.run(ledger.pk, clock=timezone.now)
    page = client.get(address(ledger))
    assert "只导入 1 行正确的" in page.text
    assert "认不出" in page.text
    client.post(address(ledger, "decide/"), {"choice": "load"})
    assert "正在导入" in client.get(address(ledger)).text
    loading.run(ledger.pk, clock=timezone.now)
    assert "新导入 1 行" in client.get(address(ledger)).text
    assert Case.objects.count() == 1


def test_a_poll_gets_the_moving_part_and_then_the_page_anew(client: Client) -> None:
    by = clerk()
    ledger = checked(by, as_csv_bytes([row(1)]))
    LedgerImport.objects.update(state="checking")
    signed_in(client, by)
    part = client.get(address(ledger), headers={"HX-Request": "true"})
    assert "<html" not in part.text and "已检查 1 行" in part.text
    LedgerImport.objects.update(state="checked")
    assert client.get(address(ledger), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_wrong_mapping_is_told_and_what_was_chosen_is_kept(client: Client) -> None:
    by = clerk()
    ledger = received(by, as_csv_bytes([row(1)]))
    page = signed_in(client, by).post(address(ledger, "columns/"), {"column-0": "place", "column-1": "received_on"})
    assert page.status_code == 422
    assert "缺少“事件名称”" in page.text
    assert '<option value="place" selected>' in page.text


def test_no_file_and_a_wrong_file_are_told(client: Client) -> None:
    signed_in(client, clerk())
    assert "请选择一个文件" in client.post("/disputes/import/").text
    page = client.post("/disputes/import/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7\x00")})
    assert page.status_code == 422 and "只能上传 XLSX 或 CSV" in page.text


def test_cells_never_become_markup(client: Client) -> None:
    by = clerk()
    ledger = checked(by, as_csv_bytes([row(1, channel="<script>alert(1)</script>")]), name="<b>名</b>.csv")
    page = signed_in(client, by).get(address(ledger))
    assert "<script>alert" not in page.text and "<b>名" not in page.text
    assert "&lt;script&gt;" in page.text


def test_another_persons_import_does_not_exist(client: Client) -> None:
    ledger = checked(clerk(), as_csv_bytes([row(1, channel="?")]))
    signed_in(client, posted(Role.TOWNSHIP_CENTER, "611002001"))
    for rest in ("", "errors.csv", "errors.xlsx"):
        assert client.get(address(ledger, rest)).status_code == 404
    assert client.post(address(ledger, "decide/"), {"choice": "load"}).status_code == 404


def test_who_may_not_import_is_told_so(client: Client) -> None:
    clerk()
    assert signed_in(client, posted(Role.MEDIATOR, "611002001")).get("/disputes/import/").status_code == 403


def test_the_choice_is_taken_once(client: Client) -> None:
    by = clerk()
    ledger = checked(by, as_csv_bytes([row(1)]))
    signed_in(client, by)
    client.post(address(ledger, "decide/"), {"choice": "none"})
    assert client.post(address(ledger, "decide/"), {"choice": "load"}).status_code == 409
    assert "没有导入任何一行" in client.get(address(ledger)).text


def test_the_errors_and_the_template_can_be_downloaded(client: Client) -> None:
    by = clerk()
    ledger = checked(by, as_csv_bytes([row(1, channel="?")]))
    signed_in(client, by)
    errors = b"".join(client.get(address(ledger, "errors.xlsx")).streaming_content)  # type: ignore[attr-defined]
    rows = list(load_workbook(io.BytesIO(errors)).active.iter_rows(values_only=True))
    assert rows[0][:2] == ("行号", "错误原因")
    assert rows[1][0] == "2" and "认不出" in str(rows[1][1])
    unmended = checked(by, errors, name="错误行.xlsx")
    assert (unmended.rows_total, unmended.rows_bad) == (1, 1)
    template = b"".join(client.get("/disputes/import/template.csv").streaming_content)  # type: ignore[attr-defined]
    again = checked(by, template)
    assert (again.rows_total, again.rows_bad) == (1, 0)
