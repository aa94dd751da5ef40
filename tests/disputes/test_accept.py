"""Accepting: who refuses is not mediated (人民调解法 17), and the limit of mediation starts by channel."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Outdated, Refused
from cases.models import Clock
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.disputes.way import leader, today, whole

pytestmark = pytest.mark.django_db
INPUT = {"other_party": "agrees", "start_mode": "applied"}
COURT = {"court_name": "商州区人民法院", "start_mode": "referred"}


def test_it_is_accepted_and_the_month_of_mediation_starts():
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    at = timezone.now()
    do("accept", case, actor, at=at, version=case.version, rights_told=True, **INPUT)
    after = fresh(case)
    assert (after.state, after.accepted_at, after.rights_told_on, after.version) == ("accepted", at, today(at), case.version + 1)
    assert running(case) == {"dispute.mediate"}
    clock = Clock.objects.get(case_id=case.pk, stopped_at__isnull=True)
    assert (clock.amount, clock.unit, clock.started_at) == (1, "month", at)
    assert (after.due_at, after.clock_kind) == (clock.due_at, "dispute.mediate")
    assert Clock.objects.get(case_id=case.pk, kind="dispute.accept").stop_reason == "accepted"
    event = last_event(case)
    assert (event.act, event.source, event.target) == ("disputes.accept", "registered", "accepted")
    assert "第十七条" in event.article and event.data["other_party"] == "agrees"


@pytest.mark.parametrize(
    ("channel", "procedure", "kind", "days"),
    [
        ("court_delegated", "", "dispute.mediate_delegated", 30),
        ("court_entrusted", "ordinary", "dispute.mediate_entrusted", 15),
        ("court_entrusted", "summary", "dispute.mediate_entrusted_summary", 7),
    ],
)
def test_a_courts_limit_runs_from_the_day_its_material_was_signed_for(channel, procedure, kind, days):
    actor = center()
    signed = today() - dt.timedelta(days=2)
    case = dispute_of(actor, State.REGISTERED, channel=channel, court_procedure=procedure, court_material_signed_on=signed, **COURT)
    do("accept", case, actor, other_party="not_asked", start_mode="referred")
    clock = Clock.objects.get(case_id=case.pk, stopped_at__isnull=True)
    assert (clock.kind, clock.nominal_on) == (kind, signed + dt.timedelta(days=days))
    assert fresh(case).due_at == clock.due_at


def test_who_clearly_refuses_is_not_mediated():
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("accept", case, actor, other_party="refuses", start_mode="applied")
    assert "第十七条" in error.value.reasons["other_party"][0] and "不予受理" in error.value.reasons["other_party"][0]
    assert whole(case) == before


def test_two_parties_must_be_on_file():
    actor = center()
    case = dispute_of(actor, State.REGISTERED, parties=("王建国",))
    with pytest.raises(Refused) as error:
        do("accept", case, actor, **INPUT)
    assert "至少两方" in error.value.message
    assert fresh(case).state == "registered"


def test_the_start_mode_must_fit_the_channel():
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    with pytest.raises(FormErrorsError) as error:
        do("accept", case, actor, other_party="agrees", start_mode="referred")
    assert set(error.value.errors) == {"start_mode"}


def test_the_attitude_of_the_other_party_is_asked():
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("accept", dispute_of(actor, State.REGISTERED), actor, start_mode="applied")
    assert set(error.value.errors) == {"other_party"}


def test_it_is_open_only_once():
    actor = center()
    case = dispute_of(actor, State.ACCEPTED)
    with pytest.raises(NotOpen) as error:
        do("accept", case, actor, **INPUT)
    assert "案件现为“已受理”，不能“受理”" in error.value.message and "分派" in error.value.message


def test_a_city_leader_may_not():
    with pytest.raises(NotGranted):
        do("accept", dispute_of(center(), State.REGISTERED), leader(), **INPUT)


def test_the_second_of_two_is_told():
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    do("accept", case, actor, version=case.version, **INPUT)
    with pytest.raises(Outdated) as error:
        do("decline", case, actor, version=case.version, reason="not_civil", routes=["arbitration", "administrative", "court"])
    assert [event.act for event in error.value.events] == ["disputes.accept"]
