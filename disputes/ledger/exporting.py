"""The filtered list as a ledger: the rows a page would show, under the headings the import knows, with masked names."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.language import on_record
from accounts.policies import Reach, reach_of
from cases.daycount import local_day
from cases.errors import NotGranted, Refused
from cases.masking import mask_name
from cases.models import Channel, Colour, Party, PartyKind, PartyRole
from cases.veil import Veil, names_of
from cases.visibility import handed_to, in_area
from disputes.filters import DisputeFilter
from disputes.ledger.columns import EXPORTED, Column
from disputes.ledger.sheet_writing import Value
from disputes.models import Agreement, AgreementForm, AgreementItem, Assignment, LedgerExport, MediationKind, Scale
from disputes.models.dispute import Difficulty
from disputes.states import Outcome, State

GRANT = "disputes.export"
MAX_ROWS = 200_000
BATCH = 1000
"""Rows whose parties and agreements are fetched together."""

_FIELDS = [
    "pk",
    "number",
    "title",
    "occurred_on",
    "received_at",
    "area_id",
    "area__path_name",
    "place",
    "category_id",
    "category__name",
    "channel",
    "people_count",
    "colour",
    "summary",
    "outcome",
    "concluded_at",
    "state",
    "organisation__name",
    "due_at",
    *(
        f"dispute__{name}"
        for name in (
            "moj_type__name",
            "amount",
            "scale",
            "difficulty",
            "mediation_kind",
            "committee__organisation__name",
            "resolution",
            "file_number",
        )
    ),
]
Row = dict[str, Any]


def exportable(filters: DisputeFilter) -> QuerySet[Any]:
    """The rows of a list that its reader may take out, newest first.

    Raises:
        NotGranted: the roles grant no export.
        BadFilter: a filter has a bad value.
    """
    reaches = [(posting, reach_of(frozenset({posting.role}), GRANT)) for posting in filters.actor.postings]
    ways = [in_area(posting.area_id) for posting, reach in reaches if reach is Reach.AREA]
    organisations = [posting.organisation_id for posting, reach in reaches if reach is not None]
    if not organisations:
        raise NotGranted(_("导出"))
    ways += [Q(organisation_id__in=organisations), handed_to(filters.actor.user.pk)]
    return filters.qs.filter(reduce(or_, ways)).order_by("-received_at", "-pk")


def take_out(filters: DisputeFilter, *, by: Actor, at: dt.datetime, query: str, file_format: str) -> tuple[LedgerExport, Iterator[list[Value]]]:
    """Write down that a list is taken out, and give its rows, read as they are consumed.

    Raises:
        NotGranted: the roles grant no export.
        BadFilter: a filter has a bad value.
        Refused: there are more rows than one file takes.
    """
    cases = exportable(filters)
    count = cases.order_by()[: MAX_ROWS + 1].count()
    if count > MAX_ROWS:
        raise Refused(_("超过 %d 条，请缩小筛选范围后再导出。") % MAX_ROWS)
    record = LedgerExport.objects.create(
        by=by.user, posting=by.main_posting, at=at, query=query[:2000], file_format=file_format, rows=count, address=by.address or None
    )
    return record, _rows(cases)


@on_record()
def headings(columns: Sequence[Column] = EXPORTED) -> list[str]:
    """The first line of a file: in Chinese for every reader, as other systems and our own import know it."""
    return [str(column.heading) for column in columns]


def _rows(cases: QuerySet[Any]) -> Iterator[list[Value]]:
    found = cases.values_list(*_FIELDS).iterator(chunk_size=BATCH)
    while batch := [dict(zip(_FIELDS, values, strict=True)) for values in islice(found, BATCH)]:
        keys = [row["pk"] for row in batch]
        beside = _Beside(keys)
        yield from ([values[column.code] for column in EXPORTED] for values in (_values(row, beside) for row in batch))


class _Beside:
    """What stands in other tables about a batch of cases, in one statement each."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.names: dict[tuple[int, bool], list[str]] = defaultdict(list)
        persons: dict[int, list[str]] = defaultdict(list)
        parties = Party.objects.filter(case_id__in=keys).order_by("case_id", "id").values_list("case_id", "role", "kind", "name", "representative")
        for case, role, kind, name, representative in parties:
            self.names[case, role == PartyRole.APPLICANT].append(mask_name(name, organisation=kind == PartyKind.ORGANISATION))
            persons[case] += names_of(name, kind, representative)
        self.veils: dict[int, Veil] = defaultdict(Veil, {case: Veil(tuple(names)) for case, names in persons.items()})
        leading = Assignment.objects.filter(dispute_id__in=keys, lead=True, until__isnull=True)
        self.mediators: dict[int, str] = dict(leading.values_list("dispute_id", "mediator__name"))
        agreements = Agreement.objects.filter(dispute_id__in=keys, superseded_at__isnull=True)
        self.agreements = {row[0]: row[1:] for row in agreements.values_list("dispute_id", "form", "number")}
        items = AgreementItem.objects.filter(agreement__dispute_id__in=keys, agreement__superseded_at__isnull=True)
        summed = items.values("agreement__dispute_id").annotate(
            due=Max("due_on"), done=Max("performed_on"), left=Count("pk", filter=Q(performed_on=None))
        )
        self.performance: dict[int, Row] = {row["agreement__dispute_id"]: dict(row) for row in summed}


def _values(row: Row, beside: _Beside) -> dict[str, Value]:
    """The cells of one case by column."""
    key = row["pk"]
    veil = beside.veils[key]
    form, number = beside.agreements.get(key, ("", ""))
    return {
        "number": row["number"],
        "title": veil.over(row["title"]),
        "occurred_on": row["occurred_on"].isoformat(),
        "received_on": _day(row["received_at"]),
        "area": row["area__path_name"].replace(" ", "/"),
        "place": veil.over(row["place"]),
        "category": f"{row['category_id']}{row['category__name']}",
        "moj_type": row["dispute__moj_type__name"],
        "channel": _CHANNELS[row["channel"]],
        "applicants": "、".join(beside.names[key, True]),
        "respondents": "、".join(beside.names[key, False]),
        "people_count": row["people_count"],
        "amount": "" if row["dispute__amount"] is None else row["dispute__amount"],
        "colour": _COLOURS[row["colour"]],
        "scale": _SCALES[row["dispute__scale"]],
        "difficulty": _DIFFICULTIES[row["dispute__difficulty"]],
        "mediation_kind": _KINDS[row["dispute__mediation_kind"]],
        "summary": veil.over(row["summary"]),
        "committee": row["dispute__committee__organisation__name"] or "",
        "mediator": beside.mediators.get(key, ""),
        "result": _OUTCOMES.get(row["outcome"], ""),
        "concluded_on": _day(row["concluded_at"]),
        "agreement_form": _FORMS.get(form, ""),
        "agreement_number": number,
        "resolution": veil.over(row["dispute__resolution"] or ""),
        "file_number": row["dispute__file_number"],
        "state": _STATES[row["state"]],
        "organisation": row["organisation__name"],
        "due_on": "" if row["due_at"] is None else _day(row["due_at"] - dt.timedelta(microseconds=1)),
        **_performed(beside.performance.get(key)),
    }


@on_record()
def _performed(items: dict[str, Any] | None) -> dict[str, Value]:
    """Whether every item of the agreement is performed, and when the last was or is due."""
    if items is None:
        return {"performed": "", "performance_due": "", "performed_on": ""}
    done = not items["left"]
    return {
        "performed": _("是") if done else _("否"),
        "performance_due": items["due"].isoformat(),
        "performed_on": items["done"].isoformat() if done and items["done"] else "",
    }


def _day(at: dt.datetime | None) -> str:
    return "" if at is None else local_day(at).isoformat()


def _words(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {value: str(label) for value, label in choices}


_CHANNELS = _words(Channel.choices)
_COLOURS = _words(Colour.choices)
_SCALES = _words(Scale.choices)
_DIFFICULTIES = _words(Difficulty.choices)
_KINDS = _words(MediationKind.choices)
_OUTCOMES = _words(Outcome.choices)
_FORMS = _words(AgreementForm.choices)
_STATES = _words((state.value, state.label) for state in State)
