"""From a figure to its cases: the address of the list that holds exactly what was counted, filtered to what the viewer may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode

from disputes.happenings import Days, Happening
from disputes.models import AgreementForm
from disputes.models.dispute import Difficulty
from disputes.states import Outcome
from reports.figures import Cut
from reports.months import month_end

Span = tuple[dt.date, dt.date]
Query = Mapping[str, Any]


def _between(name: str, **more: Any) -> Callable[[Span], Query]:
    return lambda span: {f"{name}_from": span[0].isoformat(), f"{name}_to": span[1].isoformat(), **more}


def _outcome(*outcomes: Outcome, **more: Any) -> Callable[[Span], Query]:
    return _between("concluded", outcome=[each.value for each in outcomes], **more)


def _happened(kind: str) -> Callable[[Span], Query]:
    return lambda span: {"happened": Happening(kind, Days(*span)).address}


_ENDED: Final = (Outcome.SUCCESS, Outcome.FAILURE, Outcome.WITHDRAWN, Outcome.TERMINATED)
_LISTS: Final[Mapping[str, Callable[[Span], Query]]] = MappingProxyType(
    {
        "registered": _between("received"),
        "accepted": _between("accepted"),
        "concluded": _outcome(*_ENDED),
        "successful": _outcome(Outcome.SUCCESS),
        "failed": _outcome(Outcome.FAILURE),
        "withdrawn": _outcome(Outcome.WITHDRAWN),
        "terminated": _outcome(Outcome.TERMINATED),
        "declined": _outcome(Outcome.DECLINED),
        "merged": _outcome(Outcome.MERGED),
        "agreements_oral": _outcome(Outcome.SUCCESS, agreement_form=AgreementForm.ORAL.value),
        "agreements_written": _outcome(Outcome.SUCCESS, agreement_form=AgreementForm.WRITTEN.value),
        "agreements": _outcome(Outcome.SUCCESS, agreement_form=[form.value for form in AgreementForm]),
        "amount": _outcome(Outcome.SUCCESS),
        "performed": _happened("performed"),
        "on_time": _happened("limit_kept"),
        "overdue": _happened("limit_missed"),
        "accepted_on_time": _happened("decision_kept"),
        "accepted_late": _happened("decision_missed"),
        "people": _between("accepted"),
        "complex": _between("accepted", difficulty=Difficulty.COMPLEX.value),
        "confirmations_applied": _happened("confirmation_applied"),
        "confirmed": _happened("confirmed"),
        "visited": _happened("visited"),
        "rated": _happened("rated"),
        "satisfied": _happened("satisfied"),
        "carried_over": lambda span: {"pending_on": (span[0] - dt.timedelta(days=1)).isoformat()},
        "pending": lambda span: {"pending_on": span[1].isoformat()},
        "pending_overdue": lambda span: {"overdue_on": span[1].isoformat()},
    }
)
LISTED: Final = frozenset(_LISTS)


def query(cut: Cut, measure: str) -> dict[str, Any]:
    """The filters of the list behind a figure.

    Raises:
        KeyError: there is no such measure.
    """
    span = cut.period.first, month_end(cut.period.last)
    chosen = {"category": cut.category, "moj_type": cut.moj_type, "channel": cut.channel, "committee_kind": cut.body}
    return {"area": cut.area, **_LISTS[measure](span), **{name: value for name, value in chosen.items() if value is not None}, "open": "all"}


def address(cut: Cut, measure: str) -> str:
    """The list of disputes behind a figure. Raises `KeyError` for an unknown measure."""
    return f"{reverse('disputes:list')}?{urlencode(query(cut, measure), doseq=True)}"
