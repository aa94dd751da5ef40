"""A pause, an extension, a finished act, other days off: each stops what climbed for a limit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import Role
from cases import clocks
from cases.actions.daysoff import NoticeDay, enter_days_off
from cases.clock_recompute import recompute_all
from cases.escalation.climb import escalate
from cases.escalation.stopping import reason_in_words
from cases.models import Clock, DayOff, Escalation
from disputes.models import Dispute
from disputes.states import State
from tests.acts import OTHER_TOWN, TOWN, center, dispute_of, do, fresh
from tests.cases.escalations import DUE, Chain, at, chain, due_case, give_clock, states, steps
from tests.disputes.way import committee_of, mediated, mediator_of, session_input, terms_input
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
OVERDUE = at(11, 21, 1)


def overdue(above: Chain, kind: str = "dispute.mediate", **fields: Any) -> Dispute:
    case = due_case(above.town, kind, **fields)
    escalate(OVERDUE)
    assert states(case) == ["told", "open"]
    return case


def test_a_finished_act_stops_it() -> None:
    above = chain()
    case = overdue(above, "dispute.accept", state=State.REGISTERED)
    do("accept", fresh(case), above.town, other_party="agrees", start_mode="applied")
    row = Escalation.objects.get(case_id=case.pk, ground="overdue")
    assert (row.state, row.stop_reason, reason_in_words(row.stop_reason)) == ("stopped", "accepted", "已受理")
    assert row.stopped_at is not None and states(case) == ["told", "stopped"]
    escalate(at(12, 31))
    assert "dispute.accept" not in Escalation.objects.filter(case_id=case.pk, step__gt=2).values_list("clock_kind", flat=True)


def test_an_extension_stops_it_and_the_new_limit_climbs_from_the_first_step() -> None:
    above = chain()
    case = overdue(above)
    do("extend", fresh(case), above.town, at=OVERDUE, clock="dispute.mediate", amount=10, reason="双方请求延长", both_agree=True)
    assert states(case) == ["told", "stopped"] and Clock.objects.get(case_id=case.pk).level == 0
    assert escalate(at(11, 24)).steps == 0
    due_at = Clock.objects.get(case_id=case.pk).due_at
    assert due_at is not None
    escalate(due_at)
    assert steps(case)[2:] == [(1, "warn", ""), (2, "overdue", "township")]


def test_a_pause_stops_the_level_with_the_law_and_resuming_goes_on_where_it_was() -> None:
    above = chain()
    case = due_case(above.town, due=at(12, 12, 0))
    clock = clocks.prepared("level.township", at=at(11, 11))
    clock.case_id = case.pk
    clock.save()
    assert clock.due_at == DUE
    escalate(OVERDUE)
    answered_by = Escalation.objects.get(clock=clock, ground="overdue").answer_by
    do("pause", fresh(case), above.town, at=OVERDUE, ground="appraisal", reason="等待鉴定结果")
    assert Escalation.objects.get(clock=clock, ground="overdue").state == "stopped"
    assert escalate(at(12, 31)).steps == 0
    again = OVERDUE + dt.timedelta(days=4)
    do("resume", fresh(case), above.town, at=again)
    row = Escalation.objects.get(clock=clock, ground="overdue")
    assert row.state == "open" and answered_by is not None and row.answer_by == answered_by + dt.timedelta(days=4)
    clock.refresh_from_db()
    assert (clock.due_at, clock.level) == (DUE, 2)
    escalate(again)
    assert [step for step, *_rest in Escalation.objects.filter(clock=clock).values_list("step", "state")] == [1, 2]


def test_a_limit_paused_before_its_end_climbs_only_for_the_later_end() -> None:
    above = chain()
    case = due_case(above.town)
    escalate(at(11, 18))
    do("pause", fresh(case), above.town, at=at(11, 18), ground="appraisal", reason="等待鉴定结果")
    assert escalate(at(12, 31)).steps == 0
    do("resume", fresh(case), above.town, at=at(11, 23))
    later = fresh(case).due_at
    assert escalate(at(11, 23)).steps == 0
    escalate(at(11, 27, 1))
    assert [(row.step, row.due_at) for row in Escalation.objects.filter(case_id=case.pk)] == [(1, DUE), (1, later), (2, later)]


def test_only_the_limit_of_the_level_is_no_ground_for_a_pause() -> None:
    above = chain()
    case = due_case(above.town, "level.township")
    with pytest.raises(clocks.Refused):
        clocks.pause(case, at=at(11, 18), reason="鉴定", article="", approved_by=above.town.user)


def test_other_days_off_stop_it_where_the_limit_moves() -> None:
    above = chain()
    case = dispute_of(above.town, State.ACCEPTED, clocks=False, received_at=at(11, 2))
    clocks.start(case, "dispute.accept", at=at(11, 18))
    case.save()
    escalate(OVERDUE)
    assert states(case) == ["told", "open"]
    rows = [NoticeDay(each.date, each.kind, each.name) for each in DayOff.objects.filter(date__year=2026, kind=DayOff.Kind.OFF)]
    moved = [*rows, NoticeDay(dt.date(2026, 11, 20), DayOff.Kind.OFF, "测试")]
    for notice in (moved, rows):
        enter_days_off(by=posted(Role.COUNTY_CENTER, "611002"), at=OVERDUE, year=2026, rows=notice, source="测试〔2026〕1号")
        recompute_all(at=OVERDUE)
        clock = Clock.objects.get(case_id=case.pk)
        if notice is moved:
            assert states(case) == ["told", "stopped"] and clock.level == 0
    assert (clock.due_at, clock.level, states(case)) == (DUE, 2, ["told", "open"])
    assert escalate(OVERDUE).steps == 0


def test_an_agreement_stops_the_limit_of_the_level_and_what_climbed_by_attempts() -> None:
    above = chain()
    case = mediated(above.town, result="agreed")
    give_clock(case, "dispute.performance", DUE)
    Escalation.objects.create(case_id=case.pk, ground="attempts", from_level="village", step=1, at=OVERDUE, state="open", told=[])
    do("agree", fresh(case), above.town, **terms_input(case))
    assert states(case) == ["stopped"]
    assert not Clock.objects.filter(case_id=case.pk, kind__startswith="level.", stopped_at__isnull=True).exists()


def test_the_level_follows_the_body_that_has_the_case() -> None:
    above = chain()
    case = dispute_of(above.town)
    clocks.follow_level(case, at=OVERDUE)
    assert levels(case) == ["level.township"]
    do("transfer", case, above.town, organisation=above.bodies["county"].pk, reason="涉及多个部门")
    do("accept_transfer", fresh(case), above.county)
    assert levels(case) == ["level.county"]
    village = committee_of(posted(Role.MEDIATOR, TOWN + "201"))
    mediator = mediator_of(village)
    do("assign", fresh(case), above.county, committee=village.pk, lead=mediator.pk)
    assert levels(case) == ["level.village"]
    do("hold_session", fresh(case), above.county, **session_input(fresh(case), result="failed"))
    do("fail", fresh(case), above.county, reason="分歧较大", routes=["arbitration", "administrative", "court"])
    assert levels(case) == []
    do("reopen", fresh(case), above.county, reason="当事人又来")
    assert levels(case) == ["level.village"]


def test_a_body_of_the_same_level_goes_on_with_the_same_limit() -> None:
    above, other = chain(), center(OTHER_TOWN)
    case = dispute_of(above.town)
    clocks.follow_level(case, at=at(11, 2))
    do("transfer", case, above.town, organisation=other.postings[0].organisation_id, reason="争议地块在对方辖区")
    do("accept_transfer", fresh(case), other)
    assert Clock.objects.get(case_id=case.pk, kind="level.township").started_at == at(11, 2)


def test_who_takes_a_case_over_is_asked_from_then_on() -> None:
    above, other = chain(), chain("611022101")
    case = overdue(above)
    Escalation.objects.update(told_at=OVERDUE)
    do("transfer", fresh(case), above.town, organisation=other.bodies["township"].pk, reason="争议地块在对方辖区")
    do("accept_transfer", fresh(case), other.town)
    row = Escalation.objects.get(case_id=case.pk, ground="overdue")
    assert (row.organisation, row.told_at, row.state) == (other.bodies["township"], None, "open")
    assert Clock.objects.filter(case_id=case.pk, stopped_at__isnull=True, ladder__isnull=False).count() == 0


def test_the_limit_of_the_level_is_not_the_cases() -> None:
    case = due_case(chain().town)
    give_clock(case, "level.township", DUE - dt.timedelta(days=9))
    assert (fresh(case).due_at, fresh(case).clock_kind) == (DUE, "dispute.mediate")


def levels(case: Dispute) -> list[str]:
    return list(Clock.objects.filter(case_id=case.pk, stopped_at__isnull=True, kind__startswith="level.").values_list("kind", flat=True))
