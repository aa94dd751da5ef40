"""Lowering needs a file of the case and another person: refused to the same one by act and by database."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from cases.actions.colour import approve_lower
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import ColourChange, Notice
from cases.risk_desk import waiting_for
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, names_open, running
from tests.cases.risk import county, paper_of
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


def proposed(actor: Any, colour: str = "red", to: str = "yellow") -> Any:
    case = dispute_of(actor, colour=colour)
    do("propose_lower", case, actor, colour=to, reason="双方冷静，险情排除", evidence=paper_of(case, actor).pk)
    return fresh(case)


def test_nothing_changes_until_another_person_approves() -> None:
    actor, above = center(), county()
    case = proposed(actor)
    assert case.colour == "red" and "approve_lower" not in names_open(case, actor) and "approve_lower" in names_open(case, above)
    assert Notice.objects.filter(user=above.user, kind="colour").exists()
    assert "降级待批准" in [str(row.sort.label) for row in waiting_for(above)]
    do("approve_lower", case, above, decision="情况属实")
    row = ColourChange.objects.get()
    assert (row.state, row.decided_by, row.decision) == ("approved", above.user, "情况属实")
    assert fresh(case).colour == "yellow" and "降为黄" in last_event(case).text
    assert "case.review" in running(case)


def test_the_same_person_is_refused_by_the_act_and_by_the_database() -> None:
    above = county()
    case = proposed(above)
    with pytest.raises(NotGranted):
        approve_lower(case=case, by=above, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ColourChange.objects.update(state="approved", decided_by=above.user)


def test_without_evidence_not_even_bulk_sql_asks() -> None:
    actor = center()
    case = dispute_of(actor, colour="red")
    with pytest.raises(FormErrorsError) as error:
        do("propose_lower", case, actor, colour="yellow", reason="双方冷静")
    assert set(error.value.errors) == {"evidence"}
    other = dispute_of(actor)
    with pytest.raises(FormErrorsError):
        do("propose_lower", case, actor, colour="yellow", reason="双方冷静", evidence=paper_of(other, actor).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ColourChange.objects.create(case_id=case.pk, before="red", after="blue", reason="", by=actor.user, at=timezone.now(), state="pending")


def test_leaving_red_is_for_the_county_leaving_yellow_for_a_centre() -> None:
    actor = center()
    colleague = posted(Role.TOWNSHIP_CENTER, "611002001", organisation=actor.postings[0].organisation)
    assert "approve_lower" not in names_open(proposed(actor), colleague)
    yellow = proposed(actor, "yellow", "blue")
    do("approve_lower", yellow, colleague)
    assert fresh(yellow).colour == "blue" and running(yellow) & {"case.review", "case.plan"} == set()


def test_refused_or_withdrawn_it_stays() -> None:
    actor, above = center(), county()
    case = proposed(actor)
    do("refuse_lower", case, above, decision="证据不足")
    assert fresh(case).colour == "red" and ColourChange.objects.get().state == "refused"
    do("propose_lower", fresh(case), actor, colour="blue", reason="补充材料后再报", evidence=paper_of_again(case, actor))
    with pytest.raises(NotGranted):
        do("withdraw_lower", fresh(case), above)
    do("withdraw_lower", fresh(case), actor)
    assert fresh(case).colour == "red" and ColourChange.objects.order_by("-id")[0].state == "withdrawn"
    with pytest.raises(NotOpen):
        do("approve_lower", fresh(case), above)


def paper_of_again(case: Any, actor: Any) -> int:
    return int(case.attachments.values_list("pk", flat=True)[0]) if case.attachments.exists() else paper_of(case, actor).pk


def test_only_downwards_and_one_request_at_a_time() -> None:
    actor = center()
    case = proposed(actor)
    with pytest.raises(NotOpen):
        do("propose_lower", case, actor, colour="blue", reason="再次申请", evidence=paper_of_again(case, actor))
    with pytest.raises(Refused):
        from cases.actions.colour import propose_lower

        other = dispute_of(actor, colour="yellow")
        propose_lower(case=other, by=actor, at=timezone.now(), colour="red", reason="提升", evidence=paper_of(other, actor))
