"""Which warnings somebody sees, with which cases, and how often they were false alarms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from accounts.actor import Actor
from cases.daycount import SHANGHAI
from cases.models import Case
from cases.visibility import in_area
from reports.models.warning import EarlyWarning, WarningCase, WarningKind, WarningState

PAGE: Final = 15
CASES_SHOWN: Final = 6
CASES_PASSED: Final = 200
"""As many as an act on many cases takes."""
LOOK_BACK: Final = 365
_OF_AREA: Final = (WarningKind.COUNT, WarningKind.FIELD)
_WAITING: Final = (WarningState.OPEN, WarningState.WATCHED)


def visible_warnings(actor: Actor) -> QuerySet[EarlyWarning]:
    """The warnings that the actor may see.

    Counts and key fields: those of areas that he looks after. Repeated parties: where he may see two of the cases at least, for one alone tells
    nothing but that there are others. Failed mediation: where he may see the case.
    """
    if not actor.scope.sees_cases:
        return EarlyWarning.objects.none()
    seen = WarningCase.objects.filter(warning=OuterRef("pk")).filter(Exists(_seen(actor, OuterRef("case_id"))))
    count = Subquery(seen.order_by().values("warning").annotate(n=Count("pk")).values("n"))
    found = EarlyWarning.objects.annotate(seen=Coalesce(count, 0))
    areas = Q(pk__in=())
    for prefix in actor.scope.area_prefixes:
        areas |= Q(area__code__startswith=prefix)
    return found.filter(Q(areas, kind__in=_OF_AREA) | Q(kind=WarningKind.REPEAT, seen__gte=2) | Q(kind=WarningKind.FAILED, seen__gte=1))


def chosen(rows: QuerySet[EarlyWarning], *, kind: str, area: str, state: str, today: dt.date) -> QuerySet[EarlyWarning]:
    """Narrowed as the list is asked to: `state` is a state, `all` that hold now, `past`, or empty for what waits to be dealt with."""
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(area__code__startswith=area) if area else rows
    now = Q(shown_until__gte=today) | Q(state=WarningState.WATCHED, watch_until__gte=today)
    if state == "past":
        return rows.exclude(now)
    rows = rows.filter(now)
    if state == "all":
        return rows
    return rows.filter(state=state) if state else rows.filter(state__in=_WAITING)


def page_of(rows: QuerySet[EarlyWarning], *, after: str = "") -> tuple[list[EarlyWarning], str]:
    """A page, the gravest first and of these the newest, and the mark of the next page, empty where there is none."""
    grade, _sign, pk = after.partition("-")
    if grade.isascii() and grade.isdigit() and len(grade) == 1 and pk.isascii() and pk.isdigit() and len(pk) < 19:
        rows = rows.filter(Q(grade__gt=int(grade)) | Q(grade=int(grade), pk__lt=int(pk)))
    found = list(rows.select_related("area").order_by("grade", "-pk")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return found, f"{found[-1].grade}-{found[-1].pk}" if more else ""


def cases_of(rows: Iterable[EarlyWarning], actor: Actor, *, most: int = CASES_SHOWN) -> Mapping[int, list[Case]]:
    """By warning, its newest linked cases that the actor may see: two statements for any number of warnings."""
    visible = Case.objects.visible_to(actor)
    newest = Window(RowNumber(), partition_by=F("warning_id"), order_by=F("case_id").desc())
    links = WarningCase.objects.filter(warning_id__in=[row.pk for row in rows], case_id__in=visible.order_by().values("pk"))
    chosen_links = links.annotate(place=newest).filter(place__lte=most).order_by("warning_id", "-case_id").values_list("warning_id", "case_id")
    by_warning: dict[int, list[int]] = {}
    for warning, case in chosen_links:
        by_warning.setdefault(warning, []).append(case)
    wanted = {case for cases in by_warning.values() for case in cases}
    found: dict[int, Case] = {case.pk: case for case in visible.filter(pk__in=wanted).only(*_COLUMNS)} if wanted else {}
    return {warning: [found[case] for case in cases if case in found] for warning, cases in by_warning.items()}


_COLUMNS: Final = ("number", "kind", "title", "state", "colour", "parties_masked", "received_at", "closed_at", "concluded_at")


@dataclass(frozen=True)
class Share:
    """How many warnings of a kind were dealt with, and how many of them were called false alarms."""

    kind: str
    label: str
    dealt: int
    dismissed: int

    @property
    def text(self) -> str:
        """The share with one decimal; a dash where none was dealt with."""
        return f"{self.dismissed / self.dealt:.1%}" if self.dealt else "—"


def false_alarms(actor: Actor, today: dt.date) -> list[Share]:
    """By kind, of the last twelve months, in the areas that the actor looks after: the share that people observed, beside the stated one."""
    areas = Q(pk__in=())
    for prefix in actor.scope.area_prefixes:
        areas |= Q(area__code__startswith=prefix)
    rows = EarlyWarning.objects.filter(areas, period_first__gte=today - dt.timedelta(days=LOOK_BACK)).order_by()
    dealt = Count("pk", filter=~Q(state=WarningState.OPEN))
    counted: Any = rows.values("kind").annotate(dealt=dealt, dismissed=Count("pk", filter=Q(state=WarningState.DISMISSED)))
    found = {row["kind"]: row for row in counted}
    nothing = {"dealt": 0, "dismissed": 0}
    return [Share(kind.value, str(kind.label), *(found.get(kind.value, nothing)[name] for name in ("dealt", "dismissed"))) for kind in WarningKind]


def counted_cases(warning: EarlyWarning, actor: Actor) -> QuerySet[Case]:
    """The cases behind a warning that the actor may see: those it is linked to, or those that were counted."""
    visible = Case.objects.visible_to(actor)
    if warning.kind != WarningKind.COUNT:
        rows = visible.filter(pk__in=WarningCase.objects.filter(warning=warning).values("case_id"))
    else:
        rows = visible.filter(counted(warning.data, warning.area_id, warning.period_first, warning.period_last))
    found: QuerySet[Case] = rows.order_by("-received_at", "-pk")
    return found


def counted(data: Mapping[str, Any], area: str, first: dt.date, last: dt.date) -> Q:
    """The disputes that a count was made of."""
    between = (dt.datetime.combine(first, dt.time(), SHANGHAI), dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), SHANGHAI))
    of_kind = Q(category__code__startswith=data["code"]) if data["series"] == "category" else Q(dispute__moj_type_id=int(data["code"]))
    return in_area(area) & of_kind & Q(received_at__gte=between[0], received_at__lt=between[1], kind="dispute")


def _seen(actor: Actor, case: Any) -> QuerySet[Case]:
    found: QuerySet[Case] = Case.objects.visible_to(actor).filter(pk=case)
    return found
