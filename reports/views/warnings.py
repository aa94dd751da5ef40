"""Early warnings: the list that says why, one warning with its cases and its log, the acts, the run on demand, the key fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import Actor, actor_of
from accounts.models import Area
from accounts.policies import may
from accounts.signin.events import address_of
from accounts.views.access import requires
from cases.daycount import local_day
from cases.errors import ActError, Refused
from cases.models import Case
from reports.actions import warning as acts
from reports.actions.warning import ACTS, FIELDS, READ, RUN, WarningAct
from reports.forms.warning import KeyFieldForm, WarningFilter, act_form
from reports.models import EarlyWarning, KeyField, KeyFieldSetting, WarningRun
from reports.statistics.choice import roots_of
from reports.tasks import find_warnings
from reports.warning import reading
from reports.warning.fields import in_force
from reports.warning.words import Names, Why, list_of, why

_HISTORY = 30


@dataclass(frozen=True)
class Line:
    """A warning as the list shows it."""

    warning: EarlyWarning
    why: Why
    cases: list[Case]
    more: int
    address: str
    acts: list[WarningAct]


@never_cache
@requires(READ)
@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    """The gravest first, of these the newest; filtered by kind, area and state."""
    actor, today = actor_of(request), timezone.localdate()
    form = WarningFilter(request.GET)
    context: dict[str, Any] = {"form": form, "today": today, "may_set": may(actor.roles, FIELDS)}
    if not form.is_valid():
        return render(request, "reports/warnings.html", context, status=400)
    asked = {name: form.cleaned_data[name] for name in ("kind", "area", "state")}
    rows, after = reading.page_of(reading.chosen(reading.visible_warnings(actor), **asked, today=today), after=request.GET.get("after", ""))
    context |= {
        "lines": _lines(rows, actor),
        "after": after,
        "asked": asked,
        "areas": _areas(actor),
        "shares": reading.false_alarms(actor, today),
        "run": WarningRun.objects.order_by("-on").first(),
    }
    return render(request, "reports/warnings.html", context)


@never_cache
@requires(READ)
@require_GET
def warning(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it is there, the cases behind it that this person may see, what can be done, what was done."""
    actor = actor_of(request)
    row = _find(actor, pk)
    cases = list(reading.counted_cases(row, actor)[: reading.CASES_PASSED])
    context = {
        "warning": row,
        "why": why(row, Names.read()),
        "cases": cases,
        "open_cases": [case for case in cases if case.closed_at is None and case.concluded_at is None],
        "address": list_of(row),
        "acts": acts.offered(row, actor),
        "events": row.events.select_related("by", "organisation"),
        "manner": _manner(row),
        "now": timezone.now(),
    }
    return render(request, "reports/warning.html", context)


@never_cache
@requires(READ)
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """What an act will do and its reason; then the act. 404 for a warning out of sight, and where no posting grants it."""
    actor, now = actor_of(request), timezone.now()
    row = _find(actor, pk)
    declared = ACTS.get(act)
    if declared is None or acts.posting_for(actor, row.area_id) is None:
        raise Http404
    form = act_form(act, request.POST if request.method == "POST" else None, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        try:
            RUN[act](warning=row, by=actor, at=now, **form.cleaned_data)
        except ActError as error:
            _tell(form, error)
        else:
            messages.success(request, _("已办理：%(act)s。") % {"act": declared.label})
            return redirect("reports:warning", pk=row.pk)
    context = {"act": declared, "warning": row, "why": why(row, Names.read()), "form": form}
    return render(request, "reports/warning_act.html", context, status=422 if form.errors else 200)


@requires(FIELDS)
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Look for warnings now instead of tonight."""
    find_warnings.delay()
    messages.success(request, _("已开始计算，完成后刷新本页即可看到。"))
    return redirect("reports:warnings")


@never_cache
@login_required
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """The key fields as they are in force where this person works, and what was changed there."""
    actor = actor_of(request)
    place = _place(actor)
    here = KeyFieldSetting.objects.filter(area=place) if place else KeyFieldSetting.objects.filter(area__isnull=True)
    history = here.filter(by__isnull=False).select_related("field", "by")[:_HISTORY]
    context = {"place": place, "settings": list(in_force(place.pk if place else "").values()), "history": history, "names": Names.read()}
    return render(request, "reports/warnings_fields.html", context)


@never_cache
@login_required
def field(request: HttpRequest, code: str) -> HttpResponse:
    """Set one key field."""
    actor = actor_of(request)
    place = _place(actor)
    row = get_object_or_404(KeyField, pk=code)
    present = in_force(place.pk if place else "")[code]
    form = KeyFieldForm(request.POST if request.method == "POST" else None, setting=present)
    if request.method == "POST" and form.is_valid():
        try:
            acts.set_field(field=row, by=actor, at=timezone.now(), address=address_of(request), **form.cleaned_data)
        except ActError as error:
            _tell(form, error)
        else:
            messages.success(request, _("已保存，下次计算时按新设定。"))
            return redirect("reports:warning_fields")
    context = {"field": row, "form": form, "place": place}
    return render(request, "reports/warnings_field.html", context, status=422 if form.errors else 200)


def _lines(rows: list[EarlyWarning], actor: Actor) -> list[Line]:
    names, cases = Names.read(), reading.cases_of(rows, actor)
    lines = []
    for row in rows:
        shown = cases.get(row.pk, [])
        seen: int = row.seen  # type: ignore[attr-defined]
        lines.append(Line(row, why(row, names), shown, max(0, seen - len(shown)), list_of(row), acts.offered(row, actor)))
    return lines


def _find(actor: Actor, pk: int) -> EarlyWarning:
    return get_object_or_404(reading.visible_warnings(actor).select_related("area"), pk=pk)


def _manner(row: EarlyWarning) -> str:
    """By which act on the cases it was passed on last."""
    last = row.events.filter(act="pass-on").first() if row.state == "passed" else None
    return next((code for code, label in acts.MANNERS.items() if last is not None and last.text.startswith(str(label))), "")


def _areas(actor: Actor) -> list[Area]:
    """What may be chosen: the actor's areas and those right under them."""
    roots = roots_of(actor)
    below = Area.objects.filter(parent_id__in=roots, valid_to__isnull=True, level__in=("county", "township"))
    return list((Area.objects.filter(pk__in=roots) | below).order_by("code"))


def _place(actor: Actor) -> Area | None:
    if not may(actor.roles, FIELDS):
        raise PermissionDenied(FIELDS)
    try:
        return acts.place_of(actor)
    except Refused as error:
        raise PermissionDenied(error.message) from error


def _tell(form: Form, error: ActError) -> None:
    reasons = error.reasons if isinstance(error, Refused) else {"": [error.message]}
    for name, texts in reasons.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
