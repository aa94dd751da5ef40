"""The bell in the bar, the list of notices, and how to be told."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import actor_of
from accounts.sessions import SessionStore
from cases.actions.notices import choose, mark_all_read, mark_read
from cases.errors import Refused
from cases.forms.notices import ChoicesForm, NoticeFilterForm
from cases.models.notices import Notice
from cases.notices.reading import count_of, page_of, shown

SIZE = 30
IN_BELL = 8
_LONGEST_KEY = 18


@login_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The own notices: unread first, by kind, 30 a page."""
    form = NoticeFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"kind": "", "show": ""}
    count = count_of(actor_of(request).user.pk)
    try:
        page = page_of(
            actor_of(request), size=SIZE, after=request.GET.get("after", ""), kind=asked.get("kind", ""), unread_only=asked.get("show") == "unread"
        )
    except ValueError as error:
        raise Http404 from error
    return render(request, "cases/notices.html", {"page": page, "form": form, "count": count, "kind": asked.get("kind", "")})


@never_cache
@login_required
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the bell that asks every few seconds: 304 where nothing has changed. Asking keeps no session alive."""
    _let_session_be(request)
    count = count_of(actor_of(request).user.pk)
    if request.headers.get("If-None-Match", "").removeprefix("W/") == count.tag:
        return HttpResponse(status=304, headers={"ETag": count.tag})
    said = ngettext("%(count)d 条未读通知", "%(count)d 条未读通知", count.unread) % {"count": count.unread}
    return JsonResponse({"unread": count.unread, "newest": count.newest, "text": said if count.unread else ""}, headers={"ETag": count.tag})


@never_cache
@login_required
@require_GET
def bell_list(request: HttpRequest) -> HttpResponse:
    """The newest notices, for the list under the bell."""
    page = page_of(actor_of(request), size=IN_BELL)
    context = {"page": page, "count": count_of(actor_of(request).user.pk), "back": request.GET.get("next", "")}
    return render(request, "cases/notices_bell.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads. One whose case these eyes do not see leads to the list."""
    actor = actor_of(request)
    notice = _own(request, pk)
    mark_read(by=actor, at=timezone.now(), pks=[pk])
    (row,) = shown(actor, [notice])
    return redirect(row.path or reverse("cases:notices"))


@login_required
@require_POST
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and stay."""
    notice = _own(request, pk)
    mark_read(by=actor_of(request), at=timezone.now(), pks=[notice.pk])
    return redirect(_back(request))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read that the person has seen (`upto`), of one kind or of all."""
    upto = request.POST.get("upto", "")
    if not (upto.isascii() and upto.isdigit() and len(upto) <= _LONGEST_KEY):
        raise Http404
    count = mark_all_read(by=actor_of(request), at=timezone.now(), upto=int(upto), kind=request.POST.get("kind", ""))
    messages.success(request, _("已将 %(count)d 条通知标为已读。") % {"count": count})
    return redirect(_back(request))


@login_required
def choices(request: HttpRequest) -> HttpResponse:
    """How one wants to be told."""
    actor = actor_of(request)
    form = ChoicesForm(request.POST or None, user=actor.user)
    if request.method == "POST" and form.is_valid():
        try:
            choose(by=actor, manners=form.manners(), hours=form.hours(), email=form.cleaned_data["email"])
        except Refused as refused:
            for field, reasons in refused.reasons.items():
                form.add_error(field or None, reasons)
        else:
            messages.success(request, _("通知设置已保存。"))
            return redirect("cases:notice_choices")
    return render(request, "cases/notices_choices.html", {"form": form})


def _own(request: HttpRequest, pk: int) -> Notice:
    notice = Notice.objects.filter(user=actor_of(request).user, pk=pk).first()
    if notice is None:
        raise Http404(_("没有这条通知。"))
    return notice


def _back(request: HttpRequest) -> str:
    """The page of this site that the person came from, or the list."""
    where = request.POST.get("next", "")
    return where if where.startswith("/") and url_has_allowed_host_and_scheme(where, allowed_hosts=None) else reverse("cases:notices")


def _let_session_be(request: HttpRequest) -> None:
    """A page that is merely open is nobody at work: the session's end is not moved."""
    if isinstance(request.session, SessionStore):
        request.session.resting = True
