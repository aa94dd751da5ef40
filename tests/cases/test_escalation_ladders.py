"""A county sets its own ladders and rules, within the limits of those for all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, SystemEvent
from cases.actions.ladders import StepInput, restore_ladder, set_attempts, set_ladder
from cases.errors import NotGranted, Refused
from cases.escalation.climb import escalate
from cases.models import AttemptRule, Clock, Escalation, Ladder
from tests.acts import center
from tests.cases.escalations import at, chain, due_case, steps
from tests.factories import signed_in
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
NOW = at(11, 1)


def mediation() -> Ladder:
    return Ladder.objects.get(code="dispute.mediate.any")


def wanted(**changed: dict[str, Any]) -> list[StepInput]:
    """The steps for all, with changes by `step_<number>`."""
    found = []
    for row in mediation().steps.all():
        values = {"days": abs(row.offset), "told": row.told, "answer_within": row.answer_within}
        found.append(StepInput(row.step, **{**values, **changed.get(f"step_{row.step}", {})}))  # type: ignore[arg-type]
    return found


def test_a_county_warns_earlier_and_climbs_sooner() -> None:
    above = chain()
    case, elsewhere = due_case(above.town), due_case(chain("611022101").town)
    escalate(NOW)
    own = set_ladder(
        default=mediation(), by=above.county, at=NOW, steps=wanted(step_1={"days": 8}, step_3={"days": 1, "answer_within": 1}), reason="从严"
    )
    assert Clock.objects.get(case_id=case.pk).ladder is None and Clock.objects.get(case_id=elsewhere.pk).ladder == mediation()
    escalate(at(11, 12))
    assert steps(case) == [(1, "warn", "")] and steps(elsewhere) == []
    escalate(at(11, 24))
    assert [step for step, *_rest in steps(case)] == [1, 2, 3] and Clock.objects.get(case_id=case.pk).ladder == own
    event = SystemEvent.objects.latest("id")
    assert event.act == "设置升级阶梯" and "从严" in event.text


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"step_1": {"days": 2}}, "days_1", "至少提前 3 个工作日"),
        ({"step_2": {"days": 1}}, "days_2", "不能推迟"),
        ({"step_3": {"days": 4}}, "days_3", "超期后 3 个工作日"),
        ({"step_3": {"days": 3}, "step_4": {"days": 3}}, "days_4", "晚于上一步"),
        ({"step_2": {"told": ["handler"]}}, "told_2", "承办单位"),
        ({"step_3": {"answer_within": 3}}, "answer_3", "1 至 2 个工作日"),
        ({"step_4": {"answer_within": None}}, "answer_4", "1 至 3 个工作日"),
    ],
)
def test_nothing_may_be_later_or_laxer_than_for_all(changed: Any, field: str, said: str) -> None:
    with pytest.raises(Refused) as error:
        set_ladder(default=mediation(), by=chain().county, at=NOW, steps=wanted(**changed), reason="放宽")
    assert set(error.value.reasons) == {field} and said in error.value.reasons[field][0]
    assert not Ladder.objects.filter(area__isnull=False).exists()


def test_only_the_countys_centre_sets_ladders() -> None:
    for actor in (center(), posted(Role.MEDIATOR, "611002001"), posted(Role.CITY_LEADER, "6110")):
        with pytest.raises(NotGranted):
            set_ladder(default=mediation(), by=actor, at=NOW, steps=wanted(), reason="从严")
        assert signed_in(Client(), actor).get(reverse("cases:ladders")).status_code == 403


def test_it_goes_back_to_the_default() -> None:
    above = chain()
    case = due_case(above.town)
    set_ladder(default=mediation(), by=above.county, at=NOW, steps=wanted(step_1={"days": 8}), reason="从严")
    escalate(NOW)
    restore_ladder(default=mediation(), by=above.county, at=NOW)
    escalate(NOW)
    assert Clock.objects.get(case_id=case.pk).ladder == mediation()
    with pytest.raises(Refused):
        restore_ladder(default=mediation(), by=above.county, at=NOW)
    again = set_ladder(default=mediation(), by=above.county, at=NOW, steps=wanted(step_1={"days": 5}), reason="从严")
    assert again.active and [step.offset for step in again.steps.all()] == [-5, 0, 3, 7]


def test_a_clock_that_has_climbed_does_not_climb_the_same_step_again() -> None:
    above = chain()
    case = due_case(above.town)
    escalate(at(11, 21, 1))
    set_ladder(default=mediation(), by=above.county, at=at(11, 21, 2), steps=wanted(step_1={"days": 8}, step_3={"days": 1}), reason="从严")
    escalate(at(11, 24))
    assert [step for step, *_rest in steps(case)] == [1, 2, 3]


def test_fewer_tries_may_be_asked_for_not_more() -> None:
    above = chain()
    set_attempts(level="village", by=above.county, at=NOW, tries=2, reason="从严")
    row = AttemptRule.objects.get(area=above.county.postings[0].area)
    assert (row.tries, row.to_level, row.unswept) == (2, "township", True)
    with pytest.raises(Refused) as error:
        set_attempts(level="village", by=above.county, at=NOW, tries=4, reason="放宽")
    assert "1 至 3 次" in error.value.reasons["tries"][0]


def test_on_the_pages_a_county_sets_and_restores() -> None:
    above = chain()
    client = signed_in(Client(), above.county)
    page = client.get(reverse("cases:ladders")).content.decode()
    assert "临期预警：提前 3 个工作日" in page and "调解不成 3 次后升至镇（街道）" in page
    address = reverse("cases:ladder", args=[mediation().pk])
    data: dict[str, Any] = {"reason": "从严掌握"}
    for step in wanted(step_1={"days": 1}):
        data |= {f"days_{step.step}": step.days, f"told_{step.step}": list(step.told), f"answer_{step.step}": step.answer_within or ""}
    refused = client.post(address, data)
    assert refused.status_code == 200 and "预警至少提前 3 个工作日" in refused.content.decode()
    assert client.post(address, data | {"days_1": 6}).status_code == 302
    assert "本县区自定" in client.get(reverse("cases:ladders")).content.decode()
    assert client.post(address, {"restore": "1"}).status_code == 302
    assert "本县区自定" not in client.get(reverse("cases:ladders")).content.decode()
    tries = reverse("cases:ladder_attempts", args=["village"])
    assert client.post(tries, {"tries": 2, "reason": "从严掌握"}).status_code == 302
    assert "调解不成 2 次后升至镇（街道）" in client.get(reverse("cases:ladders")).content.decode()
    assert not Escalation.objects.exists()
