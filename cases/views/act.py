"""Every act of every kind through one page: its form in place or as a page of its own, what it will do, and doing it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor, actor_of
from cases.acting import events_since, not_open
from cases.actions.unmask import Unmasked
from cases.acts import Act, Facts, is_for, is_open, open_acts, registry
from cases.errors import ActError, NotGranted, NotOpen, Outdated, Refused
from cases.forms.act import ActForm
from cases.models import Case
from cases.pages import entries
from cases.rows import RowsField
from cases.veil import veil_of_case
from cases.views.reading import find_case

MORE_ROWS = 3
"""Blank rows after somebody without script asked for more."""
STATUS: dict[type[ActError], int] = {Outdated: 409, NotOpen: 409, NotGranted: 403, Refused: 422}


@dataclass
class Attempt:
    """Somebody looks at an act on a case, or tries to do it."""

    request: HttpRequest
    case: Case
    act: Act
    actor: Actor
    now: dt.datetime
    facts: Facts
    form: ActForm
    status: int = 200
    quiet: bool = False
    outdated: Outdated | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def act_page(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """GET shows the form; POST does the act and comes back to the case. What was typed stays on every error."""
    attempt = _attempt(request, number, act)
    if request.method == "GET":
        return _shown(attempt) if _is_open(attempt) else _closed(attempt)
    if field_name := request.POST.get("_more"):
        _offer_more_rows(attempt, field_name)
        return _shown(attempt)
    return _done(attempt)


def _attempt(request: HttpRequest, number: str, name: str) -> Attempt:
    actor, now = actor_of(request), timezone.now()
    case = find_case(request, number)
    act = registry.act(case.kind, name)
    if act is None:
        raise Http404(_("没有这个办理事项。"))
    facts = registry.kind(case.kind).facts(case)
    return Attempt(request, case, act, actor, now, facts, _form(request, act, case=case, actor=actor, now=now, facts=facts))


def _form(request: HttpRequest, act: Act, **options: Any) -> ActForm:
    if request.method == "POST":
        return act.form(request.POST, request.FILES, **options)
    wanted = {key: value for key, value in request.GET.items() if not isinstance(act.form.base_fields.get(key), (RowsField, forms.FileField))}
    return act.form(initial=wanted, **options)


def _is_open(attempt: Attempt) -> bool:
    parts = attempt.act, attempt.case
    return is_open(*parts, attempt.facts) and is_for(*parts, attempt.actor, attempt.facts)


def _done(attempt: Attempt) -> HttpResponse:
    """Try the act. That the case has moved on is told before anything else: choices of the form may have gone with it."""
    if error := _moved_on(attempt):
        _take_error(attempt, error)
        return _shown(attempt)
    if not attempt.form.is_valid():
        attempt.status = 422
        return _shown(attempt)
    act, form = attempt.act, attempt.form
    subject = {act.subject: attempt.case}
    try:
        result = act.run(**subject, by=attempt.actor, at=attempt.now, version=_version(attempt.request), **form.act_input())
    except ActError as error:
        _take_error(attempt, error)
        return _shown(attempt)
    if isinstance(result, Unmasked):
        attempt.extra["result"] = result
        return _render(attempt, "cases/shown_once.html", 200)
    messages.success(attempt.request, _("“%(act)s”已办理。") % {"act": act.label})
    return _back(attempt)


def _moved_on(attempt: Attempt) -> ActError | None:
    """Why the act cannot be tried any more: somebody else has acted, it is not open, or it is not this person's."""
    seen, case = _version(attempt.request), attempt.case
    if seen is not None and seen != case.version:
        return Outdated(seen=seen, current=case.version, events=events_since(case, seen))
    return None if _is_open(attempt) else _why_closed(attempt)


def _take_error(attempt: Attempt, error: ActError) -> None:
    """Put the reasons at their fields, and take the case anew so that the next try is about what it is now."""
    attempt.status = STATUS.get(type(error), 422)
    reasons = error.reasons if isinstance(error, Refused) else {"": [error.message]}
    for name, texts in reasons.items():
        for text in texts:
            attempt.form.add_error(name if name in attempt.form.fields else None, text)
    attempt.case = find_case(attempt.request, attempt.case.number)
    attempt.facts = registry.kind(attempt.case.kind).facts(attempt.case)
    if isinstance(error, Outdated):
        attempt.outdated = error
        attempt.extra |= {"since": entries(attempt.case, error.events), "veil": veil_of_case(attempt.case.pk)}


def _version(request: HttpRequest) -> int | None:
    """The version the person saw."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() else None


def _offer_more_rows(attempt: Attempt, name: str) -> None:
    """Show the form as it was typed with more blank rows, and no errors yet."""
    rows = attempt.form.fields.get(name)
    if isinstance(rows, RowsField):
        rows.widget.blank = MORE_ROWS
    attempt.quiet = True


def _closed(attempt: Attempt) -> HttpResponse:
    """The act is not open now, or not to this person: say why and what is."""
    return _render(attempt, "cases/act_closed.html", STATUS[type(_tell_choices(attempt))])


def _overtaken(attempt: Attempt) -> HttpResponse:
    """While this person typed, the way for the act was closed: say why and what is open, and show what was typed without offering to send it."""
    _tell_choices(attempt)
    attempt.quiet = True
    return _render(attempt, "cases/act_overtaken.html", attempt.status)


def _tell_choices(attempt: Attempt) -> ActError:
    error = _why_closed(attempt)
    reason = error.why if isinstance(error, NotOpen) else error.message
    attempt.extra |= {"reason": reason, "choices": open_acts(attempt.case, attempt.actor, attempt.facts)}
    return error


def _why_closed(attempt: Attempt) -> ActError:
    """In the words that the act itself would use."""
    if is_open(attempt.act, attempt.case, attempt.facts):
        return NotGranted(str(attempt.act.label))
    return not_open(attempt.case, attempt.act.code, attempt.actor, attempt.facts)


def _shown(attempt: Attempt) -> HttpResponse:
    """The form. After an error it is offered again only where the act is open in the state that the case has now."""
    if attempt.form.is_bound and not attempt.quiet and not _is_open(attempt):
        return _overtaken(attempt)
    return _render(attempt, "cases/act.html", attempt.status)


def _render(attempt: Attempt, template: str, status: int) -> HttpResponse:
    """A page of its own, or only the panel where the case page asked for it."""
    in_place = getattr(attempt.request, "htmx", False)
    context = {
        "case": attempt.case,
        "act": attempt.act,
        "form": attempt.form,
        "now": attempt.now,
        "quiet": attempt.quiet,
        "outdated": attempt.outdated,
        "state": registry.kind(attempt.case.kind).state_label(attempt.case.state),
        "in_place": in_place,
        "frame": "components/panel.html" if in_place else "cases/act_frame.html",
        "address": reverse("cases:act", args=[attempt.case.number, attempt.act.name]),
        **attempt.extra,
    }
    return render(attempt.request, template, context, status=status)


def _back(attempt: Attempt) -> HttpResponse:
    """To the case, where the message stands; to the desk where the act took the case out of sight (a transfer that was returned)."""
    visible = Case.objects.visible_to(attempt.actor).filter(pk=attempt.case.pk).exists()
    address = reverse("cases:detail", args=[attempt.case.number]) if visible else reverse("desk")
    if getattr(attempt.request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
