"""Reads and checks a file of areas (`code,name,level,parent_code`) before anything of it is loaded. All errors are collected, by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models.area import CODE_LENGTH, LEVEL_OF_LENGTH, Level

COLUMNS = ("code", "name", "level", "parent_code")
NAME_LENGTH = 60
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split()  # noqa: SIM905
)
"""First two digits of a code, by province (GB/T 2260)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class AreaRow:
    """A line of the file. `parent_code` is empty for a city."""

    line: int
    code: str
    name: str
    level: str
    parent_code: str


@dataclass(frozen=True)
class LineError:
    """What is wrong in a line (the first one is line 1)."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("第 %(line)d 行：%(reason)s") % {"line": self.line, "reason": self.reason}


class AreaFileError(Exception):
    """The file cannot be loaded; `errors` are all reasons, in the order of the lines."""

    def __init__(self, errors: list[LineError]) -> None:
        super().__init__("；".join(str(error) for error in errors))
        self.errors = errors


def read(content: bytes, *, known: Collection[str] = ()) -> list[AreaRow]:
    """The rows of a file, all of them right.

    Args:
        content: CSV in UTF-8 (with or without mark) or GB 18030, as spreadsheets write it.
        known: codes that are loaded already and may be named as parents.

    Raises:
        AreaFileError: anything is wrong, with every line and reason.
    """
    rows, errors = _parse(_decoded(content))
    errors += _check(rows, known)
    if not rows and not errors:
        errors.append(LineError(1, _("文件中没有区划。")))
    if errors:
        raise AreaFileError(sorted(errors, key=lambda error: error.line))
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AreaFileError([LineError(1, _("文件不是 UTF-8 或 GB 18030 编码的文本。"))])


def _parse(text: str) -> tuple[list[AreaRow], list[LineError]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[AreaRow] = []
    errors: list[LineError] = []
    try:
        order = _columns(next(reader, []))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(order):
                reason = _("应有 %(expected)d 列，实有 %(found)d 列。") % {"expected": len(order), "found": len(cells)}
                errors.append(LineError(reader.line_num, reason))
                continue
            values = dict(zip(order, (cell.strip() for cell in cells), strict=True))
            rows.append(AreaRow(reader.line_num, **values))
    except csv.Error as error:
        errors.append(LineError(reader.line_num, _("不是有效的 CSV：%(detail)s") % {"detail": error}))
    return rows, errors


def _columns(heading: list[str]) -> list[str]:
    """The order of the columns. Raises `AreaFileError` unless each is there once."""
    found = [cell.strip() for cell in heading]
    errors = [LineError(1, _("不认识的列“%(name)s”。") % {"name": name}) for name in found if name not in COLUMNS]
    errors += [LineError(1, _("缺少列“%(name)s”。") % {"name": name}) for name in COLUMNS if name not in found]
    errors += [LineError(1, _("列“%(name)s”出现多次。") % {"name": name}) for name in COLUMNS if found.count(name) > 1]
    if errors:
        raise AreaFileError(errors)
    return found


def _check(rows: list[AreaRow], known: Collection[str]) -> list[LineError]:
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.code, row.line)
    return [LineError(row.line, reason) for row in rows for reason in _reasons(row, first, known)]


def _reasons(row: AreaRow, first: Mapping[str, int], known: Collection[str]) -> Iterator[str]:
    """Why a row is wrong; nothing for a right one."""
    yield from _name_reasons(row.name)
    code_reasons = list(_code_reasons(row))
    yield from code_reasons
    if code_reasons:
        return
    if first[row.code] != row.line:
        yield _("代码 %(code)s 与第 %(line)d 行重复。") % {"code": row.code, "line": first[row.code]}
    yield from _parent_reasons(row, first, known)


def _name_reasons(name: str) -> Iterator[str]:
    if not name:
        yield _("名称为空。")
    elif len(name) > NAME_LENGTH:
        yield _("名称超过 %(length)d 个字。") % {"length": NAME_LENGTH}
    elif _CONTROL.search(name):
        yield _("名称中有不可见的控制字符。")


def _code_reasons(row: AreaRow) -> Iterator[str]:
    if row.level not in CODE_LENGTH:
        yield _("层级“%(level)s”不对，应为 %(levels)s 之一。") % {"level": row.level, "levels": "、".join(Level.values)}
        return
    expected = CODE_LENGTH[row.level]
    if not (row.code.isascii() and row.code.isdigit()):
        yield _("代码“%(code)s”应全为数字。") % {"code": row.code}
    elif len(row.code) != expected:
        facts = {"code": row.code, "found": len(row.code), "level": Level(row.level).label, "expected": expected}
        yield _("代码 %(code)s 有 %(found)d 位，%(level)s的代码应为 %(expected)d 位。") % facts
    elif row.code[:2] not in PROVINCES:
        yield _("代码 %(code)s 的前两位不是省级行政区代码。") % {"code": row.code}


def _parent_reasons(row: AreaRow, first: Mapping[str, int], known: Collection[str]) -> Iterator[str]:
    if row.level == Level.CITY:
        if row.parent_code:
            yield _("市没有上级，上级代码应为空。")
        return
    lengths = sorted(LEVEL_OF_LENGTH)
    above = lengths[lengths.index(len(row.code)) - 1]
    if not row.parent_code:
        yield _("缺少上级代码，应为 %(code)s。") % {"code": row.code[:above]}
    elif row.parent_code != row.code[:above]:
        facts = {"parent": row.parent_code, "code": row.code, "expected": row.code[:above]}
        yield _("上级代码 %(parent)s 与代码 %(code)s 不符，应为 %(expected)s。") % facts
    elif row.parent_code not in first and row.parent_code not in known:
        yield _("上级 %(code)s 既不在文件中，也没有载入过。") % {"code": row.parent_code}
