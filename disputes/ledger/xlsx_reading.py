"""Reads the first visible sheet of an XLSX workbook (ECMA-376) as a stream, in memory bounded by its strings.

Nothing in the file is trusted: parts are unpacked piece by piece against one budget whatever size they declare, a document type (and with it
every entity) is refused, formulas are never run: their stored result is read, and one without a result stands as such. Cells are kept by their
own position and never laid out densely, so a cell in the far corner costs nothing.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from disputes.ledger.limits import MAX_COLUMNS, MAX_PARTS, MAX_UNPACKED, Cell, NoResult, UnreadableError

_CHUNK = 1 << 16
_FIRST_DAY, _FIRST_DAY_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001  (a sheet knows no time zone)
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Number formats that show a date (18.8.30), those of East Asian editions included."""
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_LETTERS = re.compile(r"([A-Z]{1,3})[0-9]+")


def rows(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    """Number and cells of each row that has any, in the order of the file.

    Raises:
        UnreadableError: broken, protected, too large, or no workbook.
    """
    try:
        with zipfile.ZipFile(path) as package:
            yield from _Workbook(package).rows()
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, OSError, EOFError, KeyError, ValueError, IndexError) as error:
        raise UnreadableError(_("文件打不开：不是完好的 XLSX 工作簿，请在表格软件中重新保存后再上传。")) from error


class _Workbook:
    """One open workbook with its budget of bytes to unpack."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.left = MAX_UNPACKED
        parts = package.infolist()
        if len(parts) > MAX_PARTS:
            raise UnreadableError(_("文件展开后过大，请删去图片和多余的工作表后再上传。"))
        if any(part.flag_bits & 0x1 for part in parts):
            raise UnreadableError(_("文件有密码，请去掉密码后再上传。"))
        self.names = {part.filename for part in parts}
        if "xl/workbook.xml" not in self.names:
            raise UnreadableError(_("只能上传 XLSX 或 CSV 文件。"))

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """See `rows`."""
        sheet, from_1904 = self._first_sheet()
        strings = self._strings() if "xl/sharedStrings.xml" in self.names else []
        dates = self._date_styles() if "xl/styles.xml" in self.names else frozenset()
        reader = _Sheet(strings, dates, _FIRST_DAY_1904 if from_1904 else _FIRST_DAY)
        for _piece in self._parse(sheet, reader.start, reader.end, reader.text):
            yield from reader.take()

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with self.package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                self.left -= len(chunk)
                if self.left < 0:
                    raise UnreadableError(_("文件展开后过大，请删去图片和多余的工作表后再上传。"))
                parser.Parse(chunk, False)
                yield
        parser.Parse(b"", True)
        yield

    def _read(self, part: str, start: Callable[[str, dict[str, str]], None], **handlers: Any) -> None:
        for _piece in self._parse(part, start, **handlers):
            pass

    def _first_sheet(self) -> tuple[str, bool]:
        """The part of the first sheet that is not hidden, and whether days are counted from 1904."""
        sheets: list[dict[str, str]] = []
        properties: dict[str, str] = {}
        targets: dict[str, str] = {}

        def workbook(name: str, attributes: dict[str, str]) -> None:
            if _local(name) == "sheet":
                sheets.append({_local(key): value for key, value in attributes.items()})
            elif _local(name) == "workbookPr":
                properties.update(attributes)

        def relations(name: str, attributes: dict[str, str]) -> None:
            if _local(name) == "Relationship":
                targets[attributes["Id"]] = attributes["Target"]

        self._read("xl/workbook.xml", workbook)
        self._read("xl/_rels/workbook.xml.rels", relations)
        shown = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"] or sheets
        target = targets[shown[0]["id"]]
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        return part, properties.get("date1904") in {"1", "true"}

    def _strings(self) -> list[str]:
        """The shared strings; readings of characters (rPh) are no text."""
        found: list[str] = []
        pieces: list[str] = []
        inside = {"t": 0, "rPh": 0}

        def start(name: str, _attributes: dict[str, str]) -> None:
            if (local := _local(name)) in inside:
                inside[local] += 1

        def end(name: str) -> None:
            local = _local(name)
            if local in inside:
                inside[local] -= 1
            elif local == "si":
                found.append("".join(pieces))
                pieces.clear()

        def text(data: str) -> None:
            if inside["t"] and not inside["rPh"]:
                pieces.append(data)

        self._read("xl/sharedStrings.xml", start, end=end, text=text)
        return found

    def _date_styles(self) -> frozenset[int]:
        """Numbers of the cell styles that show a date."""
        formats: dict[int, str] = {}
        styles: list[int] = []
        inside: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            local = _local(name)
            if local == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif local == "xf" and inside[-1:] == ["cellXfs"]:
                styles.append(int(attributes.get("numFmtId", 0)))
            inside.append(local)

        self._read("xl/styles.xml", start, end=lambda _name: inside.pop())
        return frozenset(i for i, number in enumerate(styles) if number in _BUILT_IN_DATES or _shows_date(formats.get(number, "")))


class _Sheet:
    """Collects cells while the sheet's XML goes by."""

    def __init__(self, strings: list[str], dates: frozenset[int], first_day: dt.datetime) -> None:
        self.strings, self.dates, self.first_day = strings, dates, first_day
        self.ready: list[tuple[int, list[Cell]]] = []
        self.row: dict[int, Cell] = {}
        self.number = 0
        self.column = -1
        self.kind, self.style, self.reference = "n", 0, ""
        self.pieces: list[str] = []
        self.reading = self.formula = False

    def take(self) -> list[tuple[int, list[Cell]]]:
        """The rows that are complete by now."""
        done, self.ready = self.ready, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        local = _local(name)
        if local == "c":
            self._cell_starts(attributes)
        elif local in {"v", "t"}:
            self.reading = True
        elif local == "f":
            self.formula = True
        elif local == "row":
            self.number = int(attributes["r"]) if "r" in attributes else self.number + 1
            self.row, self.column = {}, -1
        elif local == "rPh":
            self.kind = "reading of characters"

    def _cell_starts(self, attributes: dict[str, str]) -> None:
        self.reference = attributes.get("r", "")
        match = _LETTERS.fullmatch(self.reference)
        self.column = _column_number(match[1]) if match else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self.pieces, self.formula = [], False

    def text(self, data: str) -> None:
        """Text inside an element."""
        if self.reading:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        """An element closes."""
        local = _local(name)
        if local in {"v", "t"}:
            self.reading = False
        elif local == "c":
            self._cell_ends()
        elif local == "row" and self.row:
            self.ready.append((self.number, [self.row.get(i) for i in range(max(self.row) + 1)]))

    def _cell_ends(self) -> None:
        raw = "".join(self.pieces)
        unknown = not raw and self.formula and self.kind != "str"
        if not raw and not unknown:
            return
        if self.column >= MAX_COLUMNS:
            raise UnreadableError(_("第 %(line)d 行超过 %(most)d 列。") % {"line": self.number, "most": MAX_COLUMNS})
        self.row[self.column] = NoResult(self.reference or str(self.number)) if unknown else self._value(raw)

    def _value(self, raw: str) -> Cell:
        if self.kind == "s":
            return self.strings[int(raw)]
        if self.kind == "b":
            return raw == "1"
        if self.kind != "n":
            return raw
        number = float(raw)
        if self.style not in self.dates:
            return number
        try:
            return self.first_day + dt.timedelta(seconds=round(number * 86_400))
        except OverflowError:
            return number


def _refuse_doctype(*_anything: object) -> None:
    raise UnreadableError(_("文件含有不允许的内容（DTD）。"))


def _local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _shows_date(code: str) -> bool:
    """Whether a number format shows a date: a year, or a day beside a month, outside quoted text."""
    bare = _QUOTED.sub("", code.split(";", maxsplit=1)[0]).lower()
    return "yy" in bare or ("m" in bare and "d" in bare)
