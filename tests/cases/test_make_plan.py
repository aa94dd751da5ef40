"""一案一策 and 研判: a red case has a plan by tomorrow, is not concluded without, steps are done one by one, reviews keep their rhythm."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from cases.actions.plan import finish_step
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import CasePlan, CaseReview, Clock, Notice, PlanStep
from disputes.completeness import completeness
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.cases.risk import DAY, county, plan_input, planned, today
from tests.disputes.way import agreed, mediated, terms_input
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


def red(actor: Any) -> Any:
    case = dispute_of(actor)
    do("raise_colour", case, actor, colour="red", reason="出现险情")
    return fresh(case)


def test_a_plan_ends_its_clock_and_names_its_owner() -> None:
    actor, above = center(), county()
    case = red(actor)
    assert "case.plan" in running(case)
    plan = do("make_plan", case, actor, **plan_input(above, 2, 5))
    assert [step.seq for step in plan.steps.all()] == [1, 2] and plan.owner == above.user
    assert "case.plan" not in running(case) and "措施 2 项" in last_event(case).text
    assert Notice.objects.filter(user=above.user, kind="plan").count() == 1


def test_a_new_plan_supersedes_the_old() -> None:
    actor = center()
    case = planned(red(actor), actor)
    do("make_plan", case, actor, **plan_input(actor, aim="改为分期履行"))
    assert [plan.superseded_at is None for plan in CasePlan.objects.order_by("id")] == [False, True]


@pytest.mark.parametrize(("change", "field"), [({"aim": ""}, "aim"), ({"steps": []}, "steps"), ({"owner": ""}, "owner")])
def test_what_is_wrong_is_said_at_the_field(change: Any, field: str) -> None:
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("make_plan", red(actor), actor, **plan_input(actor, **change))
    assert set(error.value.errors) == {field}


def test_no_step_in_the_past_and_no_owner_from_elsewhere() -> None:
    actor = center()
    case = red(actor)
    with pytest.raises(Refused) as error:
        do("make_plan", case, actor, **plan_input(actor, -1))
    assert "steps" in error.value.reasons
    with pytest.raises(FormErrorsError):
        do("make_plan", case, actor, **plan_input(center(FAR_TOWN)))
    assert not CasePlan.objects.exists()


def test_steps_are_done_once_and_not_ahead() -> None:
    actor = center()
    case = planned(red(actor), actor)
    step = PlanStep.objects.get()
    with pytest.raises(Refused) as error:
        do("finish_step", case, actor, step=step.pk, done_on=(today() + DAY).isoformat(), result="已走访")
    assert "done_on" in error.value.reasons
    do("finish_step", case, actor, step=step.pk, done_on=today().isoformat(), result="已走访")
    step.refresh_from_db()
    assert (step.done_on, step.done_by, step.result) == (today(), actor.user, "已走访")
    with pytest.raises(NotOpen):
        finish_step(case=fresh(case), by=actor, at=timezone.now(), step=step, done_on=today(), result="已走访")


def test_a_red_case_is_not_concluded_without_a_plan() -> None:
    actor = center()
    case = mediated(actor)
    do("raise_colour", case, actor, colour="red", reason="出现险情")
    with pytest.raises(Refused) as error:
        do("agree", fresh(case), actor, **terms_input(fresh(case)))
    assert "一案一策" in error.value.message and fresh(case).state == "mediating"
    do("agree", planned(case, actor), actor, **terms_input(fresh(case)))
    assert fresh(case).state == "agreed" and running(case) & {"case.review", "case.plan"} == set()
    failing = mediated(actor, "failed")
    do("raise_colour", failing, actor, colour="red", reason="出现险情")
    with pytest.raises(Refused):
        do("fail", fresh(failing), actor, reason="分歧过大", routes=["arbitration", "administrative", "court"])


def test_the_file_of_a_red_case_lacks_its_plan() -> None:
    actor = center()
    case = dispute_of(actor, "withdrawn", colour="red")
    assert [paper.code for paper in completeness(case).missing] == ["plan"]
    with pytest.raises(Refused) as error:
        do("archive", case, actor, retention="short")
    assert "一案一策" in error.value.message
    assert completeness(planned(case, actor)).missing == []
    assert "plan" not in {paper.code for paper in completeness(agreed(actor)).papers}


def test_reviews_keep_their_rhythm() -> None:
    actor = center()
    case = red(actor)
    at = timezone.now()
    Clock.objects.filter(case_id=case.pk, kind="case.review").update(nominal_on=today() - DAY, due_at=at - DAY)
    row = do("review", case, actor, at=at, text="双方情绪平稳，继续盯守")
    assert (row.colour, row.next_on, row.by) == ("red", today() + DAY, actor.user)
    assert Clock.objects.get(case_id=case.pk, kind="case.review", stopped_at=None).nominal_on == today() + DAY
    do("review", fresh(case), actor, text="同日再次研判")
    assert CaseReview.objects.count() == 2
    with pytest.raises(NotOpen):
        do("review", dispute_of(actor), actor, text="蓝色不研判")
    with pytest.raises(NotGranted):
        do("review", fresh(case), posted(Role.GRID_WORKER, "611002001"), text="网格员不研判")
