"""Acts on many cases: input, preview, doing it, taking it back. Works without script; every step is a plain form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor, actor_of
from cases import bulk as service
from cases.bulk import BULK_ACTS, BulkAct, BulkRefused, Preview
from cases.errors import Refused
from cases.models import BulkRun, Case

_VERSION = re.compile(r"version-(.{1,32})", re.DOTALL)
_NOT_INPUT = ("csrfmiddlewaretoken", "numbers", "act", "step")


@never_cache
@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """A list posts `numbers` (repeated) and `act`; then the input is asked for, then the preview is confirmed (`step`)."""
    act = BULK_ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404(_("没有这个批量办理事项。"))
    actor, now, step = actor_of(request), timezone.now(), request.POST.get("step", "")
    form = act.form(request.POST if step else None, actor=actor, now=now)  # type: ignore[call-arg]
    numbers = request.POST.getlist("numbers")
    if not step or not form.is_valid():
        return _page(request, act, form, numbers, status=422 if step else 200)
    try:
        if step == "run":
            return _run(request, act, actor, numbers, form, now)
        found = service.preview(act, numbers, actor, form.cleaned_data, at=now)
    except BulkRefused as error:
        form.add_error(None, _("在您预览之后情况有变，全部没有办理。请看过下面的结果再确认。"))
        return _page(request, act, form, numbers, error.preview, status=409)
    except Refused as error:
        form.add_error(None, error.message)
        return _page(request, act, form, numbers, status=422)
    return _page(request, act, form, numbers, found)


@never_cache
@login_required
@require_safe
def done(request: HttpRequest, token: str) -> HttpResponse:
    """What was done, and the button that takes it back while that is possible."""
    bulk_run, actor = _own_run(request, token), actor_of(request)
    cases = Case.objects.visible_to(actor).filter(pk__in=bulk_run.items.values("case_id")).order_by("-received_at", "-id")
    context = {
        "run": bulk_run,
        "label": BULK_ACTS[bulk_run.act].label,
        "cases": cases,
        "count": bulk_run.items.count(),
        "may_undo": service.may_still_undo(bulk_run, by=actor, at=timezone.now()),
    }
    return render(request, "cases/bulk_done.html", context)


@login_required
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take the run back, wholly or not at all."""
    bulk_run = _own_run(request, token)
    try:
        service.undo(bulk_run, by=actor_of(request), at=timezone.now())
    except Refused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已全部撤销。"))
    return HttpResponseRedirect(reverse("cases:bulk_done", args=[bulk_run.token]))


def _run(request: HttpRequest, act: BulkAct, actor: Actor, numbers: list[str], form: forms.Form, now: dt.datetime) -> HttpResponse:
    bulk_run = service.run(act, numbers, actor, form.cleaned_data, at=now, versions=_versions(request))
    messages.success(request, _("“%(act)s”已办理 %(count)d 件。") % {"act": act.label, "count": bulk_run.items.count()})
    return HttpResponseRedirect(reverse("cases:bulk_done", args=[bulk_run.token]))


def _own_run(request: HttpRequest, token: str) -> BulkRun:
    return get_object_or_404(BulkRun, token=token, by=actor_of(request).user)


def _versions(request: HttpRequest) -> dict[str, int]:
    """The versions that the preview showed, by number."""
    found = {}
    for key, value in request.POST.items():
        match = _VERSION.fullmatch(key)
        text = str(value)
        if match and text.isascii() and text.isdecimal():
            found[match[1]] = int(text)
    return found


def _page(
    request: HttpRequest, act: BulkAct, form: forms.Form, numbers: list[str], found: Preview | None = None, *, status: int = 200
) -> HttpResponse:
    """The input, and what it would do once it is known. What was typed goes along in hidden fields."""
    context: dict[str, Any] = {
        "act": act,
        "form": form,
        "numbers": list(dict.fromkeys(numbers)),
        "found": found,
        "typed": [(key, value) for key, values in request.POST.lists() for value in values if not _is_frame(key)],
        "most": service.MAX_CASES,
        "undo_minutes": settings.BULK_UNDO_SECONDS // 60,
    }
    return render(request, "cases/bulk_preview.html", context, status=status)


def _is_frame(key: str) -> bool:
    return key in _NOT_INPUT or _VERSION.fullmatch(key) is not None
