"""The transfer inbox: what is on its way to us, what we sent, what came back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actor import Actor, actor_of
from accounts.policies import reach_of
from cases.address import bad_number, bad_parameters
from cases.models import Case, Transfer, TransferState
from cases.veil import veil_of

PAGE = 30
BAD_REQUEST = 400


@dataclass(frozen=True)
class Box:
    """One of the boxes of the inbox: which transfers lie in it."""

    code: str
    label: str | Promise
    icon: str
    empty: str | Promise
    received: bool
    state: TransferState

    def condition(self, organisations: tuple[int, ...]) -> Q:
        """The transfers in it, seen from these organisations."""
        side = "to_organisation_id__in" if self.received else "from_organisation_id__in"
        return Q(**{side: organisations}, state=self.state)


BOXES = (
    Box("in", _("待我签收"), "inbox", _("没有等待签收的案件。别的单位移送过来的案件会出现在这里。"), received=True, state=TransferState.PENDING),
    Box("out", _("我方移出"), "send", _("没有等待对方签收的案件。在案件页选“移送”可以移给别的单位。"), received=False, state=TransferState.PENDING),
    Box("returned", _("被退回"), "arrow-back-up", _("没有被退回的案件。"), received=False, state=TransferState.RETURNED),
    Box("signed", _("我方已签收"), "circle-check", _("还没有签收过案件。"), received=True, state=TransferState.ACCEPTED),
)


@never_cache
@login_required
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """One box, newest first. An address that cannot be used is refused."""
    actor, errors = actor_of(request), _errors(request)
    box = next((each for each in BOXES if each.code == request.GET.get("box")), BOXES[0])
    rows = [] if errors else list(_older(_rows(actor, box), request.GET.get("before", ""))[: PAGE + 1])
    for row in rows:
        row.veil = veil_of(row.case.parties.all())  # type: ignore[attr-defined]  # for the page
    context = {
        "boxes": _counted(actor),
        "box": box,
        "errors": errors,
        "rows": rows[:PAGE],
        "before": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "may_answer": reach_of(actor.roles, "disputes.accept_transfer") is not None,
        "now": timezone.now(),
    }
    return render(request, "disputes/transfers.html", context, status=BAD_REQUEST if errors else 200)


def _errors(request: HttpRequest) -> dict[str, str]:
    """What cannot be used in the address, by parameter."""
    asked = request.GET.get("box")
    unknown = {"box": _t("没有这个值。")} if asked and asked not in {box.code for box in BOXES} else {}
    return unknown | bad_number(request, "before") | bad_parameters(request, ("box", "before"))


def _visible(actor: Actor) -> QuerySet[Transfer]:
    return Transfer.objects.filter(case__in=Case.objects.visible_to(actor).values("pk"))


def _rows(actor: Actor, box: Box) -> QuerySet[Transfer]:
    found = _visible(actor).filter(box.condition(actor.scope.organisation_ids))
    return (
        found.select_related("case", "case__category", "from_organisation", "to_organisation", "by", "responded_by")
        .prefetch_related("case__parties")
        .order_by("-id")
    )


def _older(rows: QuerySet[Transfer], before: str) -> QuerySet[Transfer]:
    return rows.filter(pk__lt=int(before)) if before else rows


def _counted(actor: Actor) -> list[tuple[Box, int]]:
    """The boxes with how many lie in those that wait for somebody."""
    ours = actor.scope.organisation_ids
    waiting = [box for box in BOXES if box.state == TransferState.PENDING]
    totals = _visible(actor).aggregate(**{f"n_{box.code}": Count("pk", filter=box.condition(ours)) for box in waiting})
    return [(box, totals.get(f"n_{box.code}", 0)) for box in BOXES]
