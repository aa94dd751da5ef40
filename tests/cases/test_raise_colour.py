"""Raising is immediate, keeps the rules that spoke, and sets plan, review and ladders going; the rules suggest it with their reasons."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from cases.actions.colour import raise_colour
from cases.acts import registry
from cases.colours import Grounds, advise
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Clock, ColourChange, Ladder, Notice
from disputes.models import Dispute
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, running
from tests.cases.risk import DAY, county, paper_of, planned, today
from tests.disputes.way import assigned, session_input, stranger

pytestmark = pytest.mark.django_db


def advice(case: Any, actor: Any) -> Any:
    return registry.kind(case.kind).advice(fresh(case), actor, timezone.now())


def clock_day(case: Any, kind: str) -> Any:
    return Clock.objects.get(case_id=case.pk, kind=kind, stopped_at=None).nominal_on


def test_red_asks_for_a_plan_tomorrow_and_a_review_every_day() -> None:
    actor = center()
    case = dispute_of(actor, people_count=8, summary="扬言报复")
    Clock.objects.filter(case_id=case.pk).update(ladder=Ladder.objects.first())
    do("raise_colour", case, actor, colour="red", reason="当事人扬言报复")
    row = ColourChange.objects.get()
    assert (row.before, row.after, row.state, row.by) == ("blue", "red", "done", actor.user) and "扬言" in row.rules[0]
    after = fresh(case)
    assert after.colour == "red" and clock_day(case, "case.plan") == today() + DAY and clock_day(case, "case.review") == today() + DAY
    assert not Clock.objects.filter(case_id=case.pk, stopped_at=None, ladder__isnull=False).exists()
    assert after.due_at == case.due_at and last_event(case).data["after"] == "red"


def test_those_concerned_are_told_and_of_red_the_county() -> None:
    actor, above = center(), county()
    do("raise_colour", dispute_of(actor), actor, colour="red", reason="出现险情")
    assert Notice.objects.filter(user=above.user, kind="colour", urgent=True).exists()
    assert not Notice.objects.filter(user=actor.user).exists()


def test_yellow_is_reviewed_weekly_and_becomes_red_daily() -> None:
    actor = center()
    case = dispute_of(actor)
    do("raise_colour", case, actor, colour="yellow", reason="两次调解不成")
    assert clock_day(case, "case.review") == today() + 7 * DAY and "case.plan" not in running(case)
    do("raise_colour", fresh(case), actor, colour="red", reason="矛盾激化")
    assert clock_day(case, "case.review") == today() + DAY and "case.plan" in running(case)


def test_only_upwards_and_not_by_strangers() -> None:
    actor = center()
    case = dispute_of(actor, colour="yellow")
    for colour in ("yellow", "blue", "green"):
        with pytest.raises(FormErrorsError) as error:
            do("raise_colour", case, actor, colour=colour, reason="调整等级")
        assert set(error.value.errors) == {"colour"}
    with pytest.raises(NotOpen):
        raise_colour(case=dispute_of(actor, colour="red"), by=actor, at=timezone.now(), colour="red", reason="调整等级")
    with pytest.raises(Refused) as refused:
        raise_colour(case=case, by=actor, at=timezone.now(), colour="blue", reason="调整等级")
    assert "colour" in refused.value.reasons
    with pytest.raises(NotGranted):
        do("raise_colour", case, stranger(), colour="red", reason="调整等级")


def test_a_request_to_lower_falls_away() -> None:
    actor = center()
    case = dispute_of(actor, colour="yellow")
    do("propose_lower", case, actor, colour="blue", reason="双方已和解", evidence=paper_of(case, actor).pk)
    do("raise_colour", fresh(case), actor, colour="red", reason="再起冲突")
    assert ColourChange.objects.get(after="blue").state == "withdrawn"


def test_two_failed_mediations_make_it_yellow() -> None:
    actor = center()
    case, _mediator = assigned(actor)
    for _round in range(2):
        assert advice(case, actor).colour == "blue"
        do("hold_session", fresh(case), actor, **session_input(fresh(case), result="failed"))
    found = advice(case, actor)
    assert found.colour == "yellow" and "调解不成达到 2 次" in found.reasons[0]


def test_repeated_parties_and_police_count_where_they_may_be_seen() -> None:
    actor = center()
    person = {"name": "王建国", "id_number": "610102199003071234"}
    cases = [dispute_of(actor, channel="police", parties=[person, "李秀英"]) for _ in range(2)]
    from cases.models import Party

    index = Party.objects.filter(case_id=cases[0].pk, name="王建国").values_list("id_index", flat=True).get()
    Party.objects.filter(name="王建国").update(id_index=index)
    assert advice(cases[0], actor).colour == "blue"
    third = dispute_of(actor, channel="police", parties=[person, "赵六"])
    Party.objects.filter(name="王建国").update(id_index=index)
    assert advice(third, actor).colour == "red" and "公安移送" in advice(third, actor).reasons[0]
    assert advice(third, stranger()).colour == "blue"  # he sees none of them


def test_a_limit_that_ran_out_makes_it_yellow() -> None:
    actor = center()
    case = dispute_of(actor)
    Clock.objects.filter(case_id=case.pk, kind="dispute.mediate").update(due_at=timezone.now() - DAY)
    assert advice(case, actor).reasons == ("期限超期达到 1 次（现 1 次）",)


@pytest.mark.parametrize(
    ("grounds", "colour"),
    [
        (Grounds(text="围堵大门", people=5), "red"),
        (Grounds(text="围堵大门", people=4), "blue"),
        (Grounds(amount=Decimal(100_000)), "yellow"),
        (Grounds(petition_cases=2), "yellow"),
        (Grounds(party_cases=3), "yellow"),
        (Grounds(units=2), "yellow"),
        (Grounds(text="跨村道路"), "yellow"),
    ],
)
def test_every_ground_speaks_from_its_threshold_on(grounds: Grounds, colour: str) -> None:
    assert advise(grounds).colour == colour


def test_what_is_registered_red_starts_its_clocks_and_what_ends_stops_them() -> None:
    actor = center()
    case = dispute_of(actor, State.ACCEPTED, colour="red")
    from cases.risk_clocks import refresh_plan, refresh_review

    refresh_plan(case, at=timezone.now())
    refresh_review(case, at=timezone.now())
    planned(case, actor)
    assert "case.plan" not in running(case) and "case.review" in running(case)
    do("withdraw", fresh(case), actor, parties=[case.parties.get(role="applicant").pk], reason="自行和解")
    assert running(case) == set()
    do("reopen", fresh(case), county(), reason="又起争执")
    assert "case.review" in running(case) and "case.plan" not in running(case)
    assert Dispute.objects.get_queryset().get(pk=case.pk).concluded_at is None
