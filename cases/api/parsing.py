"""Reading a JSON body: whatever is sent, the answer is the data or an error that says what is wrong, never a fault of the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from cases.api.problems import Problem


class StrictJSONParser(BaseParser):
    """An object in UTF-8; no member twice, no NaN, no characters that a database cannot keep."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The object. Raises `ParseError`, and `Problem` 413 for a body that is too large."""
        del media_type, parser_context
        longest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        raw = stream.read(longest + 1)
        if len(raw) > longest:
            raise Problem(413, "too_large", _("内容过大。"))
        try:
            data = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant)
        except RecursionError as error:
            raise ParseError(_("JSON 嵌套过深。")) from error
        except ValueError as error:
            raise ParseError(_("不是有效的 UTF-8 JSON。")) from error
        if not isinstance(data, dict):
            raise ParseError(_("JSON 的最外层应是一个对象。"))
        _check_texts(data)
        return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("同一字段出现了两次。"))
    return found


def _check_texts(data: dict[str, Any]) -> None:
    """Every text must be one that a database in UTF-8 can keep: no NUL, no half of a surrogate pair."""
    left: list[Any] = [data]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str) and ("\0" in value or (not value.isascii() and any(0xD800 <= ord(char) < 0xE000 for char in value))):
            raise ParseError(_("含有不能保存的字符。"))


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and infinity are no JSON")
