"""What happens to a dispute besides registration, acceptance and result, as conditions over days: the lists behind figures stand on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.daycount import SHANGHAI, end_of_day
from cases.models import Clock, Escalation
from cases.models.escalation import Ground, Rung
from disputes.actions.support import MEDIATION_CLOCKS
from disputes.models import Agreement, AgreementItem, ConfirmationState, FollowUp, JudicialConfirmation
from disputes.models.follow_up import Satisfaction
from disputes.states import Outcome

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

RESULT_REASONS: Final = ("agreed", "failed", Outcome.WITHDRAWN.value, Outcome.TERMINATED.value)
"""Why a clock of mediation stops when there is a result (see `disputes.actions`); stopped for another reason it is neither kept nor missed."""
DECISION_CLOCK: Final = "dispute.accept"
DECISION_REASONS: Final = ("accepted", "declined")
"""Why the clock of acceptance stops when it was decided on."""
SATISFIED: Final = (Satisfaction.SATISFIED.value, Satisfaction.FAIRLY.value)
RATED: Final = (*SATISFIED, Satisfaction.DISSATISFIED.value)


@dataclass(frozen=True)
class Days:
    """Days from the first to the last, both in it, in Asia/Shanghai."""

    first: dt.date
    last: dt.date

    @property
    def start(self) -> dt.datetime:
        """00:00 of the first day."""
        return dt.datetime.combine(self.first, dt.time(), SHANGHAI)

    @property
    def end(self) -> dt.datetime:
        """24:00 of the last day."""
        return end_of_day(self.last)


def _limits(*kinds: str, reasons: tuple[str, ...]) -> QuerySet[Any, Any]:
    """Clocks of these kinds with when each was met: by the result, also where that was entered later than it came about."""
    met = Choose(When(stop_reason__in=RESULT_REASONS, then=Least("stopped_at", "case__concluded_at")), default=F("stopped_at"))
    return Clock.objects.filter(kind__in=kinds, due_at__isnull=False).annotate(met=met, by_result=Q(stop_reason__in=reasons))


def _kept(clocks: QuerySet[Any, Any], days: Days) -> Q:
    kept = clocks.filter(by_result=True, met__gte=days.start, met__lt=days.end, met__lte=F("due_at"))
    return Q(pk__in=kept.order_by().values("case_id"))


def _missed(clocks: QuerySet[Any, Any], days: Days) -> Q:
    missed = clocks.filter(Q(met__isnull=True) | Q(met__gt=F("due_at")), due_at__gte=days.start, due_at__lt=days.end)
    return Q(pk__in=missed.order_by().values("case_id"))


def _mediation() -> QuerySet[Any, Any]:
    return _limits(*MEDIATION_CLOCKS, reasons=RESULT_REASONS)


def _decision() -> QuerySet[Any, Any]:
    return _limits(DECISION_CLOCK, reasons=DECISION_REASONS)


def _performed(days: Days) -> Q:
    """The last item of the agreement in force was performed on one of the days."""
    items = AgreementItem.objects.filter(agreement_id=OuterRef("pk"))
    left = items.filter(Q(performed_on__isnull=True) | Q(performed_on__gt=days.last))
    done = Agreement.objects.filter(superseded_at__isnull=True, pk__in=_items_of(days)).exclude(Exists(left))
    return Q(pk__in=done.order_by().values("dispute_id"))


def _items_of(days: Days) -> QuerySet[Any, Any]:
    return AgreementItem.objects.filter(performed_on__range=(days.first, days.last)).order_by().values("agreement_id")


def _confirmation(**conditions: Any) -> Q:
    return Q(pk__in=JudicialConfirmation.objects.filter(**conditions).order_by().values("agreement__dispute_id"))


def _visit(days: Days, **conditions: Any) -> Q:
    return Q(pk__in=FollowUp.objects.filter(done_on__range=(days.first, days.last), **conditions).order_by().values("dispute_id"))


def _climbed(days: Days, level: Rung) -> Q:
    """It climbed to that level on one of the days; a warning is no climb."""
    steps = Escalation.objects.filter(at__gte=days.start, at__lt=days.end, to_level=level).exclude(ground=Ground.WARN)
    return Q(pk__in=steps.order_by().values("case_id"))


def pending_at(moment: dt.datetime) -> Q:
    """Registered and not concluded at that moment."""
    return Q(received_at__lt=moment) & (Q(concluded_at__isnull=True) | Q(concluded_at__gte=moment))


def overdue_at(moment: dt.datetime) -> Q:
    """Not concluded at that moment, and the limit of mediation was over."""
    late = _mediation().filter(Q(met__isnull=True) | Q(met__gte=moment), due_at__lt=moment)
    return Q(pk__in=late.order_by().values("case_id"))


@dataclass(frozen=True)
class Kind:
    """A kind of thing that happens: its words, and the condition on cases to which it happened on these days."""

    label: StrPromise
    condition: Callable[[Days], Q]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "limit_kept": Kind(_l("按期办结"), lambda days: _kept(_mediation(), days)),
        "limit_missed": Kind(_l("调解超期"), lambda days: _missed(_mediation(), days)),
        "decision_kept": Kind(_l("按期决定受理"), lambda days: _kept(_decision(), days)),
        "decision_missed": Kind(_l("未按期决定受理"), lambda days: _missed(_decision(), days)),
        "performed": Kind(_l("履行完毕"), _performed),
        "confirmation_applied": Kind(_l("申请司法确认"), lambda days: _confirmation(applied_on__range=(days.first, days.last))),
        "confirmed": Kind(
            _l("司法确认有效"), lambda days: _confirmation(decided_on__range=(days.first, days.last), state=ConfirmationState.CONFIRMED.value)
        ),
        "visited": Kind(_l("已回访"), _visit),
        "rated": Kind(_l("回访已评价"), lambda days: _visit(days, satisfaction__in=RATED)),
        "satisfied": Kind(_l("回访满意"), lambda days: _visit(days, satisfaction__in=SATISFIED)),
        "climbed_village": Kind(_l("升级至村（社区）"), lambda days: _climbed(days, Rung.VILLAGE)),
        "climbed_township": Kind(_l("升级至镇（街道）"), lambda days: _climbed(days, Rung.TOWNSHIP)),
        "climbed_county": Kind(_l("升级至县（区）"), lambda days: _climbed(days, Rung.COUNTY)),
        "climbed_city": Kind(_l("升级至市"), lambda days: _climbed(days, Rung.CITY)),
        "climbed_court": Kind(_l("升级至诉讼途径"), lambda days: _climbed(days, Rung.COURT)),
    }
)


@dataclass(frozen=True)
class Happening:
    """Something of a kind that happened within days; written `kind:from:to` in an address."""

    kind: str
    days: Days

    @classmethod
    def read(cls, text: str) -> Happening:
        """Read it from an address. Raises `ValueError` where it is none."""
        kind, first, last = text.split(":")
        days = Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        if kind not in KINDS or days.last < days.first or len(first) + len(last) != len("yyyy-mm-dd") * 2:
            raise ValueError(text)
        return cls(kind, days)

    @property
    def condition(self) -> Q:
        """Cases to which it happened."""
        return KINDS[self.kind].condition(self.days)

    @property
    def address(self) -> str:
        """As it stands in an address."""
        return f"{self.kind}:{self.days.first.isoformat()}:{self.days.last.isoformat()}"

    def __str__(self) -> str:
        words = {"what": KINDS[self.kind].label, "first": self.days.first, "last": self.days.last}
        return _("%(what)s（%(first)s 至 %(last)s）") % words
