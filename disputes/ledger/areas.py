"""Finds the area a ledger names, by code or by names, within the importer's own scope."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Area

_SEPARATORS = re.compile(r"[\s/\\|>＞›»·,，、;；\-—_]+")
_SUFFIXES = (
    "居民委员会",
    "村民委员会",
    "社区居委会",
    "居委会",
    "村委会",
    "街道办事处",
    "街道办",
    "办事处",
    "街道",
    "社区",
    "镇",
    "村",
    "区",
    "县",
    "市",
)
_SHOWN = 3


class AreaBook:
    """The areas under some codes, findable by what people write."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        """`prefixes` are area codes; the areas above them lend their names to paths but are not found themselves."""
        self.prefixes = tuple(prefixes)
        self.paths: dict[str, str] = {}
        self._found: dict[str, set[str]] = defaultdict(set)
        inside = reduce(or_, (Q(code__startswith=prefix) for prefix in prefixes), Q(pk__in=()))
        above = {prefix[:length] for prefix in prefixes for length in (4, 6, 9, 12) if length < len(prefix)}
        rows = Area.objects.filter(inside | Q(code__in=above), valid_to__isnull=True).order_by("code")
        names: dict[str, tuple[str, str | None]] = {}
        for code, name, parent, path in rows.values_list("code", "name", "parent_id", "path_name"):
            names[code] = (name, parent)
            if code not in above:
                self.paths[code] = path
                for written in _ways_to_write(code, names):
                    self._found[written].add(code)

    def find(self, text: str) -> str:
        """The code of the area that is meant. Raises `ValueError` with the reason in Chinese."""
        digits = text.removesuffix(".0")
        if re.fullmatch(r"[0-9]{4,16}", digits):
            return self._by_code(digits)
        codes = self._found.get(_joined(text), set())
        if not codes:
            raise ValueError(_("在您负责的区划内找不到“%s”") % text[:40])
        if len(codes) > 1:
            choices = "、".join(self.paths[code] for code in sorted(codes)[:_SHOWN])
            raise ValueError(
                _("“%(name)s”有 %(count)s 处，请写明上级，例如：%(choices)s") % {"name": text[:40], "count": len(codes), "choices": choices}
            )
        return next(iter(codes))

    def _by_code(self, digits: str) -> str:
        for length in (len(digits), 12, 9, 6, 4):
            code = digits[:length]
            if code in self.paths and set(digits[length:]) <= {"0"}:
                return code
        if any(digits.startswith(prefix) for prefix in self.prefixes):
            raise ValueError(_("没有代码为 %s 的区划") % digits)
        raise ValueError(_("区划 %s 不在您负责的范围内") % digits)


def _joined(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def _ways_to_write(code: str, names: dict[str, tuple[str, str | None]]) -> set[str]:
    """Its own name alone, and behind the names of those above it, each in full or short."""
    ways: set[str] = set()
    behind = {""}
    current: str | None = code
    while current is not None and current in names:
        name, parent = names[current]
        behind = {_joined(way) + rest for way in _spellings(name) for rest in behind}
        ways |= behind
        current = parent
    return ways


def _spellings(name: str) -> set[str]:
    """As written; without the suffix of a committee; and, where two characters are left, without the kind of area."""
    found = {name, name.removesuffix("民委员会").removesuffix("委会").removesuffix("居")}
    bare = next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)
    bare = bare.removesuffix("社区") if name.endswith("居委会") else bare
    if len(bare) > 1:
        found.add(bare)
    if name.endswith("街道"):
        found |= {f"{name}办", f"{name}办事处"}
    return found
