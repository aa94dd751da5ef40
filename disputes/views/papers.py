"""Papers to print: the agreement and the record of a session (司发通〔2010〕239号). Masked until somebody says why the clear names are needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import actor_of
from cases.actions.unmask import FIELDS, unmask
from cases.acts import open_acts
from cases.errors import ActError, Refused
from cases.models import Case, CaseEvent, Party
from cases.veil import Veil, veil_of
from cases.views.reading import find_case
from disputes.models import Agreement, Assignment, Dispute, MediationSession
from disputes.routes import ROUTE_CHOICES
from disputes.states import Outcome
from disputes.views.file import PartyCard, party_card

NOTICES = {"disputes.decline": Outcome.DECLINED, "disputes.terminate": Outcome.TERMINATED, "disputes.fail": Outcome.FAILURE}
"""The acts at which the parties are told of the other ways, and what comes of the dispute by each."""


@dataclass(frozen=True)
class PaperParty:
    """A party as the paper names it."""

    party: Party
    name: str
    id_number: str
    phone: str
    address: str
    representative: str

    @classmethod
    def masked(cls, card: PartyCard) -> PaperParty:
        """Before somebody has said why."""
        return cls(card.party, card.name, card.id_number, card.phone, card.address, "")

    @classmethod
    def clear(cls, party: Party, values: dict[str, str]) -> PaperParty:
        """As it is printed and signed."""
        return cls(party, values["name"], values["id_number"], values["phone"], values["address"], values["representative"])


class Unveiled(Veil):
    """After somebody has said why: texts as they were written, for the parties to sign."""

    def over(self, text: str) -> str:
        """As it is."""
        return text


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def agreement_paper(request: HttpRequest, number: str) -> HttpResponse:
    """人民调解协议书 of the agreement in force, or 口头协议登记表 where it is oral."""
    case = find_case(request, number)
    agreement = Agreement.objects.filter(dispute_id=case.pk, superseded_at__isnull=True).prefetch_related("items").first()
    if agreement is None:
        raise Http404(_("本案没有生效的调解协议。"))
    mediators = [row.mediator for row in Assignment.objects.filter(dispute_id=case.pk, until__isnull=True).select_related("mediator")]
    extra = {"agreement": agreement, "items": list(agreement.items.all()), "mediators": mediators}
    return _paper(request, case, "disputes/paper_agreement.html", _parties(case), extra)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def session_paper(request: HttpRequest, number: str, session: int) -> HttpResponse:
    """人民调解记录 of one session."""
    case = find_case(request, number)
    row = MediationSession.objects.filter(dispute_id=case.pk, number=session).prefetch_related("mediators", "parties").first()
    if row is None:
        raise Http404(_("本案没有这次调解的记录。"))
    extra = {"session": row, "mediators": list(row.mediators.all())}
    return _paper(request, case, "disputes/paper_session.html", sorted(row.parties.all(), key=lambda party: party.pk), extra)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def notice_paper(request: HttpRequest, number: str) -> HttpResponse:
    """不予受理告知书, 终止调解通知书 or 调解不成告知书: why, and which other ways the parties were told of (人民调解法 26)."""
    case = find_case(request, number)
    if not isinstance(case, Dispute):
        raise Http404(_("没有这份文书。"))
    told = CaseEvent.objects.filter(case_id=case.pk, act__in=NOTICES).order_by("-id").first()
    if told is None or case.outcome not in NOTICES.values():
        raise Http404(_("没有这份文书。"))
    routes = [label for code, label in ROUTE_CHOICES if code in told.data["routes"]]
    why = case.resolution if case.outcome == Outcome.FAILURE else case.decline_reason or told.text.partition("。")[0]
    extra = {"told": told, "routes": routes, "why": why, "outcome": case.outcome}
    return _paper(request, case, "disputes/paper_notice.html", _parties(case), extra)


def _parties(case: Case) -> list[Party]:
    """All parties, read once for the request."""
    prefetch_related_objects([case], "parties")
    return sorted(case.parties.all(), key=lambda party: party.pk)


def _paper(request: HttpRequest, case: Case, template: str, parties: list[Party], extra: dict[str, Any]) -> HttpResponse:
    problem, reason = "", request.POST.get("reason", "").strip()
    shown = [PaperParty.masked(party_card(party)) for party in parties]
    if request.method == "POST":
        try:
            shown = _clear(request, case, parties, reason)
        except ActError as error:
            problem = "；".join(error.reasons.get("reason", [error.message])) if isinstance(error, Refused) else error.message
    clear = request.method == "POST" and not problem
    context = {
        "case": case,
        "dispute": case,
        "parties": shown,
        "names": {each.party.pk: each.name for each in shown},
        "clear": clear,
        "veil": Unveiled() if clear else veil_of(_parties(case)),
        "problem": problem,
        "reason": reason,
        "may_unmask": any(act.name == "unmask" for act in open_acts(case, actor_of(request))),
        "now": timezone.now(),
        **extra,
    }
    return render(request, template, context, status=422 if problem else 200)


@transaction.atomic
def _clear(request: HttpRequest, case: Case, parties: list[Party], reason: str) -> list[PaperParty]:
    """The parties in clear, each reading recorded with the reason; all of them or none."""
    actor, now = actor_of(request), timezone.now()
    found = []
    for party in parties:
        values = unmask(case=case, by=actor, at=now, party=party, fields_read=list(FIELDS), reason=reason)
        found.append(PaperParty.clear(party, values.as_dict()))
    return found
