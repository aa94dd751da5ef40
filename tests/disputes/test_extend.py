"""Extending a limit: within its cap, mediation only when both parties agree (人民调解工作若干规定 33; 特邀调解规定 27)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from cases import clocks
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Attachment, Clock, ClockExtension
from disputes.actions.extension import extend
from disputes.models import JudicialConfirmation
from disputes.states import State
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, names_open, reasons_of, snapshot, upload
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 64


def given(**changes: Any) -> Any:
    return {"clock": "dispute.mediate", "amount": "1", "reason": "双方书面请求延长", "both_agree": "on"} | changes


def test_mediation_is_extended_by_a_month_when_both_agree() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    due = case.due_at
    do("extend", case, actor, version=case.version, **given())
    after = fresh(case)
    assert dt.timedelta(days=25) < after.due_at - due < dt.timedelta(days=40)
    extension = ClockExtension.objects.get()
    assert (extension.amount, extension.approved_by, extension.reason) == (1, actor.user, "双方书面请求延长")
    event = last_event(case)
    assert "“人民调解”延长 1 个月" in event.text and "三十三" in event.article


def test_without_both_parties_it_is_refused() -> None:
    actor = center()
    case = dispute_of(actor)
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        do("extend", case, actor, **given(both_agree=""))
    assert "双方当事人同意" in error.value.reasons["both_agree"][0]
    assert snapshot(case) == before and not ClockExtension.objects.exists()


def test_the_court_extends_its_review_once_by_ten_days() -> None:
    actor = center()
    case = dispute_of(actor, State.AGREED)
    at = timezone.now()
    agreement = case.agreements.get()
    JudicialConfirmation.objects.create(
        agreement=agreement, court="商州区人民法院", jurisdiction="party", applied_on=at.date(), state="received", by=actor.user, at=at
    )
    clocks.start(case, "dispute.court_confirm", at=at)
    with pytest.raises(Refused) as error:
        do("extend", case, actor, **given(clock="dispute.court_confirm", amount="11", both_agree=""))
    assert "最多延长 10" in error.value.reasons["amount"][0]
    do("extend", case, actor, **given(clock="dispute.court_confirm", amount="10", both_agree=""))
    with pytest.raises(Refused) as error:
        do("extend", fresh(case), actor, **given(clock="dispute.court_confirm", amount="1", both_agree=""))
    assert "已延长 1 次" in error.value.reasons["amount"][0]
    assert ClockExtension.objects.count() == 1


def test_a_limit_that_may_not_be_extended_is_not_offered() -> None:
    actor = center()
    case = dispute_of(actor, State.ACCEPTED)
    clocks.start(case, "dispute.accept", at=timezone.now())
    with pytest.raises(FormErrorsError) as error:
        do("extend", case, actor, **given(clock="dispute.accept"))
    assert set(error.value.errors) == {"clock"}


def test_in_performance_nothing_is_left_to_extend() -> None:
    actor = center()
    case = dispute_of(actor, State.AGREED)
    assert "extend" not in names_open(case, actor)
    with pytest.raises(NotOpen):
        extend(dispute=case, by=actor, at=timezone.now(), clock="dispute.mediate", amount=1, reason="再谈谈", both_agree=True)


def test_a_paper_of_this_case_goes_with_it_and_one_of_another_does_not() -> None:
    actor = center()
    case, other = dispute_of(actor), dispute_of(actor)
    (mine,) = do("attach", case, actor, files={"files": upload(JPEG)}, purpose=Attachment.Purpose.EVIDENCE)
    (foreign,) = do("attach", other, actor, files={"files": upload(JPEG)}, purpose=Attachment.Purpose.EVIDENCE)
    with pytest.raises(FormErrorsError) as error:
        do("extend", fresh(case), actor, **given(document=foreign.pk))
    assert set(error.value.errors) == {"document"}
    do("extend", fresh(case), actor, **given(document=mine.pk))
    assert ClockExtension.objects.get().document == mine


@pytest.mark.parametrize(("amount", "field"), [("0", "amount"), ("999", "amount"), ("", "amount"), ("13", "amount")])
def test_an_amount_out_of_reason_is_refused(amount: Any, field: Any) -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises((FormErrorsError, Refused)) as error:
        do("extend", case, actor, **given(amount=amount))
    assert field in reasons_of(error.value)
    assert Clock.objects.get(case_id=case.pk).extensions.count() == 0


def test_a_petition_clerk_may_not() -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(NotGranted):
        do("extend", case, posted(Role.PETITION_CLERK, "611002001"), **given())
