"""What is overdue climbs: by which ladder, when, to whom, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import OrganisationKind
from cases.daycount import end_of_day
from cases.escalation.changing import forget_ladders
from cases.escalation.climb import Climbed, escalate
from cases.escalation.defaults import LADDERS
from cases.escalation.telling import tell_of_escalations
from cases.models import CaseEvent, Clock, Escalation, Ladder, LadderStep, Notice
from disputes.states import State
from tests.acts import dispute_of, fresh, last_event
from tests.cases.escalations import DUE, at, chain, due_case, give_clock, states, steps
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_limit_is_warned_of_then_overdue_then_climbs_level_by_level() -> None:
    above = chain()
    case = due_case(above.town)
    version = fresh(case).version
    assert escalate(at(11, 17)).steps == 0
    escalate(at(11, 18))
    assert steps(case) == [(1, "warn", "")] and states(case) == ["told"]
    escalate(at(11, 20, 23))
    assert len(steps(case)) == 1
    escalate(at(11, 21, 0))
    assert steps(case)[1:] == [(2, "overdue", "township")]
    escalate(at(11, 25))
    assert len(steps(case)) == 2
    escalate(at(11, 26))
    escalate(at(12, 2))
    assert steps(case)[2:] == [(3, "climb", "county"), (4, "climb", "city")]
    found = Escalation.objects.filter(case_id=case.pk, ground__in=["overdue", "climb"]).order_by("step")
    assert [row.organisation for row in found] == [above.bodies[level] for level in ("township", "county", "city")]
    assert found[0].answer_by == end_of_day(dt.date(2026, 11, 24)) and found[0].due_at == DUE
    assert fresh(case).version == version and Clock.objects.get(case_id=case.pk).level == 4
    assert escalate(at(12, 31)).steps == 0


def test_each_step_stands_in_the_timeline_with_its_reason() -> None:
    above = chain()
    case = due_case(above.town)
    escalate(at(11, 26))
    events = CaseEvent.objects.filter(case_id=case.pk, act__in=["cases.warn", "cases.escalate"]).order_by("id")
    assert [event.data["step"] for event in events] == [1, 2, 3]
    told = last_event(case)
    assert "“人民调解”于 2026-11-20 到期后仍未办结" in told.text and above.bodies["county"].name in told.text and "2026-11-30 前答复" in told.text
    assert (told.by, told.source, told.target, told.version) == (None, "accepted", "accepted", case.version)
    assert told.article and told.text == Escalation.objects.filter(case_id=case.pk).latest("id").reason


def test_a_late_run_loses_no_step() -> None:
    case = due_case(chain().town)
    assert escalate(at(12, 2)) == Climbed(resolved=1, steps=4, by_attempts=0)
    assert [step for step, _ground, _level in steps(case)] == [1, 2, 3, 4]


def test_the_most_specific_ladder_serves() -> None:
    above = chain()
    county = above.county.postings[0].area
    plain, red, elsewhere = due_case(above.town), due_case(above.town, colour="red"), due_case(chain("611022101").town, colour="red")
    own = Ladder.objects.create(code="own", kind="dispute", clock_kind="dispute.mediate", area=county, name="本县")
    own_red = Ladder.objects.create(code="own.red", kind="dispute", clock_kind="dispute.mediate", colour="red", area=county, name="本县红色")
    escalate(at(11, 1))
    chosen = dict(Clock.objects.values_list("case_id", "ladder__code"))
    assert chosen == {plain.pk: own.code, red.pk: own_red.code, elsewhere.pk: "dispute.mediate.red"}
    own_red.active = False
    own_red.save()
    forget_ladders([red.pk])
    escalate(at(11, 1))
    assert Clock.objects.get(case_id=red.pk).ladder == own


def test_red_goes_to_the_county_at_once() -> None:
    above = chain()
    case = due_case(above.town, colour="red")
    escalate(at(11, 21, 0))
    row = Escalation.objects.get(case_id=case.pk, ground="overdue")
    assert row.organisation == above.bodies["county"] and {"county", "leader"} <= set(row.told)


def test_a_clock_nobody_climbs_for_stays() -> None:
    case = due_case(chain().town, "dispute.confirm")
    assert escalate(at(12, 31)).steps == 0
    assert Clock.objects.get(case_id=case.pk).ladder.code == "none"


def test_the_answer_is_never_asked_below_the_body_that_has_the_case() -> None:
    above = chain()
    case = due_case(above.county, area=above.town.postings[0].area)
    escalate(at(11, 21, 0))
    assert Escalation.objects.get(case_id=case.pk, ground="overdue").organisation == above.bodies["county"]


def test_where_a_level_has_no_centre_the_next_one_above_answers() -> None:
    above = chain()
    body = OrganisationFactory(area=above.town.postings[0].area, kind=OrganisationKind.COMMITTEE)
    above.bodies["township"].__class__.objects.filter(pk=above.bodies["township"].pk).update(active=False)
    case = due_case(above.town)
    case.__class__.objects.get_queryset().filter(pk=case.pk).update(organisation=body)
    escalate(at(11, 21, 0))
    assert Escalation.objects.get(case_id=case.pk, ground="overdue").organisation == above.bodies["county"]


def test_a_transfer_nobody_signs_for_is_the_receivers_affair() -> None:
    above, other = chain(), chain("611022101")
    case = dispute_of(above.town, State.ACCEPTED, clocks=False)
    to = other.town.postings[0]
    case.transfers.create(
        from_organisation=case.organisation, to_organisation=to.organisation, from_area=case.area, to_area=to.area, by=above.town.user, at=at(11, 18)
    )
    give_clock(case, "dispute.transfer_response", DUE)
    escalate(at(11, 21, 0))
    assert Escalation.objects.get(case_id=case.pk, ground="overdue").organisation == other.bodies["township"]
    tell_of_escalations(at(11, 21, 0))
    assert set(Notice.objects.filter(key__startswith="escalation:").values_list("user_id", flat=True)) == {other.town.user.pk}


def test_batches_of_any_size_come_to_the_same() -> None:
    above = chain()
    cases = [due_case(above.town, due=DUE + dt.timedelta(days=n % 4)) for n in range(7)]
    assert escalate(at(12, 2), batch=2).steps == sum(len(steps(case)) for case in cases)
    assert escalate(at(12, 2)).steps == 0 and len(steps(cases[0])) == 4


def test_a_run_without_time_begins_nothing() -> None:
    case = due_case(chain().town)
    assert escalate(at(12, 2), seconds=0) == Climbed(0, 0, 0) and steps(case) == []


def test_nothing_due_costs_a_handful_of_statements() -> None:
    due_case(chain().town)
    escalate(at(11, 1))
    with CaptureQueriesContext(connection) as seen:
        escalate(at(11, 1))
    assert len([query for query in seen if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 6


def test_all_ladders_of_a_clock_have_the_same_steps() -> None:
    """So that a case whose colour changes goes on with its next step."""
    for kind, colours in LADDERS.items():
        assert len({tuple(step.ground for step in found) for found in colours.values()}) == 1, kind
    assert Ladder.objects.count() == sum(len(colours) for colours in LADDERS.values()) + 1


def test_a_colour_is_at_least_as_quick_as_the_rule_for_all() -> None:
    for colours in LADDERS.values():
        for colour, found in colours.items():
            assert all(own.offset <= plain.offset for own, plain in zip(found, colours[""], strict=True)), colour
    warnings = LadderStep.objects.filter(ground="warn")
    assert warnings.count() == Ladder.objects.count() - 1 and all(step.offset <= -1 for step in warnings)
    assert not LadderStep.objects.filter(ground="overdue").exclude(offset=0).exists()


def test_a_warning_taken_after_its_limit_says_that_it_has_passed() -> None:
    above = chain()
    early, late = due_case(above.town), due_case(above.town)
    Clock.objects.filter(case_id=late.pk).update(stopped_at=DUE)
    escalate(at(11, 18))
    Clock.objects.filter(case_id=late.pk).update(stopped_at=None)
    escalate(at(11, 21, 0))
    said = dict(Escalation.objects.filter(ground="warn").values_list("case_id", "reason"))
    assert said[early.pk] == "“人民调解”将于 2026-11-20 到期。"
    assert said[late.pk] == "“人民调解”已于 2026-11-20 到期，到期前未及预警。"


def test_two_steps_to_one_body_are_told_in_different_words() -> None:
    above = chain()
    due_case(above.city)  # every step of a case of the city reaches the city
    escalate(at(12, 2))
    tell_of_escalations(at(12, 2))
    climbs = Escalation.objects.filter(ground="climb").order_by("step")
    assert {row.organisation for row in climbs} == {above.bodies["city"]} and len(climbs) == 2
    told = [Notice.objects.get(user=above.city.user, key__startswith=f"escalation:{row.pk}:") for row in climbs]
    assert ["（第 3 步）" in told[0].title, "（第 4 步）" in told[1].title] == [True, True]
    assert "第 3 步升至" in told[0].body and "第 4 步升至" in told[1].body
