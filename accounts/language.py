"""Two languages: people read the one they chose, the record is kept in Chinese.

What an act writes (timeline, administration log, reasons) is in the language of the law and of the file, whoever acted; what an act
refuses is told in the language of the person who tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol, runtime_checkable

import polib
from django.conf import settings
from django.utils.translation import get_language, gettext, override, to_locale

_PLACE = re.compile(r"%\((\w+)\)([sd])")
_SHORTEST = 4
"""Characters of its own that a sentence needs to be known again by them."""


@runtime_checkable
class Told(Protocol):
    """An error whose sentences can be told in another language."""

    def retell(self, tell: Callable[[str], str]) -> None:
        """Replace every sentence by what `tell` makes of it."""


@contextmanager
def on_record() -> Iterator[None]:
    """Inside, as a block or a decorator, everything is written in Chinese; an error that leaves it is told in the reader's language."""
    reader = get_language()
    try:
        with override(settings.LANGUAGE_CODE):
            yield
    except Exception as error:
        if isinstance(error, Told) and reader not in (None, settings.LANGUAGE_CODE):
            error.retell(retold)
        raise


def retold(text: str) -> str:
    """A Chinese sentence of ours in the active language; a sentence that is not from the catalogue stays as it is."""
    if not text or (told := gettext(text)) != text:
        return text and told
    for pattern, msgid in _sentences(get_language() or settings.LANGUAGE_CODE):
        if found := pattern.fullmatch(text):
            numbers = {name for name, kind in _PLACE.findall(msgid) if kind == "d"}
            return gettext(msgid) % {name: int(value) if name in numbers else _words(value) for name, value in found.groupdict().items()}
    return text


def _words(value: str) -> str:
    """Labels inside a sentence, one or several; what a person typed is no label and stays."""
    parts = value.split("、")
    told = [gettext(part) if part else part for part in parts]
    return value if told == parts else ", ".join(told)


@lru_cache(maxsize=4)
def _sentences(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Every sentence with places to fill, as a pattern of what it looks like when filled; those with most words of their own first."""
    catalogues = [Path(folder) / to_locale(language) / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS]
    known = {entry.msgid for path in catalogues if path.exists() for entry in polib.mofile(str(path)) if _PLACE.search(entry.msgid)}
    sized = sorted(((len(_PLACE.sub("", msgid)), msgid) for msgid in known), reverse=True)
    return tuple((_pattern(msgid), msgid) for size, msgid in sized if size >= _SHORTEST)


def _pattern(msgid: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts: list[str] = []
    end = 0
    for place in _PLACE.finditer(msgid):
        name, kind = place.groups()
        parts.append(re.escape(msgid[end : place.start()].replace("%%", "%")))
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{'-?[0-9]+' if kind == 'd' else '.*?'})")
        seen.add(name)
        end = place.end()
    return re.compile("".join(parts) + re.escape(msgid[end:].replace("%%", "%")), re.DOTALL)
