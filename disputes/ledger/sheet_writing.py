"""Writes a table as XLSX or CSV, as a stream of bytes; memory does not grow with the rows.

In a workbook every text is stored as text, in a column formatted as text, so nothing in it is ever a formula. A CSV file has no types: there a
cell that a spreadsheet would run gets an apostrophe before it, which the import takes off again.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
_BATCH = 500
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RUNS = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
"""What a spreadsheet may take for a formula, full-width signs included."""
_MOST = 32_767
"""Letters in a cell of a workbook (ECMA-376, Excel)."""

Value = str | int | Decimal
Table = Iterable[Sequence[Value]]

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_PARTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>'
)


def as_xlsx(title: str, headings: Sequence[str], rows: Table, widths: Sequence[int] = ()) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet, its heading bold and fixed."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:  # type: ignore[call-overload]
        for part, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _PACKAGE),
            ("xl/workbook.xml", _workbook(title)),
            ("xl/_rels/workbook.xml.rels", _PARTS),
            ("xl/styles.xml", _STYLES),
        ):
            package.writestr(_part(part), text)
        with package.open(_part("xl/worksheets/sheet1.xml"), "w") as sheet:
            for piece in _sheet(headings, rows, widths):
                sheet.write(piece.encode())
                yield sink.take()
    yield sink.take()


def as_csv(headings: Sequence[str], rows: Table) -> Iterator[bytes]:
    """The bytes of a CSV file in UTF-8 with a byte order mark, which spreadsheets need to read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(headings)
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
        if number % _BATCH == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def harmless(text: str) -> str:
    """A text that no spreadsheet runs when it opens a CSV file."""
    return f"'{text}" if _RUNS.match(text) else text


def _part(name: str) -> zipfile.ZipInfo:
    """A part without a date, so that the same rows give the same file."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _workbook(title: str) -> str:
    name = re.sub(r"[\[\]:*?/\\]", " ", _NOT_XML.sub("", title))[:31] or "1"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<sheets><sheet name="{_escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(headings: Sequence[str], rows: Table, widths: Sequence[int]) -> Iterator[str]:
    letters = [_letters(position) for position in range(len(headings))]
    columns = "".join(f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>' for i, width in enumerate(widths, 1))
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        + (f"<cols>{columns}</cols>" if columns else "")
        + "<sheetData>"
        + _row(1, letters, headings, 2)
    )
    batch: list[str] = []
    for number, row in enumerate(rows, 2):
        batch.append(_row(number, letters, row, 1))
        if len(batch) == _BATCH:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch) + "</sheetData></worksheet>"


def _row(number: int, letters: Sequence[str], values: Sequence[Value], style: int) -> str:
    cells = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(value)}</t></is></c>'
        if isinstance(value, str)
        else f'<c r="{letter}{number}"><v>{value}</v></c>'
        for letter, value in zip(letters, values, strict=True)
        if value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _escaped(text: str) -> str:
    text = _NOT_XML.sub("", text[:_MOST])
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _letters(position: int) -> str:
    position += 1
    found = ""
    while position:
        position, rest = divmod(position - 1, 26)
        found = chr(65 + rest) + found
    return found


class _Sink:
    """Takes what the package writes and hands it on; it cannot be rewound, so sizes follow the data."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep a piece."""
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """All pieces since the last time."""
        found = b"".join(self._pieces)
        self._pieces.clear()
        return found
