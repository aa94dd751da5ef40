"""Archiving: a complete file, no part open, a visit made; then nothing is left to do."""

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Party
from disputes.completeness import completeness
from disputes.models import FollowUp
from disputes.states import State
from tests.acts import center, dispute_of, do, fresh, last_event, running
from tests.disputes.way import agreed, confirmation_input, failed, leader, performed, today, visit_input, whole
from tests.factories.disputes import DisputeFactory

pytestmark = pytest.mark.django_db


def visited(case, actor):
    do("follow_up", case, actor, planned=FollowUp.objects.filter(dispute=case).first().pk, **visit_input(case))
    return fresh(case)


def refusal(case, actor, **data) -> Refused:
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("archive", case, actor, retention="long", **data)
    assert whole(case) == before
    return error.value


def test_nothing_is_left_to_do():
    actor = center()
    case = visited(performed(actor), actor)
    at = timezone.now()
    do("archive", case, actor, at=at, version=case.version, retention="permanent", appraisal="程序规范")
    after = fresh(case)
    assert (after.state, after.closed_at, after.outcome, after.retention) == ("archived", at, "success", "permanent")
    assert after.archive_number == "DA-Y-" + after.number.removeprefix("JF")
    assert (after.appraised_on, after.appraisal) == (today(at), "程序规范")
    assert running(case) == set() and after.due_at is None and after.clock_kind == ""
    assert FollowUp.objects.filter(dispute=case, done_on=None, cancelled_at=None).count() == 0
    event = last_event(case)
    assert event.act == "disputes.archive" and event.data == {"retention": "permanent", "cancelled_visits": 2} and after.archive_number in event.text


def test_a_visit_must_have_been_made():
    actor = center()
    for case in (performed(actor), failed(actor)):
        assert "尚未回访" in refusal(case, actor).message


@pytest.mark.parametrize("end", [State.WITHDRAWN, State.TERMINATED])
def test_what_ended_before_a_result_needs_no_visit(end):
    actor = center()
    case = dispute_of(actor, end)
    do("archive", case, actor, retention="short")
    assert fresh(case).state == "archived" and fresh(case).archive_number.startswith("DA-D-")


def test_a_declined_dispute_keeps_the_day_it_was_closed():
    actor = center()
    case = dispute_of(actor, State.DECLINED)
    do("archive", case, actor, retention="short")
    assert fresh(case).closed_at == case.closed_at


def test_a_part_that_is_open_keeps_it_open():
    actor = center()
    case = visited(performed(actor), actor)
    child = DisputeFactory(parent=case.case_ptr, organisation=case.organisation)
    assert f"{child.number} 尚未结案" in refusal(case, actor).message


def test_while_a_court_decides_it_stays_open():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    (item,) = case.agreements.get().items.all()
    do("perform_item", fresh(case), actor, item=item.pk, on=today().isoformat(), amount="1200")
    assert "司法确认尚无结果" in refusal(visited(fresh(case), actor), actor).message


def test_missing_papers_are_named():
    actor = center()
    case = visited(performed(actor), actor)
    type(case).objects.get_queryset().filter(pk=case.pk).update(rights_told_on=None, file_number="")
    found = refusal(fresh(case), actor, explanation="说明").message
    assert "当事人权利义务告知书" in found and "卷宗封面" in found
    assert completeness(fresh(case)).percent < 100


def test_a_missing_proof_of_identity_may_be_explained():
    actor = center()
    case = visited(performed(actor), actor)
    Party.objects.filter(case_id=case.pk, role="respondent").update(id_number=None, id_index=None)
    found = refusal(case, actor)
    assert set(found.reasons) == {"explanation"} and "当事人身份证明" in found.message
    do("archive", case, actor, retention="long", explanation="被申请人外出务工，由村委会证明身份。")
    assert fresh(case).state == "archived" and "村委会证明" in last_event(case).text


def test_a_complete_file_is_complete():
    actor = center()
    found = completeness(visited(performed(actor), actor))
    assert (found.percent, found.missing) == (100, [])
    codes = {paper.code for paper in found.required}
    assert codes == {"registration", "rights_notice", "identity", "cover", "session_record", "agreement", "follow_up"}


def test_a_file_asks_by_stage_and_is_never_complete_while_a_paper_lacks():
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    Party.objects.filter(case_id=case.pk).update(id_number=None, id_index=None)
    found = completeness(case)
    assert found.missing == [] and {"registration", "identity", "agreement"} <= {paper.code for paper in found.coming} and found.percent == 0
    do("accept", case, actor, other_party="agrees", start_mode="applied")
    accepted = completeness(fresh(case))
    assert [paper.code for paper in accepted.missing] == ["identity"] and 0 < accepted.percent < 100
    case = agreed(actor)
    found = completeness(case)
    assert found.missing == [] and [paper.code for paper in found.coming] == ["follow_up"] and accepted.percent < found.percent < 100


def test_not_while_anything_is_to_be_done_and_not_by_a_leader():
    actor = center()
    with pytest.raises(NotOpen):
        do("archive", agreed(actor), actor, retention="long")
    with pytest.raises(NotGranted):
        do("archive", visited(performed(actor), actor), leader(), retention="long")
