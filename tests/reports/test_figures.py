"""What counts in which month, and that every figure opens exactly its cases."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Role
from cases.models import Case, Clock
from disputes.filters import DisputeFilter
from disputes.models import Agreement, Dispute, FollowUp, JudicialConfirmation
from disputes.states import State
from reports import drill, figures, rates
from reports.figures import Cut
from reports.filling import fill_provisional
from reports.measures import CODES, Measures
from reports.months import Period
from tests.factories import posted
from tests.reports.worlds import APRIL, CITY, COUNTY, MARCH, OTHER_VILLAGE, TOWN, VILLAGE, areas, dispute, moment

pytestmark = pytest.mark.django_db
IN_MARCH = Period(MARCH, MARCH)
NOW = moment(20, 4)
TIMES = {"visited", "rated", "satisfied", "confirmations_applied", "confirmed"}
"""Count how often something happened; with one for each case they are the number of cases too."""
SUMS = {"people", "amount"}


def filled(*months: dt.date) -> None:
    for month in months or (MARCH,):
        assert fill_provisional(month, at=NOW) is not None


def clock(case: Dispute, *, due: dt.datetime, stopped: dt.datetime | None, reason: str = "", kind: str = "dispute.mediate") -> None:
    Clock.objects.create(
        case_id=case.pk, kind=kind, amount=1, unit="month", started_at=case.received_at, due_at=due, stopped_at=stopped, stop_reason=reason
    )


@pytest.fixture
def world() -> dict[str, Dispute]:
    """Disputes of all fates around March 2026."""
    areas()
    made = {
        "old": dispute(State.MEDIATING, received=moment(3, 2)),
        "done": dispute(received=moment(2), concluded=moment(9), amount=500, people_count=4),
        "oral": dispute(received=moment(20, 2), concluded=moment(10), area=OTHER_VILLAGE),
        "failed": dispute(State.FAILED, received=moment(5), concluded=moment(30), difficulty="complex"),
        "withdrawn": dispute(State.WITHDRAWN, received=moment(6), concluded=moment(7)),
        "terminated": dispute(State.TERMINATED, received=moment(6), concluded=moment(8)),
        "declined": dispute(State.DECLINED, received=moment(7), concluded=moment(7, hour=12)),
        "merged": dispute(State.MERGED, received=moment(8), concluded=moment(8, hour=12)),
        "open": dispute(State.ACCEPTED, received=moment(28), area=TOWN),
        "later": dispute(received=moment(25), concluded=moment(3, 4)),
        "before": dispute(received=moment(1, 2), concluded=moment(27, 2)),
        "after": dispute(State.REGISTERED, received=moment(1, 4)),
    }
    Agreement.objects.filter(dispute=made["oral"]).update(form="oral", reached_on=dt.date(2026, 3, 10), effective_on=dt.date(2026, 3, 10))
    Agreement.objects.filter(dispute=made["done"]).update(reached_on=dt.date(2026, 3, 9), effective_on=dt.date(2026, 3, 9))
    clock(made["done"], due=moment(20), stopped=moment(9), reason="agreed")
    clock(made["failed"], due=moment(20), stopped=moment(30), reason="failed")
    clock(made["old"], due=moment(10), stopped=None)
    clock(made["oral"], due=moment(12), stopped=moment(15), reason="agreed")  # entered late, reached in time
    clock(made["before"], due=moment(5), stopped=moment(27, 2), reason="agreed")
    clock(made["withdrawn"], due=moment(9), stopped=moment(7), reason="replaced")
    clock(made["open"], due=moment(30), stopped=moment(29), reason="accepted", kind="dispute.accept")
    clock(made["declined"], due=moment(6), stopped=moment(7), reason="declined", kind="dispute.accept")
    agreement = Agreement.objects.get(dispute=made["done"])
    JudicialConfirmation.objects.create(
        agreement=agreement, court="商州区人民法院", jurisdiction="seat", applied_on=dt.date(2026, 3, 12), decided_on=dt.date(2026, 3, 20),
        state="confirmed", by=made["done"].first_receiver, at=moment(12),
    )  # fmt: skip
    FollowUp.objects.create(dispute=made["done"], due_on=dt.date(2026, 3, 16), done_on=dt.date(2026, 3, 16), satisfaction="fairly")
    FollowUp.objects.create(dispute=made["oral"], due_on=dt.date(2026, 3, 17), done_on=dt.date(2026, 3, 31), satisfaction="dissatisfied")
    FollowUp.objects.create(dispute=made["failed"], due_on=dt.date(2026, 4, 7), done_on=None)
    return made


def test_what_counts_in_a_month(world: dict[str, Dispute]) -> None:
    filled()
    found = figures.totals(Cut(CITY, IN_MARCH))
    assert found == Measures(
        registered=8, accepted=6, concluded=5, successful=2, failed=1, withdrawn=1, terminated=1, declined=1, merged=1,
        agreements_oral=1, agreements_written=1, amount=found.amount, performed=found.performed, on_time=2, overdue=2, accepted_on_time=1,
        accepted_late=1, people=found.people, complex=1, confirmations_applied=1, confirmed=1, visited=2, rated=2, satisfied=1,
        carried_over=2, pending=3, pending_overdue=1,
    )  # fmt: skip
    assert found.amount == 500 and found.people == 4 + 5 * 2
    assert found.carried_over + found.registered - found.concluded - found.declined - found.merged == found.pending
    assert rates.BY_CODE["in_time"].of(found).text == "50.0%"
    assert rates.BY_CODE["resolution_with_carried_over"].of(found).denominator == 10


@pytest.mark.parametrize("area", [CITY, COUNTY, TOWN, VILLAGE, OTHER_VILLAGE])
def test_each_figure_opens_its_cases(world: dict[str, Dispute], area: str) -> None:
    filled()
    city = posted(Role.CITY_LEADER, CITY)
    cut = Cut(area, IN_MARCH)
    found = figures.totals(cut)
    for code in CODES:
        assert (listed(cut, code, city) == getattr(found, code)) or code in SUMS, code
    assert listed(cut, "people", city) == found.accepted
    assert listed(cut, "amount", city) == found.successful
    assert listed(cut, "agreements", city) == found.agreements


def listed(cut: Cut, measure: str, actor: Actor) -> int:
    """How many cases the list behind a figure shows to somebody."""
    shown = DisputeFilter(QueryDict(urlsplit(drill.address(cut, measure)).query), actor=actor, now=NOW)
    count: int = shown.qs.count()
    return count


def test_the_list_is_cut_by_the_same_dimensions(world: dict[str, Dispute]) -> None:
    filled()
    city = posted(Role.CITY_LEADER, CITY)
    for dimension in ("category", "moj_type", "channel", "body"):
        for code, _label, measures in figures.by(Cut(CITY, IN_MARCH), dimension):
            value = int(code) if dimension == "moj_type" else code
            assert listed(Cut(CITY, IN_MARCH, **{dimension: value}), "registered", city) == measures.registered


def test_others_see_only_their_part_of_the_list(world: dict[str, Dispute]) -> None:
    filled()
    Case.objects.get_queryset().filter(pk=world["done"].pk).update(confidential=True)
    town = posted(Role.TOWNSHIP_CENTER, TOWN)
    assert figures.totals(Cut(TOWN, IN_MARCH)).registered == 8
    assert listed(Cut(TOWN, IN_MARCH), "registered", town) == 7


def test_a_month_ends_at_midnight_in_shanghai() -> None:
    areas()
    dispute(State.REGISTERED, received=moment(31, 3, 23) + dt.timedelta(minutes=59, seconds=59.999))
    dispute(State.REGISTERED, received=moment(1, 4, 0))
    filled(MARCH, APRIL)
    both = figures.by_month(Cut(CITY, Period(MARCH, APRIL)))
    assert [(month, each.registered, each.carried_over, each.pending) for month, each in both] == [(MARCH, 1, 0, 1), (APRIL, 1, 1, 2)]
    assert figures.totals(Cut(CITY, Period(MARCH, APRIL))) == both[0][1] + both[1][1] - Measures(carried_over=1, pending=1)


def test_every_level_is_the_sum_of_what_lies_in_it(world: dict[str, Dispute]) -> None:
    filled()
    for area in (CITY, COUNTY, TOWN):
        below = figures.own(Cut(area, IN_MARCH))
        for _child, each in figures.by_area(Cut(area, IN_MARCH)):
            below = below + each
        assert below == figures.totals(Cut(area, IN_MARCH))
    assert figures.own(Cut(TOWN, IN_MARCH)).registered == 1
    two = Cut(CITY, IN_MARCH, category="02", channel="visit")
    assert (
        figures.totals(two)
        == figures.totals(Cut(COUNTY, IN_MARCH, category="02", channel="visit"))
        == figures.totals(Cut(TOWN, IN_MARCH, channel="visit"))
    )


def test_nothing_was_counted_yet() -> None:
    areas()
    found = figures.totals(Cut(CITY, IN_MARCH))
    assert found == Measures()
    assert all(rate.of(found).text == "—" for rate in rates.RATES)
    assert figures.state_of(CITY, MARCH).version is None


@pytest.mark.parametrize(("numerator", "denominator", "text"), [(2922, 2945, "99.2%"), (1, 3, "33.3%"), (1, 16, "6.3%"), (0, 5, "0.0%"), (5, 0, "—")])
def test_a_rate_is_rounded_as_reports_print_it(numerator: int, denominator: int, text: str) -> None:
    assert rates.share(numerator, denominator) == text
    assert rates.share(43, 178, decimals=2) == "24.16%"


def test_the_cut_off_is_the_end_of_the_month_or_now(world: dict[str, Dispute]) -> None:
    filled(MARCH, APRIL)
    assert figures.cut_off(Cut(CITY, IN_MARCH)) == moment(1, 4, 0)
    assert figures.cut_off(Cut(CITY, Period(APRIL, APRIL))) == NOW
    assert timezone.is_aware(NOW)
