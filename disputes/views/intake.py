"""The intake page. Every button posts the whole form, so everything works without script and nothing typed is ever lost."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor, actor_of
from accounts.policies import reach_of
from cases.errors import ActError, Refused
from cases.models import PartyRole
from disputes.actions.draft import drafts_of, read_draft, remove_draft, save_draft
from disputes.actions.register import CODE, register
from disputes.forms.register import IntakeForm
from disputes.known import known_people, take_over
from disputes.models import Dispute, IntakeDraft
from disputes.views.hints import hints_of, typed_parties

ONCE_SECONDS: Final = 24 * 3600
MORE_ROWS: Final = 2
DRAFTS_OFFERED: Final = 3
_TOKEN: Final = re.compile(r"[0-9a-f-]{36}")
_KNOWN: Final = re.compile(r"(\d{1,3}):(\d{1,18})")
_SETTABLE: Final = ("category", "colour")
_FIRST_ROWS: Final = [{"role": PartyRole.APPLICANT}, {"role": PartyRole.RESPONDENT}]


@dataclass
class Page:
    """The intake page on its way to being shown."""

    request: HttpRequest
    actor: Actor
    now: dt.datetime
    data: QueryDict | None = None
    draft: str = ""
    once: str = ""
    quiet: bool = True
    status: int = 200
    more_rows: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def form(self) -> IntakeForm:
        """The form with what was typed, or an empty one with an applicant and a respondent to fill in."""
        if self.data is None:
            form = IntakeForm(initial={"parties": _FIRST_ROWS}, actor=self.actor, now=self.now)
        else:
            form = IntakeForm(self.data, actor=self.actor, now=self.now)
        form.fields["parties"].widget.blank = self.more_rows
        return form


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """GET: an empty page, or a draft to go on with. POST: what the pressed button says, by default the registration."""
    page = _page(request)
    if request.method == "GET":
        return _opened(page)
    button = next((name for name in _BUTTONS if name in request.POST), "")
    return _BUTTONS[button](page) if button else _register(page)


@never_cache
@login_required
@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """While somebody types: keep the draft, and say what the typed suggests."""
    page = _page(request)
    assert page.data is not None  # noqa: S101  (a POST)
    saved = _saved(page)
    context = {"hints": hints_of(page.data, page.actor, page.now), "draft": saved, "saved_at": page.now, "in_place": True}
    return render(request, "disputes/intake_hints.html", context)


@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """The draft is not wanted any more."""
    remove_draft(by=actor_of(request), token=request.POST.get("draft", ""))
    messages.success(request, _("草稿已删除。"))
    return redirect("desk")


def _page(request: HttpRequest) -> Page:
    actor = actor_of(request)
    if reach_of(actor.roles, CODE) is None:
        raise PermissionDenied(_("您的角色不能登记纠纷。"))
    posted = request.POST.copy() if request.method == "POST" else None
    page = Page(request, actor, timezone.now(), posted)
    if posted is not None:
        page.draft, page.once = posted.get("draft", ""), posted.get("once", "")
    return page


def _opened(page: Page) -> HttpResponse:
    token = page.request.GET.get("draft", "")
    page.once = str(uuid.uuid4())
    if token:
        page.data, page.draft = read_draft(by=page.actor, token=token), token
        if page.data is None:
            messages.error(page.request, _("没有找到这份草稿，可能已登记或已删除。"))
            return redirect("disputes:intake")
    else:
        page.extra["drafts"] = drafts_of(page.actor.user, DRAFTS_OFFERED)
    return _shown(page)


def _register(page: Page) -> HttpResponse:
    """Register, once: the second press of the button leads to the dispute that the first one registered."""
    if number := _registered_before(page):
        return _to_case(number)
    form = page.form()
    page.quiet, page.status = False, 422
    if not form.is_valid():
        return _shown(page, form)
    try:
        dispute: Dispute = register(by=page.actor, at=page.now, data=form.intake())
    except ActError as error:
        _take_errors(form, error)
        return _shown(page, form)
    if _TOKEN.fullmatch(page.once):
        cache.set(_once_key(page), dispute.number, ONCE_SECONDS)
    remove_draft(by=page.actor, token=page.draft)
    messages.success(page.request, _("已登记，编号 %(number)s。") % {"number": dispute.number})
    return _to_case(dispute.number)


def _registered_before(page: Page) -> str | None:
    number: str | None = cache.get(_once_key(page)) if _TOKEN.fullmatch(page.once) else None
    return number


def _once_key(page: Page) -> str:
    return f"disputes.intake.{page.actor.user.pk}.{page.once}"


def _take_errors(form: IntakeForm, error: ActError) -> None:
    reasons = error.reasons if isinstance(error, Refused) else {"": [error.message]}
    for name, texts in reasons.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


def _save(page: Page) -> HttpResponse:
    """The button 存草稿."""
    try:
        token = str(_save_draft(page).token)
    except Refused as error:
        messages.error(page.request, error.message)
        return _shown(page)
    messages.success(page.request, _("草稿已保存，随时可以从工作台接着填。"))
    return HttpResponseRedirect(f"{reverse('disputes:intake')}?{urlencode({'draft': token})}")


def _more(page: Page) -> HttpResponse:
    """More blank rows of parties."""
    page.more_rows = MORE_ROWS
    return _shown(page)


def _look(page: Page) -> HttpResponse:
    """What the typed suggests, for those without script."""
    assert page.data is not None  # noqa: S101  (a POST)
    page.draft = _saved(page)
    page.extra["hints"] = hints_of(page.data, page.actor, page.now)
    return _shown(page)


def _set(page: Page) -> HttpResponse:
    """Take over a suggestion: `category:0201`, `colour:red`."""
    assert page.data is not None  # noqa: S101  (a POST)
    name, _colon, value = page.data.get("_set", "").partition(":")
    if name in _SETTABLE:
        page.data[name] = value
    return _look(page)


def _fill(page: Page) -> HttpResponse:
    """Take over what is on file of somebody whose name and number were typed: only empty fields are filled."""
    assert page.data is not None  # noqa: S101  (a POST)
    match = _KNOWN.fullmatch(page.data.get("_known", ""))
    row, party = (int(match[1]), int(match[2])) if match else (-1, -1)
    offered = known_people(actor=page.actor, typed=typed_parties(page.data))
    if not any(each.row == row and each.party_id == party for each in offered):
        messages.error(page.request, _("没有找到这位已登记的当事人，请核对姓名和号码。"))
        return _look(page)
    try:
        found = take_over(by=page.actor, at=page.now, party_id=party)
    except ActError as error:
        messages.error(page.request, error.message)
        return _look(page)
    for name, value in found.items():
        key = f"parties-{row}-{name}"
        if page.data.get(key, "") in _EMPTY.get(name, ("",)):
            page.data[key] = value
    messages.success(page.request, _("已填入登记过的信息，请向当事人核对。"))
    return _look(page)


_EMPTY: Final[dict[str, tuple[str, ...]]] = {"sex": ("", "0"), "kind": ("", "person")}
"""What counts as not filled in."""


def _saved(page: Page) -> str:
    """Keep the draft; what cannot be kept stays in the page. Returns its token."""
    try:
        return str(_save_draft(page).token)
    except Refused:
        return page.draft


def _save_draft(page: Page) -> IntakeDraft:
    assert page.data is not None  # noqa: S101  (a POST)
    return save_draft(by=page.actor, at=page.now, token=page.draft, typed=page.data.lists())


def _to_case(number: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("cases:detail", args=[number]))


def _shown(page: Page, form: IntakeForm | None = None) -> HttpResponse:
    if page.data is not None and "hints" not in page.extra:
        page.extra["hints"] = hints_of(page.data, page.actor, page.now)
    context = {
        "form": form or page.form(),
        "quiet": page.quiet,
        "draft": page.draft,
        "once": page.once,
        "now": page.now,
        "hints": None,
        **page.extra,
    }
    return render(page.request, "disputes/intake.html", context, status=page.status)


_BUTTONS: Final = {"_save": _save, "_more": _more, "_look": _look, "_set": _set, "_known": _fill}
