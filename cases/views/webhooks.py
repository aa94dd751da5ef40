"""Gateways and dead letters, for the system administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import actor_of
from accounts.paging import newest
from accounts.signin.events import address_of
from accounts.views.access import requires
from cases.actions.webhooks import add_webhook, drop_deliveries, edit_webhook, renew_secret, retry_deliveries, try_webhook
from cases.errors import Refused
from cases.forms.notices import WebhookForm
from cases.models.notices import DeliveryState, Webhook
from cases.notices.parcels import first_of_parcels

_MOST = 200
"""Dead letters that one click handles."""


@requires("system.webhooks")
@require_GET
def webhooks(request: HttpRequest) -> HttpResponse:
    """All gateways."""
    rows = Webhook.objects.select_related("created_by").order_by("-active", "name")
    return render(request, "cases/webhooks.html", {"rows": rows})


@requires("system.webhooks")
def new(request: HttpRequest) -> HttpResponse:
    """Enter a gateway; its secret is shown once, right after."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = add_webhook(by=actor_of(request), at=timezone.now(), address=address_of(request), **form.cleaned_data)
        except Refused as refused:
            _explain(form, refused)
        else:
            return _secret_page(request, webhook, secret)
    return render(request, "cases/webhook.html", {"form": form, "webhook": None})


@requires("system.webhooks")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a gateway."""
    webhook = get_object_or_404(Webhook, pk=pk)
    first = {name: getattr(webhook, name) for name in ("name", "url", "kinds", "active")}
    form = WebhookForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            edit_webhook(webhook=webhook, by=actor_of(request), at=timezone.now(), address=address_of(request), **form.cleaned_data)
        except Refused as refused:
            _explain(form, refused)
        else:
            messages.success(request, _("推送网关已保存。"))
            return redirect("cases:webhooks")
    return render(request, "cases/webhook.html", {"form": form, "webhook": webhook})


@requires("system.webhooks")
@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a gateway a new secret and show it once."""
    webhook = get_object_or_404(Webhook, pk=pk)
    return _secret_page(request, webhook, renew_secret(webhook=webhook, by=actor_of(request), at=timezone.now(), address=address_of(request)))


@requires("system.webhooks")
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a gateway once and say what it answered."""
    webhook = get_object_or_404(Webhook, pk=pk)
    outcome = try_webhook(webhook=webhook, by=actor_of(request), at=timezone.now())
    if outcome.sent:
        messages.success(request, _("“%(name)s”已收到测试推送。") % {"name": webhook.name})
    else:
        messages.error(request, _("测试推送未成功：%(error)s。") % {"error": outcome.error})
    return redirect("cases:webhook", pk=pk)


@requires("system.deliveries")
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """Dead letters, newest first: what, by which way, how often tried and why not. Not what they say: administrators see no cases."""
    dead = first_of_parcels().filter(state=DeliveryState.DEAD).select_related("notice__user", "webhook")
    return render(request, "cases/deliveries.html", {"page": newest(dead, below=request.GET.get("below", ""))})


@requires("system.deliveries")
@require_POST
def handle_deliveries(request: HttpRequest) -> HttpResponse:
    """Try the chosen dead letters anew, or give them up."""
    pks = [int(each) for each in request.POST.getlist("chosen")[:_MOST] if each.isascii() and each.isdigit() and len(each) < 19]
    at, by, address = timezone.now(), actor_of(request), address_of(request)
    if not pks:
        messages.error(request, _("请先选择要处理的通知。"))
    elif request.POST.get("do") == "drop":
        messages.success(request, _("已放弃 %(count)d 件。") % {"count": drop_deliveries(by=by, at=at, pks=pks, address=address)})
    else:
        messages.success(request, _("%(count)d 件已重新排队。") % {"count": retry_deliveries(by=by, at=at, pks=pks, address=address)})
    return redirect("cases:deliveries")


def _secret_page(request: HttpRequest, webhook: Webhook, plain: str) -> HttpResponse:
    response = render(request, "cases/webhook_secret.html", {"webhook": webhook, "secret": plain})
    response["Cache-Control"] = "no-store"
    return response


def _explain(form: WebhookForm, refused: Refused) -> None:
    for field, reasons in refused.reasons.items():
        form.add_error(field or None, reasons)
