"""Mediation fails: the three ways are told, visits are planned (人民调解法 26)."""

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Category
from disputes.acts import registry
from disputes.limitation import warnings_of
from disputes.models import FollowUp
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.disputes.way import DAY, leader, mediated, today, whole

pytestmark = pytest.mark.django_db
ALL = ["arbitration", "administrative", "court"]


def test_it_ends_with_the_ways_told_and_visits_planned():
    actor = center()
    case = mediated(actor, "failed")
    at = timezone.now()
    do("fail", case, actor, at=at, reason="分歧过大", routes=[*ALL, "legal_aid"])
    after = fresh(case)
    assert (after.state, after.outcome, after.concluded_at, after.closed_at, after.resolution) == ("failed", "failure", at, None, "分歧过大")
    assert sorted(FollowUp.objects.filter(dispute=case).values_list("due_on", flat=True)) == [today(at) + days * DAY for days in (7, 30, 90)]
    assert running(case) == {"dispute.follow_up"} and after.clock_kind == "dispute.follow_up"
    event = last_event(case)
    assert event.data["routes"] == sorted([*ALL, "legal_aid"]) and "仲裁" in event.text and "第二十六条" in event.article
    assert event.data["limitation"][0]["name"] == "民事诉讼时效"


@pytest.mark.parametrize("missing", ALL)
def test_each_of_the_three_ways_must_have_been_told(missing):
    actor = center()
    case = mediated(actor, "failed")
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("fail", case, actor, reason="分歧过大", routes=[way for way in ALL if way != missing])
    assert "还须告知" in error.value.reasons["routes"][0] and whole(case) == before


def test_a_reason_is_needed():
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("fail", mediated(actor, "failed"), actor, reason="", routes=ALL)
    assert set(error.value.errors) == {"reason"}


def test_not_before_a_session_and_not_by_a_leader():
    actor = center()
    with pytest.raises(NotOpen):
        do("fail", dispute_of(actor), actor, reason="分歧", routes=ALL)
    with pytest.raises(NotGranted):
        do("fail", mediated(actor, "failed"), leader(), reason="分歧", routes=ALL)


@pytest.mark.parametrize(
    ("category", "names", "years"),
    [("0701", ["劳动争议申请仲裁时效"], 1), ("0901", ["农村土地承包经营纠纷申请仲裁时效", "民事诉讼时效"], 2), ("0804", ["民事诉讼时效"], 3)],
)
def test_the_mediator_is_warned_of_limitation(category, names, years):
    actor = center()
    case = mediated(actor, "failed", category=Category.objects.get(pk=category))
    found = warnings_of(case, today())
    assert [str(each.name) for each in found] == names
    assert found[0].ends_on == case.occurred_on.replace(year=case.occurred_on.year + years)
    form = registry.act("dispute", "fail").form(case=case, actor=actor, now=timezone.now())
    assert names[0] in form.fields["routes"].help_text
