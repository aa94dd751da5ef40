"""What the panel of supervision and risk shows of a case."""

from __future__ import annotations

from typing import Any

from cases.acts import registry
from cases.acts_major import is_major
from cases.colours import REVIEW_DAYS, is_lower
from cases.models import CaseAnalysis, CasePlan, CaseReview, Colour, ColourChange, LeaderInCharge, LookBack, MajorMark, Rectification, SupervisionItem
from cases.pages import Look
from cases.veil import veil_of_case

REVIEWS = 5


def lacks_of(look: Look) -> list[str]:
    """What a red case lacks, by name: `leader`, `plan`. Read from the facts alone."""
    case, facts = look.case, look.facts
    if case.colour != Colour.RED or case.closed_at is not None or case.concluded_at is not None:
        return []
    return [name for name in ("leader", "plan") if not facts[name]]


def panel_of(look: Look) -> dict[str, Any]:
    """Everything for the panel; each part is read where there is something of it."""
    case, facts = look.case, look.facts
    major = is_major(facts)
    shown = {
        "lacks": lacks_of(look),
        "orders": _orders(look),
        "leaders": list(LeaderInCharge.objects.filter(case_id=case.pk).select_related("leader", "by").order_by("-id")),
        "changes": list(ColourChange.objects.filter(case_id=case.pk).select_related("by", "decided_by", "evidence").order_by("-id")),
        "plan": _plan(look) if facts["plan"] else None,
        "reviews": _reviews(look) if case.colour in REVIEW_DAYS else [],
        "major": major,
        "marks": list(MajorMark.objects.filter(case_id=case.pk, lifted_at__isnull=True).select_related("by")) if facts["marked_major"] else [],
        "analyses": list(CaseAnalysis.objects.filter(case_id=case.pk).select_related("by")) if facts["analysed"] else [],
        "rectifications": _rectifications(look) if facts["rectifications"] else [],
        "look_backs": _look_backs(look) if major or facts["findings_unanswered"] else [],
        "advice": _advice(look),
    }
    return {**shown, "anything": any(shown.values()), "veil": veil_of_case(case.pk)}


def _orders(look: Look) -> list[SupervisionItem]:
    people = ("order__ground", "order__organisation", "order__previous", "order__by", "organisation", "answered_by", "decided_by", "document")
    return list(SupervisionItem.objects.filter(case_id=look.case.pk).select_related(*people).order_by("-id"))


def _plan(look: Look) -> CasePlan | None:
    live = CasePlan.objects.filter(case_id=look.case.pk, superseded_at__isnull=True)
    return live.select_related("owner", "by").prefetch_related("steps").first()


def _reviews(look: Look) -> list[CaseReview]:
    return list(CaseReview.objects.filter(case_id=look.case.pk).select_related("by").order_by("-id")[:REVIEWS])


def _rectifications(look: Look) -> list[Rectification]:
    return list(Rectification.objects.filter(case_id=look.case.pk).select_related("organisation", "done_by"))


def _look_backs(look: Look) -> list[LookBack]:
    rows = LookBack.objects.filter(case_id=look.case.pk).select_related("by", "organisation", "closed_by")
    return list(rows.prefetch_related("findings__organisation", "findings__replied_by"))


def _advice(look: Look) -> Any:
    """What the rules say where that is more than the present colour; the colour may be raised at once."""
    case = look.case
    if case.closed_at is not None or case.colour == Colour.RED:
        return None
    advice = registry.kind(case.kind).advice(case, look.actor, look.now)
    return advice if is_lower(case.colour, advice.colour) else None
