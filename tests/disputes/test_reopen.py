"""Taking up again: accepted anew, clocks anew, mediators anew; not against a court's ruling."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.limits import LEVEL_CLOCKS
from cases.models import CaseOfficer, Clock, Link
from disputes.models import Dispute, FollowUp, JudicialConfirmation
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running, snapshot
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.PERFORMED, State.BREACHED, State.FAILED, State.WITHDRAWN, State.TERMINATED, State.ARCHIVED])
def test_every_end_can_be_taken_up_again(state: Any) -> None:
    actor = center()
    case = dispute_of(actor, state)
    FollowUp.objects.create(dispute=case, due_on=timezone.localdate())
    at = timezone.now()
    do("reopen", case, actor, at=at, version=case.version, reason="当事人反映问题再次发生")
    after = fresh(case)
    assert (after.state, after.closed_at, after.concluded_at, after.outcome) == ("accepted", None, None, "")
    assert running(case) == {"dispute.mediate"}
    assert Clock.objects.exclude(kind__in=LEVEL_CLOCKS).get(case_id=case.pk, stopped_at__isnull=True).started_at == at
    assert after.handler_id is None and not after.assignments.filter(until__isnull=True).exists()
    assert not CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True).exists()
    assert not after.agreements.filter(superseded_at__isnull=True).exists()
    assert after.follow_ups.filter(cancelled_at__isnull=True, done_on__isnull=True).count() == 0
    assert after.accepted_at is not None and after.decline_reason == ""
    event = last_event(case)
    assert (event.act, event.source, event.target) == ("disputes.reopen", state, "accepted") and "再次发生" in event.text


def test_what_was_never_accepted_waits_for_acceptance_again() -> None:
    actor = center()
    case = dispute_of(actor, State.DECLINED)
    do("reopen", case, actor, reason="当事人补充了材料")
    after = fresh(case)
    assert (after.state, after.accepted_at, after.closed_at, after.decline_reason) == ("registered", None, None, "")
    assert running(case) == {"dispute.accept"}


def test_a_double_stands_by_itself_again() -> None:
    actor = center()
    double, kept = dispute_of(actor, State.REGISTERED), dispute_of(actor)
    do("merge", double, actor, into=kept.number, reason="重复")
    do("reopen", fresh(double), actor, reason="查明不是同一纠纷")
    assert fresh(double).state == "registered" and not Link.objects.exists()
    assert running(double) == {"dispute.accept"} and fresh(double).accepted_at is None
    assert "不再并入" in last_event(kept).text and fresh(kept).version == kept.version + 2


@pytest.mark.parametrize(("state", "words"), [("confirmed", "强制执行"), ("applied", "司法确认正在办理"), ("received", "司法确认正在办理")])
def test_not_against_a_court(state: Any, words: Any) -> None:
    actor = center()
    case = dispute_of(actor, State.BREACHED)
    agreement, at = case.agreements.get(), timezone.now()
    JudicialConfirmation.objects.create(
        agreement=agreement, court="商州区人民法院", jurisdiction="party", applied_on=at.date(), state=state, by=actor.user, at=at
    )
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        do("reopen", case, actor, reason="再谈谈")
    assert words in error.value.message and snapshot(case) == before
    assert case.agreements.filter(superseded_at__isnull=True).count() == 1


def test_a_part_waits_for_its_parent() -> None:
    actor = center()
    parent, child = dispute_of(actor, State.ARCHIVED), dispute_of(actor, State.WITHDRAWN)
    Dispute.objects.get_queryset().filter(pk=child.pk).update(parent_id=parent.pk)
    with pytest.raises(Refused) as error:
        do("reopen", fresh(child), actor, reason="再次发生")
    assert parent.number in error.value.message
    do("reopen", parent, actor, reason="再次发生")
    do("reopen", fresh(child), actor, reason="再次发生")
    assert fresh(child).state == "accepted"


def test_a_court_dispute_starts_its_own_limit_from_today() -> None:
    actor = center()
    case = dispute_of(actor, State.FAILED, channel="court_entrusted", court_procedure="summary", court_material_signed_on="2026-01-05")
    at = timezone.now()
    do("reopen", case, actor, at=at, reason="双方愿意再调")
    clock = Clock.objects.exclude(kind__in=LEVEL_CLOCKS).get(case_id=case.pk, stopped_at__isnull=True)
    assert (clock.kind, clock.started_at) == ("dispute.mediate_entrusted_summary", at)


def test_who_takes_up_a_confidential_dispute_still_sees_it() -> None:
    actor = center()
    case = dispute_of(actor, State.FAILED)
    do("set_confidential", case, actor, confidential="yes", officers=[actor.user.pk], reason="涉及未成年人")
    do("reopen", fresh(case), actor, reason="双方愿意再调")
    assert Dispute.objects.visible_to(actor).filter(pk=case.pk).exists()


def test_before_an_end_it_is_not_open_a_reason_is_needed_and_mediators_may_not() -> None:
    actor = center()
    with pytest.raises(NotOpen):
        do("reopen", dispute_of(actor, State.MEDIATING), actor, reason="再来")
    ended = dispute_of(actor, State.FAILED)
    with pytest.raises(FormErrorsError) as error:
        do("reopen", ended, actor, reason="")
    assert set(error.value.errors) == {"reason"}
    with pytest.raises(NotGranted):
        do("reopen", ended, posted(Role.MEDIATOR, "611002001"), reason="再来")
