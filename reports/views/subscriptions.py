"""Having the monthly report mailed, and having it mailed no more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actor import Actor, actor_of
from accounts.models import Area
from cases.errors import Refused
from reports.actions.subscriptions import live_subscriptions, subscribe, unsubscribe
from reports.forms.subscription import SubscriptionForm
from reports.models import ReportMailing
from reports.statistics.choice import place_of, roots_of

_SHOWN = 12


@never_cache
@login_required
def subscriptions(request: HttpRequest) -> HttpResponse:
    """What one has mailed, and a form to have more."""
    actor = actor_of(request)
    if not actor.scope.sees_cases:
        raise PermissionDenied("statistics")
    areas = _areas(actor, request.GET.get("area", "") or request.POST.get("area", ""))
    first = {"area": request.GET.get("area") or (areas[0].pk if areas else ""), "email": actor.user.email}
    form = SubscriptionForm(request.POST or None, initial=first, areas=areas)
    if request.method == "POST" and form.is_valid():
        try:
            made = subscribe(by=actor, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            for field, reasons in refused.reasons.items():
                form.add_error(field or None, reasons)
        else:
            messages.success(request, _("已订阅：每月 %(day)d 日寄到 %(email)s。") % {"day": made.day, "email": made.email})
            return redirect("reports:subscriptions")
    return render(request, "reports/subscriptions.html", {"form": form, "areas": areas, **_existing(actor)}, status=400 if form.errors else 200)


def _existing(actor: Actor) -> dict[str, Any]:
    live = live_subscriptions(actor.user).select_related("area").annotate(last_sent=Max("mailings__sent_at"))
    mailed = ReportMailing.objects.filter(subscription__user=actor.user).select_related("subscription__area")[:_SHOWN]
    return {"live": list(live.order_by("area_id", "file_format")), "mailings": list(mailed)}


def _areas(actor: Actor, asked: str) -> list[Area]:
    """What may be chosen: the actor's areas, those right under them, and the one he came from."""
    roots = roots_of(actor)
    wanted = Q(pk__in=roots) | Q(parent_id__in=roots, valid_to__isnull=True)
    if asked.isascii() and asked.isdigit() and place_of(actor, asked) is not None:
        wanted |= Q(pk=asked)
    return list(Area.objects.filter(wanted, level__in=("city", "county", "township", "village")).order_by("code")) if roots else []


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop one of one's own; 404 for any other."""
    found = live_subscriptions(actor_of(request).user).filter(pk=pk).first()
    if found is None:
        raise Http404
    unsubscribe(subscription=found, at=timezone.now(), reason=_("本人停止"))
    messages.success(request, _("已停止寄送。"))
    return redirect("reports:subscriptions")
