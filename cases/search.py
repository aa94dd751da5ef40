"""Search in Chinese over a stored `tsvector`: which lexemes a text gives, and which a query asks for. Pure functions.

A text is cut into runs: stretches of Chinese characters, and stretches of letters and digits. Each run gives its pieces, one beginning at
every character: two characters long in Chinese, three in letters and digits, shorter at the end of the run. So

* any part of a run that is at least that long is found by its pieces, the usual query of two Chinese characters by a single one;
* any shorter part begins some piece and is found by prefix (`三:*`), a single character too;
* the tail of digits of a case number is found like any other part, and no lexeme belongs to one case alone, which keeps the index small.

Pieces do not tell their order, so a query of more than one piece is rechecked with `LIKE` (`needs_recheck`, `like_pattern`). Tokens that say who
may see a case stand in the same column, so that one index answers both; they hold a colon, which no piece of a text does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

PREFIX: Final = ":*"
"""Ends a lexeme of a query that is matched by its beginning."""

SCOPE_LENGTHS: Final = (4, 6, 9, 12, 16)
"""Digits of an area code by level: city, county, township, village, grid cell."""

# Han, kana, and the private areas that older systems keep rare characters of names in. Ranges, because the Unicode tables of the running
# Python may not know the latest blocks.
_CHINESE: Final = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff\U000f0000-\U0010ffff"
_RUN: Final = re.compile(f"(?P<chinese>[{_CHINESE}]+)|(?P<other>[^\\W_{_CHINESE}]+)")
_WORD: Final = re.compile(f"(?:[{_CHINESE}]|[^\\W_])+")
_CHINESE_SIZE: Final = 2
_OTHER_SIZE: Final = 3


class _Run(NamedTuple):
    """An unbroken stretch of one kind of character, and the length of its pieces."""

    text: str
    size: int

    @property
    def is_one_piece(self) -> bool:
        """Whether one lexeme says all there is."""
        return len(self.text) <= self.size


def normalise(text: str) -> str:
    """Half-width, in compatibility form, in small letters: what texts and queries are compared in. Applying it twice changes nothing."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def tokens(texts: Iterable[str]) -> set[str]:
    """The distinct lexemes of these texts, for `array_to_tsvector`."""
    return {run.text[start : start + run.size] for text in texts for run in _runs(text) for start in range(len(run.text))}


def scope_tokens(area_code: str) -> set[str]:
    """One token for the area and each area it lies in: `a4:6110 a6:611022 a9:… a12:… a16:…`. Raises `ValueError` for no area code."""
    if len(area_code) not in SCOPE_LENGTHS or not (area_code.isascii() and area_code.isdigit()):
        raise ValueError(f"not an area code: {area_code!r}")
    return {area_token(area_code[:length]) for length in SCOPE_LENGTHS if length <= len(area_code)}


def area_token(prefix: str) -> str:
    """The token that every case in the subtree of an area code has."""
    return f"a{len(prefix)}:{prefix}"


def organisation_token(pk: int) -> str:
    """The token of an organisation's cases."""
    return f"o:{pk}"


def officer_token(pk: int) -> str:
    """The token of the cases handed to a user."""
    return f"u:{pk}"


def query_lexemes(text: str) -> list[str]:
    """What a case must have to answer the query: each a lexeme, or the beginning of one if it ends in `PREFIX`.

    Empty if the query has neither a letter nor a digit nor a Chinese character; then nothing can be searched for.
    """
    found = (lexeme for run in _runs(text) for lexeme in _asked(run))
    return list(dict.fromkeys(found))


def to_tsquery(lexemes: Iterable[str], scopes: Iterable[str] = ()) -> str:
    """The text of a `tsquery` that asks for all the lexemes and, if scopes are given, for one of them. Pass it as `%s::tsquery`.

    Every lexeme is quoted, so that no character in it is read as an operator. Empty if nothing is asked for: do not search then.
    """
    parts = [_quoted(lexeme) for lexeme in lexemes]
    alternatives = [_quoted(scope) for scope in scopes]
    if alternatives:
        parts.append(f"({' | '.join(alternatives)})")
    return " & ".join(parts)


def needs_recheck(text: str) -> bool:
    """Whether the lexemes alone can find a case that does not hold the query: if it has more than one piece in any of its words."""
    return bool(recheck_patterns(text))


def recheck_patterns(text: str) -> list[str]:
    """A `LIKE` pattern for each word of the query that needs one. Words are parted by spaces and may stand anywhere, in any order."""
    words = dict.fromkeys(normalise(text).split())
    return [like_pattern(word) for word in words if not _is_one_piece(word)]


def like_pattern(text: str) -> str:
    """The `LIKE` pattern for a text that holds this one; compare it with `lower(normalize(…, NFKC))` of what was tokenised.

    What is neither letter nor digit nor Chinese character matches anything or nothing, so that 〔2026〕12号 is found whatever its brackets are.
    So `%`, `_` and a backslash typed by a user never reach the pattern.
    """
    return f"%{'%'.join(_WORD.findall(normalise(text)))}%"


def _runs(text: str) -> Iterator[_Run]:
    for match in _RUN.finditer(normalise(text)):
        yield _Run(match.group(), _CHINESE_SIZE if match["chinese"] else _OTHER_SIZE)


def _asked(run: _Run) -> list[str]:
    if len(run.text) < run.size:
        return [run.text + PREFIX]
    return [run.text[start : start + run.size] for start in range(len(run.text) - run.size + 1)]


def _is_one_piece(word: str) -> bool:
    runs = list(_runs(word))
    return not runs or (len(runs) == 1 and runs[0].is_one_piece)


def _quoted(lexeme: str) -> str:
    """A lexeme as a quoted operand of a tsquery, with its prefix mark outside the quotes."""
    word = lexeme.removesuffix(PREFIX) or lexeme
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'{PREFIX if word != lexeme else ''}"
