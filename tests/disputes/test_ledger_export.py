"""The filtered list goes out: what one sees and may take out, masked, harmless, recorded, and able to come in again."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.actor import Actor
from accounts.models import Role
from cases.errors import NotGranted
from cases.models import Case
from disputes.filters import DisputeFilter
from disputes.ledger import exporting
from disputes.ledger.sheet_writing import as_csv, as_xlsx, harmless
from disputes.models import LedgerExport
from tests.disputes.ledgers import as_csv_bytes, checked, clerk, loaded, row
from tests.factories.areas import AreaFactory
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def sheet(data: bytes) -> list[list[object]]:
    return [list(each) for each in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def taken_out(actor: Actor, **filters: str) -> list[dict[str, object]]:
    now = timezone.now()
    found = DisputeFilter({"open": "all", **filters}, actor=actor, now=now)
    _record, rows = exporting.take_out(found, by=actor, at=now, query="", file_format="csv")
    return [dict(zip(exporting.headings(), each, strict=True)) for each in rows]


def test_a_file_holds_what_the_list_shows_with_names_masked(client: Client) -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1), row(2, result="", concluded_on="", performed="", state="调解中")]))
    found = table(body(signed_in(client, by).get("/disputes/export/", {"format": "csv", "open": "all"})))
    assert [each["事件名称"] for each in found] == ["门前排水纠纷2", "门前排水纠纷1"]
    first, second = found
    assert (first["状态"], first["结果"], first["调解员"]) == ("调解中", "", "赵调解")
    assert (second["申请人"], second["被申请人"]) == ("张**", "李*、王*")
    assert (second["结果"], second["办结日期"], second["是否履行"], second["协议形式"]) == ("调解成功", "2024-01-20", "是", "书面")
    assert (second["发生区划"], second["涉及金额（元）"]) == (AreaFactory.create(code="611002001001").path_name.replace(" ", "/"), "1200.00")
    assert not [cell for each in found for cell in each.values() if "张三" in cell or "李四" in cell]


def test_a_workbook_holds_the_same(client: Client) -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(i) for i in range(1, 4)]))
    response = signed_in(client, by).get("/disputes/export/", {"open": "all"})
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    headings, *rows = sheet(body(response))
    assert headings == exporting.headings()
    assert len(rows) == 3
    assert rows[0][headings.index("涉及人数")] == 3


def test_the_filters_are_those_of_the_list(client: Client) -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1), row(2, title="宅基地边界纠纷")]))
    assert [each["事件名称"] for each in taken_out(by, q="宅基")] == ["宅基地边界纠纷"]
    response = signed_in(client, by).get("/disputes/export/", {"received_from": "昨天"})
    assert response.status_code == 422
    assert not LedgerExport.objects.filter(query__contains="received_from").exists()


def test_who_took_what_out_is_recorded(client: Client) -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1), row(2)]))
    body(signed_in(client, by).get("/disputes/export/", {"format": "csv", "open": "all", "q": "排水"}))
    record = LedgerExport.objects.get()
    assert (record.by, record.rows, record.file_format) == (by.user, 2, "csv")
    assert record.posting == by.main_posting
    assert "open=all" in record.query


def test_nobody_takes_out_what_he_does_not_see() -> None:
    loaded(clerk(), as_csv_bytes([row(1)]))
    assert taken_out(posted(Role.COUNTY_CENTER, "611002"))
    assert not taken_out(posted(Role.COUNTY_CENTER, "611022"))


def test_a_mediator_takes_out_the_list_that_he_sees() -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1), row(2, committee="", mediator="")]))
    mediator = posted(Role.MEDIATOR, "611002001", organisation=Case.objects.get(title="门前排水纠纷1").organisation)
    assert Case.objects.visible_to(mediator).count() == 2
    assert len(taken_out(mediator)) == 2


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_who_may_not_export_gets_nothing(role: str, client: Client) -> None:
    clerk()
    nobody = posted(role, "611002001")
    with pytest.raises(NotGranted):
        taken_out(nobody)
    assert signed_in(client, nobody).get("/disputes/export/").status_code == 403
    assert not LedgerExport.objects.exists()


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "＝1+1", "  =cmd|' /C calc'!A0"])
def test_no_spreadsheet_runs_a_cell(text: str) -> None:
    (data,) = [b"".join(as_csv(["甲"], [[text]]))]
    assert table(data)[0]["甲"].startswith("'")
    cell = load_workbook(io.BytesIO(b"".join(as_xlsx("表", ["甲"], [[text]])))).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.number_format == "@"


@pytest.mark.parametrize("text", ["张三", "3月5日", "a=b", "", "'单引号"])
def test_other_cells_are_left_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_control_characters_do_not_break_the_workbook() -> None:
    data = b"".join(as_xlsx("坏[名]称*", ["甲"], [['a\x00b\x0b<&>\ud800"c\uffff']]))
    assert sheet(data) == [["甲"], ['ab<&>"c']]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_what_went_out_comes_in_again_as_known(file_format: str, client: Client) -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1, title="=1+1 纠纷"), row(2, result="", concluded_on="", performed="", state="调解中"), row(3, performed="否")]))
    data = body(signed_in(client, by).get("/disputes/export/", {"format": file_format, "open": "all"}))
    ledger = checked(by, data, name=f"导出.{file_format}")
    assert (ledger.rows_total, ledger.rows_bad, ledger.rows_known) == (3, 0, 3)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_what_went_out_of_one_system_can_be_taken_over_by_another(file_format: str, client: Client) -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(1, title="=1+1 纠纷"), row(2, result="", concluded_on="", performed="", state="调解中"), row(3, performed="否")]))
    data = body(signed_in(client, by).get("/disputes/export/", {"format": file_format, "open": "all"}))
    first = taken_out(by)
    _forget_everything()
    ledger = loaded(by, data, name=f"导出.{file_format}")
    assert ledger.rows_loaded == 3
    assert _without(taken_out(by), "案件编号") == _without(first, "案件编号")


def _forget_everything() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE cases_case, disputes_ledgerimport CASCADE")


def _without(rows: Iterable[dict[str, object]], name: str) -> list[dict[str, object]]:
    return sorted(({key: value for key, value in each.items() if key != name} for each in rows), key=str)


def test_ten_thousand_rows_go_out_fast() -> None:
    by = clerk()
    loaded(by, as_csv_bytes([row(i) for i in range(10_000)]))
    now = timezone.now()
    started, used = time.perf_counter(), time.process_time()
    _record, rows = exporting.take_out(DisputeFilter({"open": "all"}, actor=by, now=now), by=by, at=now, query="", file_format="xlsx")
    size = sum(map(len, as_xlsx("台账", exporting.headings(), rows)))
    took, used = time.perf_counter() - started, time.process_time() - used
    print(f"10,000 rows out in {took:.2f} s, {used:.2f} s of them work of the server itself, {size / 1024:.0f} kB")
    assert used < 10
