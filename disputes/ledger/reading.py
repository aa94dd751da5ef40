"""Opens what people upload, XLSX and CSV, within limits and without running or trusting anything in it."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from disputes.ledger import xlsx_reading
from disputes.ledger.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Cell, UnreadableError

HEADING_LINES = 10
"""A heading may stand under a title and a remark: it is looked for in the first lines."""
_CHUNK = 1 << 20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_NO_TABLE = re.compile(r"<[a-z!?/]|%pdf-|%!ps|\{\\rtf|gif8[79]a|#!|rar!", re.IGNORECASE)
"""How markup, PDF, PostScript, RTF, pictures, scripts and archives begin that may hold no other byte than text."""
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"MZ\x90", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")
_MARKS = (",", "\t", ";", "，")


@dataclass(frozen=True)
class Line:
    """A row of the file under its own number, as a spreadsheet counts: from 1, the heading included."""

    number: int
    cells: list[Cell]


def lines(path: Path) -> Iterator[Line]:
    """The rows of the file (of its first visible sheet) that are not empty.

    Raises:
        UnreadableError: broken, too large, or neither XLSX nor CSV.
    """
    with path.open("rb") as file:
        kind = sniff(file.read(4096))
    found = 0
    for number, cells in xlsx_reading.rows(path) if kind == "xlsx" else _csv_rows(path):
        cleaned = [_cleaned(cell) for cell in cells]
        if not any(cell not in {None, ""} for cell in cleaned):
            continue
        if len(cleaned) > MAX_COLUMNS:
            raise UnreadableError(_("第 %(line)d 行超过 %(most)d 列。") % {"line": number, "most": MAX_COLUMNS})
        found += 1
        if found > MAX_ROWS + HEADING_LINES:
            raise UnreadableError(_("一个文件最多 %d 行，请分成几个文件。") % MAX_ROWS)
        yield Line(number, cleaned)


def sniff(head: bytes) -> str:
    """`xlsx` or `csv` by the first bytes. Raises `UnreadableError` for what begins like anything else."""
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(_("这是旧格式的 .xls 文件，请在表格软件中另存为 .xlsx 后再上传。"))
    if not head.strip():
        raise UnreadableError(_("文件是空的。"))
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if head.startswith(_MAGIC) or (b"\x00" in head and not wide):
        raise UnreadableError(_("只能上传 XLSX 或 CSV 文件。"))
    return "csv"


def _cleaned(cell: Cell) -> Cell:
    """A text without control characters and blanks around it."""
    return _CONTROL.sub("", cell[: MAX_CELL + 1]).strip() if isinstance(cell, str) else cell


def _csv_rows(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    with path.open(encoding=_encoding(path), newline="") as file:
        start = "".join(file.readline(_CHUNK) for _line in range(HEADING_LINES))
        if _NO_TABLE.match(start.lstrip("\ufeff \t\r\n")):
            raise UnreadableError(_("只能上传 XLSX 或 CSV 文件。"))
        file.seek(0)
        csv.field_size_limit(_CHUNK)
        reader = csv.reader(file, delimiter=_delimiter(start))
        line = 1
        try:
            for row in reader:
                yield line, list(row)
                line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableError(_("CSV 第 %d 行格式不对：可能缺少引号，或一格内容过长。") % line) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    names = ("utf-16",) if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8-sig", "gb18030")
    for name in names:
        if _fits(path, name):
            return name
    raise UnreadableError(_("认不出文件的文字编码，请另存为 UTF-8 或 GB18030 的 CSV，或者 XLSX。"))


def _fits(path: Path, encoding: str) -> bool:
    """Whether the whole file is text in that encoding. Raises `UnreadableError` for NUL, which no text holds."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if "\x00" in decoder.decode(chunk):
                    raise UnreadableError(_("只能上传 XLSX 或 CSV 文件。"))
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(start: str) -> str:
    """The mark that splits the first lines into most columns."""
    found: Sequence[str] = start.splitlines()
    return max(_MARKS, key=lambda mark: max((line.count(mark) for line in found), default=0))
