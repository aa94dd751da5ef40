"""Keeps `Case.search`: the tokens of title, number and names, and of who may see the case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from cases.models import Case, CaseOfficer, Party
from cases.search import scope_tokens, tokens

_UPDATE = """
UPDATE cases_case SET search = array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(fresh.words::jsonb)))
FROM unnest(%s::bigint[], %s::text[]) AS fresh (id, words)
WHERE cases_case.id = fresh.id
"""


def refresh_search(case_ids: Iterable[int]) -> None:
    """Make the search column of these cases anew, in one statement a thousand."""
    ids = sorted(set(case_ids))
    for start in range(0, len(ids), 1000):
        _write(list(_rows(ids[start : start + 1000])))


def search_tokens(*, number: str, title: str, place: str, names: Iterable[str], area: str, organisation: int, officers: Iterable[int]) -> list[str]:
    """The tokens of one case: words to find it by, then area (`a9:…`), organisation (`o:…`) and officers (`u:…`)."""
    found = tokens([number, title, place, *names]) | scope_tokens(area) | {f"o:{organisation}"} | {f"u:{user}" for user in officers}
    return sorted(found)


def _rows(ids: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    names: dict[int, list[str]] = {pk: [] for pk in ids}
    officers: dict[int, list[int]] = {pk: [] for pk in ids}
    for case_id, name in Party.objects.filter(case_id__in=ids).values_list("case_id", "name"):
        names[case_id].append(name)
    for case_id, user in CaseOfficer.objects.filter(case_id__in=ids, until__isnull=True).values_list("case_id", "user_id"):
        officers[case_id].append(user)
    columns = Case.objects.get_queryset().filter(pk__in=ids).values_list("pk", "number", "title", "place", "area_id", "organisation_id")
    for pk, number, title, place, area, organisation in columns:
        yield (
            pk,
            search_tokens(number=number, title=title, place=place, names=names[pk], area=area, organisation=organisation, officers=officers[pk]),
        )


def _write(rows: Sequence[tuple[int, list[str]]]) -> None:
    """One statement, and no `executemany`: the row history that wraps every cursor of a request cannot carry that."""
    ids, words = [pk for pk, _words in rows], [json.dumps(words) for _pk, words in rows]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [ids, words])
