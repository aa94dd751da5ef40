"""What people upload is opened within limits, whatever its encoding, and nothing in it is run."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from cases.errors import Refused
from cases.models import Case
from disputes.ledger import reading, reporting, storing
from disputes.ledger.limits import MAX_ROWS, NoResult, UnreadableError
from disputes.models import LedgerImport
from tests.disputes.ledgers import HEADINGS, as_csv_bytes, as_xlsx_bytes, cells_of, checked, clerk, loaded, received, row


def read(tmp_path: Path, data: bytes) -> list[list[object]]:
    path = tmp_path / "file"
    path.write_bytes(data)
    return [list(line.cells) for line in reading.lines(path)]


def workbook(rows: Sequence[Sequence[object]], *, change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    for each in rows:
        book.active.append(each)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, part: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.django_db
def test_csv_comes_in_whatever_its_encoding_and_separator(encoding: str, delimiter: str) -> None:
    rare = "㐂𠮷" if encoding != "gb18030" else "㐂𠮷龘"
    ledger = loaded(clerk(), as_csv_bytes([row(1, title=f"{rare}家排水纠纷")], encoding=encoding, delimiter=delimiter))
    assert ledger.rows_loaded == 1
    assert Case.objects.get().title == f"{rare}家排水纠纷"


@pytest.mark.django_db
def test_a_heading_may_stand_under_a_title() -> None:
    rows = [["2024年矛盾纠纷排查台账"], [], list(HEADINGS.values()), *cells_of([row(1), row(2, channel="?")])]
    ledger = checked(clerk(), workbook(rows), name="台账.xlsx")
    assert ledger.mapping["line"] == 3
    assert ledger.rows_total == 2
    assert list(ledger.rows.exclude(errors=[]).values_list("line", flat=True)) == [5]


def test_dates_numbers_and_hidden_sheets_of_a_workbook(tmp_path: Path) -> None:
    day = dt.datetime(2024, 1, 5)  # noqa: DTZ001  (a sheet knows no time zone)

    def second_sheet(book: Workbook) -> None:
        book.active.sheet_state = "hidden"
        shown = book.create_sheet("台账")
        shown.append([day.date(), day.replace(hour=9, minute=30), 3, 1.5, True, "文", "2024-01-06"])

    (cells,) = read(tmp_path, workbook([["藏"]], change=second_sheet))
    assert cells == [day, day.replace(hour=9, minute=30), 3.0, 1.5, True, "文", "2024-01-06"]


def test_our_own_workbooks_and_others_read_alike(tmp_path: Path) -> None:
    rows = [row(1), row(2, title="=1+1")]
    ours = read(tmp_path, as_xlsx_bytes(rows))
    theirs = read(tmp_path, workbook([list(HEADINGS.values()), *[[cell and f"{cell}" for cell in each] for each in cells_of([row(1)])]]))
    assert [[cell or "" for cell in each] for each in ours[:2]] == [[cell or "" for cell in each] for each in theirs]


def test_a_formula_gives_its_stored_result_and_stands_as_such_without_one(tmp_path: Path) -> None:
    data = workbook([["甲", "乙"], [1, "=A2+1"]])
    assert read(tmp_path, data) == [["甲", "乙"], [1.0, NoResult("B2")]]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    stored = sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>")
    assert stored != sheet
    assert read(tmp_path, repacked(data, "xl/worksheets/sheet1.xml", stored))[1] == [1.0, 2.0]


def test_a_packed_bomb_is_refused(tmp_path: Path) -> None:
    bomb = b"<worksheet><sheetData>" + b" " * (250 * 1024 * 1024) + b"</sheetData></worksheet>"
    packed = repacked(workbook([["甲"]]), "xl/worksheets/sheet1.xml", bomb)
    assert len(packed) < 1024 * 1024
    with pytest.raises(UnreadableError, match="过大"):
        read(tmp_path, packed)


def test_entities_are_refused(tmp_path: Path) -> None:
    text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData><row r="1"><c><v>&a;</v></c></row></sheetData></worksheet>'
    with pytest.raises(UnreadableError, match="DTD"):
        read(tmp_path, repacked(workbook([["甲"]]), "xl/worksheets/sheet1.xml", text))


def test_a_cell_in_the_far_corner_costs_nothing_and_is_refused(tmp_path: Path) -> None:
    text = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(UnreadableError, match="超过 100 列"):
        read(tmp_path, repacked(workbook([["甲"]]), "xl/worksheets/sheet1.xml", text))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "另存为 .xlsx"),
        (b"PK\x03\x04" + b"x" * 100, "打不开"),
        (b"%PDF-1.7\n\x00\x00", "只能上传"),
        (b"\xff\x81\xfd\x81,x", "编码"),
    ],
)
def test_what_is_no_ledger_is_refused_with_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(tmp_path, data)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="最多 50000 行"):
        read(tmp_path, b"a,b\n" + b"1,2\n" * (MAX_ROWS + 20))


def zipped(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(part, "<a/>")
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.xlsx", b"<html>hi</html>", "只能上传 XLSX 或 CSV"),
        ("x.csv", "\ufeff\n <!DOCTYPE html><p>a,b,c".encode(), "只能上传 XLSX 或 CSV"),
        ("x.csv", "<html>a,b</html>".encode("utf-16"), "只能上传 XLSX 或 CSV"),
        ("x.csv", b'<?xml version="1.0"?><a b="1,2"/>', "只能上传 XLSX 或 CSV"),
        ("x.pdf", b"%PDF-1.4 a,b\n1,2\n", "只能上传 XLSX 或 CSV"),
        ("x.csv", b"\x89PNG\r\n\x1a\na,b", "只能上传 XLSX 或 CSV"),
        ("x.csv", b"GIF89a,b\n1,2", "只能上传 XLSX 或 CSV"),
        ("x.csv", b"MZ\x90\x03,b\n1,2", "只能上传 XLSX 或 CSV"),
        ("x.csv", b"a,b\n" * 3000 + b"\x00", "只能上传 XLSX 或 CSV"),
        ("x.xlsx", zipped("word/document.xml"), "只能上传 XLSX 或 CSV"),
        ("x.csv", "今天天气很好。\n明天也是。".encode(), "文件里没有表格"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_at_upload_and_not_kept(
    name: str, data: bytes, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(storing, "folder", lambda: tmp_path)
    by = clerk()
    with pytest.raises(Refused, match=reason) as refusal:
        received(by, data, name=name)
    assert set(refusal.value.reasons) == {"file"}
    assert not list(tmp_path.iterdir())
    assert not LedgerImport.objects.exists()


@pytest.mark.django_db
def test_a_formula_without_a_result_is_an_error_of_its_own_row_and_column() -> None:
    rows = [list(HEADINGS.values()), *cells_of([row(1), row(2, title="=A1"), row(3)])]
    ledger = loaded(clerk(), workbook(rows), name="台账.xlsx")
    assert [(bad.line, bad.heading) for bad in reporting.errors(ledger, 9)] == [(3, "纠纷名称")]
    assert "单元格 A3 的公式没有计算结果" in reporting.errors(ledger, 9)[0].reason
    assert (ledger.rows_total, ledger.rows_bad, ledger.rows_loaded) == (3, 1, 2)


@pytest.mark.django_db
def test_a_formula_without_a_result_in_a_column_that_is_not_used_harms_nothing() -> None:
    rows = [[*HEADINGS.values(), "无关"], [*cells_of([row(1)])[0], "=A1"]]
    assert loaded(clerk(), workbook(rows), name="台账.xlsx").rows_loaded == 1


@pytest.mark.django_db
def test_a_formula_without_a_result_among_the_headings_refuses_the_file() -> None:
    rows = [[*HEADINGS.values(), "=A1"], *cells_of([row(1)])]
    with pytest.raises(Refused, match="V1 是没有计算结果的公式"):
        received(clerk(), workbook(rows), name="台账.xlsx")


@pytest.mark.django_db
def test_too_large_a_file_is_refused_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    by = clerk()
    before = set(storing.folder().iterdir())
    monkeypatch.setattr(storing, "MAX_BYTES", 1000)
    with pytest.raises(Refused, match="超过"):
        received(by, as_csv_bytes([row(i) for i in range(50)]))
    assert set(storing.folder().iterdir()) == before


@pytest.mark.django_db
def test_the_file_is_removed_once_it_is_checked() -> None:
    ledger = checked(clerk(), as_csv_bytes([row(1)]))
    assert not (storing.folder() / ledger.stored_as).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile",
    [
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "a\x07c",
        "'; DROP TABLE cases_case; --",
        "{{ 7*7 }}",
        "\u202e倒序",
        "\t\tx",
        "\\N",
        "\\.",
    ],
)
def test_hostile_cells_are_kept_as_text(hostile: str) -> None:
    expected = hostile.replace("\x07", "").strip()
    loaded(clerk(), as_csv_bytes([row(1, title=hostile, summary=hostile, applicants="某甲")]))
    case = Case.objects.get()
    assert case.title == case.summary == expected
