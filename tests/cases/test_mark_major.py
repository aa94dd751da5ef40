"""Major cases: by mark or by scale; archived only with 一案一剖析 and every 一案一整改 done; looked back on with findings and answers."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Finding, LookBack, MajorMark, Notice
from disputes.completeness import completeness
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, names_open
from tests.cases.risk import DAY, county, finding_input, today
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db
ANALYSIS = {"causes": "边界长期不清，多次调解不彻底", "handling": "处置及时，但部门衔接不畅", "lessons": "早介入、早联动、早化解为先"}


def rectification(case: Any, **changes: Any) -> dict[str, Any]:
    due_on = (today() + 10 * DAY).isoformat()
    return {"problem": "排查不细", "measure": "开展边界排查", "organisation": case.organisation_id, "due_on": due_on, **changes}


def marked(actor: Any, above: Any) -> Any:
    case = dispute_of(actor, "withdrawn")
    do("mark_major", case, above, ground="造成人员受伤")
    return fresh(case)


def test_a_marked_case_is_not_archived_without_analysis_and_rectification() -> None:
    actor, above = center(), county()
    case = marked(actor, above)
    assert [paper.code for paper in completeness(case).missing] == ["analysis", "rectification"]
    with pytest.raises(Refused) as error:
        do("archive", case, actor, retention="long")
    assert "一案一剖析" in error.value.message and "一案一整改" in error.value.message
    do("analyse", case, above, **ANALYSIS)
    row = do("add_rectification", fresh(case), above, **rectification(case))
    with pytest.raises(Refused) as error:
        do("archive", fresh(case), actor, retention="long")
    assert "一案一剖析" not in error.value.message and "一案一整改" in error.value.message
    do("finish_rectification", fresh(case), actor, rectification=row.pk, done_on=today().isoformat(), result="已排查八处")
    do("archive", fresh(case), actor, retention="permanent")
    assert fresh(case).state == "archived"


def test_a_large_scale_is_major_by_itself_and_cannot_be_lifted() -> None:
    actor, above = center(), county()
    case = dispute_of(actor, "withdrawn", scale="03")
    assert {"analysis", "rectification"} <= {paper.code for paper in completeness(case).missing}
    assert "lift_major" not in names_open(case, above) and "analyse" in names_open(case, above)


def test_the_mark_is_lifted_with_a_reason() -> None:
    actor, above = center(), county()
    case = marked(actor, above)
    do("lift_major", case, above, reason="核实后未造成人员受伤")
    assert MajorMark.objects.get().lifted_by == above.user and completeness(fresh(case)).missing == []
    with pytest.raises(NotOpen):
        do("analyse", fresh(case), above, **ANALYSIS)


def test_one_mark_at_a_time_and_only_by_county_or_city() -> None:
    actor, above = center(), county()
    with pytest.raises(NotGranted):
        do("mark_major", dispute_of(actor), actor, ground="造成人员受伤")
    case = marked(actor, above)
    with pytest.raises(IntegrityError), transaction.atomic():
        MajorMark.objects.create(case_id=case.pk, ground="再次", by=above.user, at=timezone.now())


def test_days_of_a_rectification_make_sense() -> None:
    actor, above = center(), county()
    case = marked(actor, above)
    with pytest.raises(Refused) as error:
        do("add_rectification", case, above, **rectification(case, due_on="2020-01-01"))
    assert "due_on" in error.value.reasons
    row = do("add_rectification", case, above, **rectification(case))
    assert Notice.objects.filter(user=actor.user, kind="plan").count() == 1
    with pytest.raises(Refused) as error:
        do("finish_rectification", fresh(case), actor, rectification=row.pk, done_on=(today() + DAY).isoformat(), result="提前登记")
    assert "done_on" in error.value.reasons


def looked_back(case: Any, above: Any) -> Any:
    do("open_look_back", case, above, reason="矛盾激化未及时处置", due_on=(today() + 10 * DAY).isoformat())
    return fresh(case)


def test_a_look_back_has_findings_answers_and_a_conclusion() -> None:
    actor, above = center(), county()
    case = looked_back(marked(actor, above), above)
    with pytest.raises(Refused):
        do("close_look_back", case, above, conclusion="没有发现问题")
    finding = do("add_finding", case, above, **finding_input(case))
    assert "answer_finding" in names_open(case, actor) and "answer_finding" not in names_open(case, above)
    do("answer_finding", fresh(case), actor, finding=finding.pk, adopted="yes", reply="三日内整改调度制度")
    finding.refresh_from_db()
    assert (finding.adopted, finding.replied_by) == (True, actor.user)
    with pytest.raises(Refused) as error:
        do("archive", fresh(case), actor, retention="long")
    assert "倒查尚未办结" in error.value.message
    do("close_look_back", fresh(case), above, conclusion="责任已厘清，整改到位")
    row = LookBack.objects.get()
    assert row.closed_by == above.user and "责任已厘清" in last_event(case).text
    page = signed_in(Client(), above).get(f"/cases/{case.number}/papers/look-backs/{row.pk}/").content.decode()
    assert "责任已厘清" in page and "三日内整改调度制度" in page and "改进工作" in page


def test_what_was_found_without_proposal_waits_for_nobody() -> None:
    actor, above = center(), county()
    case = looked_back(marked(actor, above), above)
    do("add_finding", case, above, **finding_input(case, proposal="none"))
    assert "answer_finding" not in names_open(case, actor) and Finding.objects.get().replied_at is None


def test_only_major_cases_are_looked_back_on_and_only_from_above() -> None:
    actor, above = center(), county()
    with pytest.raises(NotOpen):
        do("open_look_back", dispute_of(actor), above, reason="没有认定重大", due_on=(today() + DAY).isoformat())
    case = marked(actor, above)
    with pytest.raises(NotGranted):
        looked_back(case, actor)
    with pytest.raises(Refused):
        do("open_look_back", case, above, reason="期限有误", due_on=today().isoformat())
    looked_back(case, above)
    assert "open_look_back" not in names_open(case, above)
    with pytest.raises(FormErrorsError):
        do(
            "add_finding",
            fresh(case),
            above,
            **finding_input(case, organisation=posted(Role.TOWNSHIP_CENTER, "611022101").postings[0].organisation_id),
        )
