"""How each area stands with its monthly report; submitting, returning, locking; the versions of a closed month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actor import Actor, actor_of
from accounts.models import Area
from cases.daycount import local_day
from cases.errors import ActError, Refused
from reports import figures
from reports.actions.month import open_below, page_of, reporting_children
from reports.difference import difference, late_cases, version_before, versions
from reports.drill import address
from reports.figures import Cut
from reports.forms.month import MonthActForm
from reports.measures import BY_CODE, Measures
from reports.models import FillState, MonthEvent, MonthReport
from reports.month_acts import ACTS, MonthAct, granted, offered
from reports.months import Period, ends_at, month_of, report_due, shifted
from reports.rates import BY_CODE as RATES
from reports.statistics.choice import Place, place_of
from reports.statistics.words import moment_text
from reports.views.statistics import place_asked

SHOWN: Final = ("registered", "accepted", "successful", "failed", "pending", "pending_overdue")
EVENTS: Final = 20
LATE: Final = 50


@dataclass
class Line:
    """An area in the table: where its report stands, its figures, what may be done."""

    area: Area
    state: str
    label: str
    report: MonthReport | None
    due: dt.date
    late: bool
    cells: list[tuple[str, str, str]]
    """Label, number, and address of the cases behind it, in the order of `SHOWN`."""
    rate: str
    rate_carried: str
    """With what was carried over in the denominator: in a single month the plain rate can pass 100 %."""
    acts: list[MonthAct]
    href: str


@never_cache
@login_required
@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """An area's month (`month`, `area`): its own report, those of the areas under it, the versions and the log."""
    place = place_asked(request, request.GET.get("area", ""))
    now = timezone.now()
    if place is None:
        return render(request, "reports/months.html", {"place": None})
    month = _month_asked(request, now)
    return render(request, "reports/months.html", _page(actor_of(request), place, month, now))


def _page(actor: Actor, place: Place, month: dt.date, now: dt.datetime) -> dict[str, Any]:
    cut = Cut(place.area.pk, Period(month, month))
    closed = figures.state_of(place.area.pk, month).locked
    reports = {report.area_id: report for report in _reports(place, month)}
    own = _line(
        actor, place.area, month, reports.get(place.area.pk), figures.totals(cut), closed=closed, now=now, above_open=_above_open(place, month)
    )
    below_open = own.state not in (MonthReport.State.SUBMITTED, MonthReport.State.LOCKED)
    found = dict(figures.by_area(cut))
    lines = [
        _line(actor, area, month, reports.get(area.pk), found.get(area, Measures()), closed=closed, now=now, above_open=below_open)
        for area in reporting_children(place.area, month)
    ]
    waiting = [] if closed else open_below(place.area, month)
    if not waiting:
        own.acts = [each for each in own.acts if each.code != "submit-below"]
    return {
        "place": place,
        "trail": [(area, page_of(area, month)) for area in place.above],
        "month": month,
        "own": own,
        "lines": lines,
        "headings": [BY_CODE[code].label for code in SHOWN],
        "waiting": len(waiting),
        "ended": ends_at(month) <= now,
        "closed": closed,
        "strip": _strip(place.area, month, now),
        "versions": versions(month),
        "cut_off": moment_text(figures.cut_off(cut)),
        "events": MonthEvent.objects.filter(month=month, area__code__startswith=place.area.pk).select_related("area", "by", "organisation")[:EVENTS],
    }


def _line(
    actor: Actor, area: Area, month: dt.date, report: MonthReport | None, found: Measures, *, closed: bool, now: dt.datetime, above_open: bool
) -> Line:
    state = MonthReport.State.LOCKED if closed else MonthReport.State(report.state) if report else MonthReport.State.OPEN
    due = report_due(month, area.level)
    waiting = state in (MonthReport.State.OPEN, MonthReport.State.RETURNED)
    cut = Cut(area.pk, Period(month, month))
    return Line(
        area=area,
        state=state.value,
        label=str(state.label) if ends_at(month) <= now else _("未到报送期"),
        report=report,
        due=due,
        late=waiting and local_day(now) > due,
        cells=[(str(BY_CODE[code].label), f"{getattr(found, code):,}", address(cut, code)) for code in SHOWN],
        rate=RATES["resolution"].of(found).text,
        rate_carried=RATES["resolution_with_carried_over"].of(found).text,
        acts=offered(actor, area, month, state, at=now, above_open=above_open),
        href=page_of(area, month),
    )


@never_cache
@login_required
def act(request: HttpRequest, month: dt.date, code: str, act: str) -> HttpResponse:
    """What an act will do, with its reason where it needs one; then the act. 404 outside the actor's areas, and where no posting grants it."""
    actor, now = actor_of(request), timezone.now()
    declared, area = ACTS.get(act), get_object_or_404(Area, pk=code)
    if declared is None or not actor.scope.covers_area(area.pk) or not granted(actor, declared, area):
        raise Http404
    form = MonthActForm(request.POST if request.method == "POST" else None, needs_reason=declared.needs_reason)
    if request.method == "POST" and form.is_valid():
        try:
            declared.run(month=month, area=area, by=actor, at=now, **form.cleaned_data)
        except Refused as refused:
            for field, reasons in refused.reasons.items():
                form.add_error(field or None, reasons)
        except ActError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{area.short_name} {month:%Y-%m} {declared.done}")
            return redirect(_back(actor, area, month, declared))
    context = {"act": declared, "area": area, "month": month, "form": form, "back": _back(actor, area, month, declared)}
    return render(request, "reports/month_act.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_GET
def version(request: HttpRequest, month: dt.date, version: int) -> HttpResponse:
    """A frozen version of a month: its figures, and what differs from the version before it."""
    place = place_asked(request, request.GET.get("area", ""))
    fill = FillState.objects.filter(month=month, version=version, version__gt=0, state=FillState.State.DONE).select_related("by").first()
    if place is None or fill is None:
        raise Http404
    cut = Cut(place.area.pk, Period(month, month), version=version)
    before, total = version_before(fill), figures.totals(cut)
    context: dict[str, Any] = {
        "place": place,
        "month": month,
        "fill": fill,
        "before": before,
        "headings": [BY_CODE[code].label for code in SHOWN],
        "rows": [(area, [getattr(found, code) for code in SHOWN], RATES["resolution"].of(found).text) for area, found in figures.by_area(cut)],
        "total": [getattr(total, code) for code in SHOWN],
        "total_rate": RATES["resolution"].of(total).text,
        "back": page_of(place.area, month),
    }
    if before is not None:
        found = difference(before, fill, place.area.pk)
        context |= {"difference": found, "late": list(late_cases(found, actor_of(request))[:LATE])}
    return render(request, "reports/month_version.html", context)


def _reports(place: Place, month: dt.date) -> list[MonthReport]:
    found = MonthReport.objects.filter(month=month).select_related("by")
    return list(found.filter(area=place.area) | found.filter(area__parent=place.area))


def _above_open(place: Place, month: dt.date) -> bool:
    states = (MonthReport.State.SUBMITTED, MonthReport.State.LOCKED)
    return not MonthReport.objects.filter(month=month, area_id=place.area.parent_id, state__in=states).exists()


def _strip(area: Area, month: dt.date, now: dt.datetime) -> list[tuple[dt.date, str, bool, bool]]:
    """The months around the shown one: month, address, whether it is the shown one, whether it is closed."""
    last = min(shifted(month, 5), month_of(local_day(now)))
    span = [shifted(last, -count) for count in range(11, -1, -1)]
    frozen = FillState.objects.filter(month__in=span, version__gt=0, state=FillState.State.DONE)
    closed = set(frozen.values_list("month", flat=True))
    return [(each, page_of(area, each), each == month, each in closed) for each in span]


def _back(actor: Actor, area: Area, month: dt.date, declared: MonthAct) -> str:
    """The page one came from: that of the area above where the act was that level's."""
    above = area.parent if declared.above else None
    return page_of(above if above and place_of(actor, above.pk) else area, month)


def _month_asked(request: HttpRequest, now: dt.datetime) -> dt.date:
    """The month of the address, or the last one that has ended. Raises `Http404` for what is none, or has not begun."""
    this = month_of(local_day(now))
    text = request.GET.get("month", "")
    if not text:
        return shifted(this, -1)
    try:
        month = dt.date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error
    if month > this or month.year < 2000 or len(text) != len("2026-10"):
        raise Http404
    return month
