"""Taking an assignment back before mediation began."""

import pytest

from cases.errors import NotGranted, NotOpen
from cases.models import CaseOfficer
from disputes.models import Assignment
from tests.acts import FormErrorsError, center, do, fresh, last_event
from tests.disputes.way import assigned, committee_of, leader, mediated, mediator_of

pytestmark = pytest.mark.django_db


def test_it_waits_at_the_centre_again_and_the_number_is_kept():
    actor = center()
    case, lead = assigned(actor)
    do("unassign", case, actor, reason="误派")
    after = fresh(case)
    assert (after.state, after.committee, after.handler, after.organisation) == ("accepted", None, None, actor.postings[0].organisation)
    assert after.file_number == case.file_number
    assert not Assignment.objects.filter(dispute=case, until=None).exists()
    assert not CaseOfficer.objects.filter(case_id=case.pk, until=None).exists()
    assert last_event(case).act == "disputes.unassign" and "误派" in last_event(case).text
    do("assign", after, actor, committee=case.committee_id, lead=lead.pk)
    assert fresh(case).file_number == case.file_number


def test_another_committee_gives_its_own_number_afterwards():
    actor = center()
    case, _lead = assigned(actor)
    do("unassign", case, actor, reason="误派")
    other = committee_of(actor)
    do("assign", fresh(case), actor, committee=other.pk, lead=mediator_of(other).pk)
    assert other.file_label in fresh(case).file_number


def test_a_reason_is_needed():
    actor = center()
    case, _lead = assigned(actor)
    with pytest.raises(FormErrorsError):
        do("unassign", case, actor, reason=" ")


def test_not_once_mediation_began_and_not_by_everybody():
    actor = center()
    with pytest.raises(NotOpen):
        do("unassign", mediated(actor, "continue"), actor, reason="误派")
    case, _lead = assigned(actor)
    with pytest.raises(NotGranted):
        do("unassign", case, leader(), reason="误派")
