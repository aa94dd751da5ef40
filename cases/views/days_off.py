"""Days off of a year, and entering its notice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import actor_of
from accounts.signin.events import address_of
from accounts.views.access import requires
from cases.actions.daysoff import enter_days_off
from cases.errors import Refused
from cases.forms.days_off import NoticeForm, festivals
from cases.models import DayOff, DaysOffNotice

_YEARS = range(2000, 2101)
_SHOWN = 10


@requires("system.days_off")
def days_off(request: HttpRequest) -> HttpResponse:
    """What is known of a year (`?year=`), and the notices that were entered with how far their recomputation is."""
    now = timezone.localtime()
    year = _year(request.GET.get("year", ""), now)
    rows = list(DayOff.objects.filter(date__year=year))
    context = {
        "year": year,
        "rows": rows,
        "festivals": festivals(rows),
        "provisional": not rows or any(row.provisional for row in rows),
        "notices": DaysOffNotice.objects.select_related("by")[:_SHOWN],
    }
    return render(request, "cases/days_off.html", context)


@requires("system.days_off")
def enter(request: HttpRequest) -> HttpResponse:
    """Enter the notice of a year; what is known or expected of it stands in the form."""
    now = timezone.now()
    year = _year(request.GET.get("year", ""), timezone.localtime(now))
    first: dict[str, Any] = {"year": year, "rows": festivals(DayOff.objects.filter(date__year=year))}
    form = NoticeForm(request.POST or None, initial=first)
    adding = "_more" in request.POST
    if request.method == "POST" and not adding and form.is_valid():
        try:
            notice = enter_days_off(
                by=actor_of(request),
                at=now,
                year=form.cleaned_data["year"],
                rows=form.days(),
                source=form.cleaned_data["source"].strip(),
                address=address_of(request),
            )
        except Refused as refused:
            for field, reasons in refused.reasons.items():
                form.add_error(field or None, reasons)
        else:
            messages.success(request, _done(notice))
            return redirect(f"{request.path.removesuffix('enter/')}?year={notice.year}")
    return render(request, "cases/days_off_enter.html", {"form": form, "quiet": adding})


def _done(notice: DaysOffNotice) -> str:
    if notice.days_changed == 0:
        return _("已录入。与原有安排一致，没有期限需要重算。")
    return _("已录入，%(count)d 天有变动，正在重算涉及的期限。") % {"count": notice.days_changed}


def _year(asked: str, now: dt.datetime) -> int:
    """The year asked for, or this one. One outside the calendar is 404."""
    if not asked:
        return now.year
    if not (asked.isascii() and asked.isdigit() and int(asked[:5]) in _YEARS):
        raise Http404
    return int(asked)
