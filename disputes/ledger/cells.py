"""From what stands in a cell to a value: dates, amounts, names, numbers. Errors are `ValueError` with the reason in Chinese."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.daycount import SHANGHAI
from disputes.ledger.limits import Cell, NoResult
from disputes.ledger.words import plain

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2})[:时](\d{1,2}).*)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FIRST_YEAR = 1949
_SERIAL = range(18_000, 80_000)
"""Days since 1899-12-30 in a cell that is not formatted as a date: 1949 to 2118."""
_NAMES = re.compile(r"[、,，;；/\n]+")
_MOST_NAMES = 60
_MOST_MONEY = Decimal(10) ** 12
_GUARDED = re.compile(r"'\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""A text behind the apostrophe that our own CSV export puts before what a spreadsheet would run."""
_EXACT = 1e15
"""Whole numbers up to here stand exactly in a cell."""
_FORMULA = re.compile(r"^=.*|^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)$")


def as_text(cell: Cell) -> str:
    """A cell as the text somebody would have typed; empty for a formula without a result."""
    if isinstance(cell, str):
        return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
    if cell is None or isinstance(cell, NoResult):
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == dt.time() else f"{cell:%Y-%m-%d %H:%M}"
    return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)


def moment(text: str) -> dt.datetime:
    """A day, with its hour where one stands there, in Asia/Shanghai; without one the day's first moment."""
    text = unicodedata.normalize("NFKC", text).strip()
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    found = None
    if match:
        year, month, day, hour, minute = (int(part or 0) for part in (*match.groups(), 0, 0)[:5])
        with suppress(ValueError):
            found = dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
    elif text.isdecimal() and int(text[:6]) in _SERIAL:
        found = dt.datetime(1899, 12, 30, tzinfo=SHANGHAI) + dt.timedelta(days=int(text))
    if found is None:
        raise ValueError(_("“%s”不是日期，应写作 2024-01-05") % text[:30])
    if found.year < _FIRST_YEAR:
        raise ValueError(_("“%s”年份过早") % text[:30])
    return found


def money(text: str) -> Decimal:
    """Yuan; `1,200.50`, `1200元` and `1.2万元` are understood."""
    plain_text = re.sub(r"[\s,，￥¥元整]", "", unicodedata.normalize("NFKC", text))
    factor = Decimal(10_000) if plain_text.endswith("万") else Decimal(1)
    try:
        found = (Decimal(plain_text.removesuffix("万")) * factor).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValueError(_("“%s”不是金额，应为数字，单位元") % text[:30]) from None
    if found < 0:
        raise ValueError(_("金额不能小于零"))
    if found >= _MOST_MONEY:
        raise ValueError(_("金额过大"))
    return found


def count(text: str) -> int:
    """A number of people."""
    digits = re.sub(r"[\s人名,，]", "", unicodedata.normalize("NFKC", text)).removesuffix(".0")
    if not digits.isdecimal() or not 0 < int(digits[:9]) < 1_000_000 or len(digits) > 6:
        raise ValueError(_("“%s”不是人数，应为大于零的整数") % text[:30])
    return int(digits)


def names(text: str) -> list[str]:
    """Names separated by 、 and the like, in order, each once."""
    found = list(dict.fromkeys(part.strip() for part in _NAMES.split(text) if part.strip()))
    if len(found) > _MOST_NAMES:
        raise ValueError(_("最多 %d 人") % _MOST_NAMES)
    for name in found:
        if len(name) > 80:
            raise ValueError(_("姓名“%s…”超过 80 字") % name[:12])
        if _FORMULA.match(name):
            raise ValueError(_("“%s”不像姓名") % name[:12])
    return found


def listed(text: str) -> list[str]:
    """Parts separated by 、 and the like; an empty one keeps its place."""
    return [part.strip() for part in _NAMES.split(text)] if text else []


def word(text: str, table: Mapping[str, str], allowed: str | Promise) -> str:
    """What a word means by a table of `disputes.ledger.words`. `allowed` names some that are understood."""
    found = table.get(plain(text))
    if found is None:
        raise ValueError(_("“%(text)s”认不出，可填：%(allowed)s") % {"text": text[:20], "allowed": allowed})
    return found


def short(text: str, most: int) -> str:
    """A text of at most so many letters, and no result of a broken formula."""
    if len(text) > most:
        raise ValueError(_("最多 %(most)d 字，现有 %(count)d 字") % {"most": most, "count": len(text)})
    if _FORMULA.match(text) and text.startswith("#"):
        raise ValueError(_("公式结果有错：%s") % text)
    return text
