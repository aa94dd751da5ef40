"""Orders of supervision: what our bodies issued, what they have to answer; and the paper of an order (督办单)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.actor import Actor, actor_of
from accounts.policies import reach_of
from cases.models import Case, SupervisionItem, SupervisionOrder, SupervisionState
from cases.risk_filters import answered_by
from cases.veil import veil_of_case

PAGE = 30
DONE = (SupervisionState.ACCEPTED, SupervisionState.REORDERED, SupervisionState.RECALLED)


@dataclass(frozen=True)
class Box:
    """Orders on cases by whose turn it is: seen from the bodies where the actor works."""

    code: str
    label: str | Promise
    icon: str
    empty: str | Promise
    issued: bool
    states: tuple[SupervisionState, ...]

    def condition(self, actor: Actor) -> Q:
        """What lies in it. Who has the case by now has to answer, whoever had it when the order came."""
        side = Q(order__organisation_id__in=actor.scope.organisation_ids) if self.issued else answered_by(actor)
        return side & Q(state__in=self.states)


BOXES = (
    Box("answer", _("待我方答复"), "inbox", _("没有等待答复的督办单。上级签发的督办会出现在这里。"), issued=False, states=(SupervisionState.OPEN,)),
    Box("judge", _("待我方审核"), "circle-check", _("没有等待审核的答复。"), issued=True, states=(SupervisionState.ANSWERED,)),
    Box(
        "issued",
        _("我方签发在办"),
        "send",
        _("没有在办的督办。在案件页选“督办”，或在列表中勾选多件后批量督办。"),
        issued=True,
        states=(SupervisionState.OPEN,),
    ),
    Box("ours", _("我方签发已结"), "archive", _("还没有办结的督办。"), issued=True, states=DONE),
    Box("done", _("我方承办已结"), "checks", _("还没有办结的督办。"), issued=False, states=(SupervisionState.ANSWERED, *DONE)),
)


@never_cache
@login_required
@require_GET
def supervision(request: HttpRequest) -> HttpResponse:
    """One box, newest first: the one asked for, or the first with work in it; `q` narrows to a number of an order or of a case."""
    actor, now = actor_of(request), timezone.now()
    issues = reach_of(actor.roles, "cases.supervise") is not None
    boxes = _counted(actor, [box for box in BOXES if issues or not box.issued])
    box = _opened(boxes, request.GET.get("box", ""))
    words = request.GET.get("q", "").strip()[:40]
    rows = list(_older(_rows(actor, box, words), request.GET.get("before", ""))[: PAGE + 1])
    context = {
        "boxes": boxes,
        "box": box,
        "rows": rows[:PAGE],
        "before": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "words": words,
        "acts": _acts(actor, box),
        "now": now,
    }
    return render(request, "cases/supervision.html", context)


@never_cache
@login_required
@require_GET
def order_paper(request: HttpRequest, order: int) -> HttpResponse:
    """督办单, with those of its cases that this person may see; 404 where that is none."""
    items = list(visible_items(actor_of(request)).filter(order_id=order).select_related("case__category", "organisation", "order").order_by("id"))
    if not items:
        raise Http404(_t("没有这份督办单，或者它不在您的管辖范围内。"))
    row = SupervisionOrder.objects.select_related("ground", "organisation", "by", "previous").get(pk=order)
    context: dict[str, Any] = {"order": row, "items": items, "case": items[0].case, "now": timezone.now(), "veil": veil_of_case(items[0].case_id)}
    return render(request, "cases/paper_supervision.html", context)


def visible_items(actor: Actor) -> QuerySet[SupervisionItem]:
    """The orders on cases that the actor may see."""
    return SupervisionItem.objects.filter(case__in=Case.objects.visible_to(actor).values("pk"))


def _rows(actor: Actor, box: Box, words: str) -> QuerySet[SupervisionItem]:
    found = visible_items(actor).filter(box.condition(actor))
    if words:
        found = found.filter(Q(order__number__icontains=words) | Q(case__number__icontains=words))
    return found.select_related("case", "order__ground", "order__organisation", "organisation").order_by("-id")


def _older(rows: QuerySet[SupervisionItem], before: str) -> QuerySet[SupervisionItem]:
    return rows.filter(pk__lt=int(before)) if before.isascii() and before.isdigit() and len(before) < len(str(2**63)) else rows


def _counted(actor: Actor, boxes: list[Box]) -> list[tuple[Box, int]]:
    """The boxes with how many lie in those that are somebody's turn."""
    live = [box for box in boxes if len(box.states) == 1]
    totals = visible_items(actor).aggregate(**{f"n_{box.code}": Count("pk", filter=box.condition(actor)) for box in live})
    return [(box, totals.get(f"n_{box.code}", 0)) for box in boxes]


def _opened(boxes: list[tuple[Box, int]], asked: str) -> Box:
    """The box that was asked for; else the first in which something waits, else the first of all."""
    named = next((box for box, _count in boxes if box.code == asked), None)
    return named or next((box for box, count in boxes if count), boxes[0][0])


def _acts(actor: Actor, box: Box) -> list[tuple[str, str | Promise, str]]:
    """What can be done from the rows of a box."""
    choices = {
        "answer": [("answer_supervision", _("答复"), "message-reply")],
        "judge": [("accept_supervision", _("审核通过"), "circle-check"), ("order_again", _("再次督办"), "repeat")],
        "issued": [("recall_supervision", _("撤销督办"), "arrow-back")],
    }
    return [choice for choice in choices.get(box.code, []) if reach_of(actor.roles, f"cases.{choice[0]}") is not None]
