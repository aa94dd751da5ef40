"""The facts of a dispute: read in one statement, and true."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Attachment, Case, Urge
from disputes.facts import facts_at_first, facts_of
from disputes.states import State
from tests.acts import OTHER_TOWN, center, dispute_of, do, fresh
from tests.disputes.way import agreed, assigned, confirmation_input, performed, visit_input
from tests.factories.disputes import DisputeFactory

pytestmark = pytest.mark.django_db


def facts(case):
    with CaptureQueriesContext(connection) as queries:
        found = facts_of(case)
    assert len(queries) == 1
    return found


def test_of_a_dispute_that_just_came_in_nothing_is_true_yet():
    found = facts(dispute_of(center(), State.REGISTERED))
    counts = (
        "open_objections",
        "sessions",
        "items_left",
        "open_follow_ups",
        "follow_ups_done",
        "open_sub_cases",
        "open_urges",
        "attachments",
        "mediators",
    )
    assert {name: found[name] for name in counts} == dict.fromkeys(counts, 0)
    nothing = ("transfer_pending", "receiving_organisation", "sending_organisation", "transfer_returned", "agreement", "confirmation", "lead")
    assert not any(found[name] for name in nothing) and found["officers"] == set()


def test_who_mediates_and_who_objects():
    actor = center()
    case, lead = assigned(actor)
    do("object_to_mediator", case, actor, party=case.parties.first().pk, mediator=lead.pk, reason="偏袒")
    found = facts(case)
    assert (found["officers"], found["mediators"], found["lead"], found["open_objections"]) == ({lead.user_id}, 1, True, 1)


def test_agreement_items_and_confirmation():
    actor = center()
    case = agreed(actor, {}, {})
    do("apply_confirmation", case, actor, **confirmation_input())
    found = facts(case)
    assert (found["agreement"], found["items_left"], found["sessions"], found["confirmation"]) == (True, 2, 1, "applied")


def test_visits_parts_urges_and_files():
    actor = center()
    case = performed(actor)
    do("follow_up", case, actor, **visit_input(case))
    DisputeFactory(parent=case.case_ptr)
    DisputeFactory(parent=case.case_ptr, state=State.ARCHIVED)
    now = timezone.now()
    Urge.objects.create(case=case.case_ptr, by=actor.user, at=now, text="请尽快")
    Urge.objects.create(case=case.case_ptr, by=actor.user, at=now, text="请尽快", answered_at=now)
    kept = {"name": "照片.jpg", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64, "by": actor.user, "at": now}
    Attachment.objects.create(case=case.case_ptr, stored_as="a", **kept)
    Attachment.objects.create(case=case.case_ptr, stored_as="b", removed_at=now, **kept)
    found = facts(case)
    assert (found["open_follow_ups"], found["follow_ups_done"]) == (3, 1)
    assert (found["open_sub_cases"], found["open_urges"], found["attachments"]) == (1, 1, 1)


def test_a_transfer_on_its_way_and_one_that_came_back():
    actor, other = center(), center(OTHER_TOWN)
    case = dispute_of(actor)
    do("transfer", case, actor, organisation=other.postings[0].organisation_id, reason="当事人在对方辖区")
    found = facts(case)
    ends = (found["sending_organisation"], found["receiving_organisation"])
    assert found["transfer_pending"] and ends == (actor.postings[0].organisation_id, other.postings[0].organisation_id)
    do("return_transfer", fresh(case), other, reason="不属我镇")
    found = facts(case)
    assert not found["transfer_pending"] and found["transfer_returned"]


def test_a_case_that_is_none_has_no_facts():
    with pytest.raises(Case.DoesNotExist):
        facts_of(Case(pk=0))


def test_what_registration_tells_without_reading_is_what_reading_tells():
    case = dispute_of(center(), State.REGISTERED)
    assert facts_at_first(case) == facts(case)
