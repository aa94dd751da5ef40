"""Searching the stored `search` column: a query of words, asked within what an actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast

from cases.models import Party
from cases.search import query_lexemes, recheck_patterns, to_tsquery
from cases.visibility import Part

_SEARCHED = ("title", "number", "place")


class Matches(Func):
    """`search @@ query`, which the GIN index serves. The query is a finished `tsquery`, not a text to be parsed."""

    output_field = BooleanField()
    template = "(%(expressions)s)"
    arg_joiner = " @@ "

    def __init__(self, query: str) -> None:
        super().__init__(F("search"), Cast(Value(query), SearchQueryField()))


class _Folded(Func):
    """A text in the form in which queries are compared: NFKC, small letters."""

    function = "NORMALIZE"
    template = "LOWER(%(function)s(%(expressions)s, NFKC))"
    output_field = TextField()


def can_search(text: str) -> bool:
    """Whether there is anything in the text that can be searched for."""
    return bool(query_lexemes(text))


def searched_parts(parts: Sequence[Part], text: str) -> list[Q]:
    """The parts of what an actor may see, each narrowed to the cases that hold the words of the query.

    A part with a token asks for it in the same index scan. Raises `ValueError` where nothing can be searched for (`can_search`).
    """
    recheck = _recheck(text)
    return [part.searched & Q(Matches(_query(text, part.token))) & recheck for part in parts]


def _query(text: str, token: str) -> str:
    lexemes = query_lexemes(text)
    if not lexemes:
        raise ValueError("nothing to search for")
    return to_tsquery(lexemes, [token] if token else [])


def _recheck(text: str) -> Q:
    """Each word of more than one piece stands as typed in the title, the number, the place or a party's name."""
    found = Q()
    for pattern in recheck_patterns(text):
        named = Party.objects.annotate(_name=_Folded(F("name"))).filter(_Like(F("_name"), pattern), case_id=OuterRef("pk"))
        words = [Q(_Like(_Folded(F(column)), pattern)) for column in _SEARCHED]  # the likeliest first: the others are then not computed
        found &= reduce(or_, [*words, Q(Exists(named))])
    return found


class _Like(Func):
    """`text LIKE pattern` with a pattern that is given whole."""

    output_field = BooleanField()
    template = "(%(expressions)s)"
    arg_joiner = " LIKE "

    def __init__(self, text: Any, pattern: str) -> None:
        super().__init__(text, Value(pattern))
