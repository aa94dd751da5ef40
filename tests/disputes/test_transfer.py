"""Transfers: to another area, level or kind of mediation; signed for, returned once, recalled while they wait."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.limits import LEVEL_CLOCKS
from cases.models import Case, CaseOfficer, Clock, Transfer
from disputes.actions.transfer import transfer
from disputes.states import State
from tests.acts import (
    FAR_TOWN,
    OTHER_TOWN,
    TOWN,
    FormErrorsError,
    center,
    dispute_of,
    do,
    fresh,
    last_event,
    names_open,
    reasons_of,
    running,
    snapshot,
)
from tests.factories.areas import AreaFactory
from tests.factories.people import OrganisationFactory, posted, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def body(actor: Any) -> Any:
    return actor.postings[0].organisation_id


def box(actor: Any, code: Any) -> Any:
    """The transfers in a box of somebody's inbox, as the page shows them."""
    page = signed_in(Client(), actor).get("/disputes/transfers/", {"box": code})
    assert page.status_code == 200
    return [row.pk for row in page.context["rows"]]


def send(case: Any, actor: Any, to: Any, **more: Any) -> Any:
    return do("transfer", fresh(case), actor, organisation=body(to), reason="当事人住在对方辖区，便于调解", **more)


def test_the_receiver_sees_it_while_it_waits_and_the_sender_keeps_it() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here, State.MEDIATING)
    assert not Case.objects.visible_to(there).filter(pk=case.pk).exists()
    row = send(case, here, there, version=case.version)
    assert Case.objects.visible_to(there).filter(pk=case.pk).exists() and Case.objects.visible_to(here).filter(pk=case.pk).exists()
    after = fresh(case)
    assert (after.state, after.organisation_id) == ("mediating", body(here))
    assert running(case) == {"dispute.mediate", "dispute.transfer_response"}
    assert row.respond_by == Clock.objects.get(case_id=case.pk, kind="dispute.transfer_response").due_at
    assert (row.from_organisation_id, row.to_organisation_id, row.from_area_id, row.to_area_id) == (body(here), body(there), TOWN, FAR_TOWN)
    assert last_event(case).act == "disputes.transfer" and last_event(case).data["from_level"] == "township"
    assert box(there, "in") == [row.pk] and box(here, "out") == [row.pk]
    assert box(here, "in") == box(there, "out") == []


def test_while_it_waits_the_procedure_stands_with_nobody() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here, State.ACCEPTED)
    send(case, here, there)
    assert {"recall_transfer", "withdraw", "note"} <= names_open(case, here)
    assert not names_open(case, here) & {"accept_transfer", "return_transfer", "assign", "merge", "transfer"}
    assert {"accept_transfer", "return_transfer"} <= names_open(case, there)
    assert not names_open(case, there) & {"recall_transfer", "withdraw", "terminate", "urge", "set_confidential"}


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ASSIGNED, State.MEDIATING])
def test_signing_for_it_hands_everything_over(state: Any) -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here, state)
    mediate_since = Clock.objects.get(case_id=case.pk, kind="dispute.mediate").started_at
    send(case, here, there, mediation_kind="administrative")
    at = timezone.now()
    do("accept_transfer", fresh(case), there, at=at, response="同意接收")
    after = fresh(case)
    assert (after.state, after.organisation_id, after.area_id) == ("accepted", body(there), FAR_TOWN)
    assert (after.mediation_kind, after.handler_id, after.committee_id) == ("administrative", None, None)
    assert not after.assignments.filter(until__isnull=True) and not CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True)
    assert running(case) == {"dispute.mediate"}
    assert Clock.objects.get(case_id=case.pk, kind="dispute.mediate").started_at == mediate_since
    row = Transfer.objects.get()
    assert (row.state, row.responded_by, row.responded_at, row.response) == ("accepted", there.user, at, "同意接收")
    assert not Case.objects.visible_to(here).filter(pk=case.pk).exists()
    words = Case.objects.get_queryset().values_list("search", flat=True).get(pk=case.pk)
    assert f"'o:{body(there)}'" in words and f"'o:{body(here)}'" not in words
    assert last_event(case).act == "disputes.accept_transfer"


def test_what_was_not_accepted_yet_stays_registered_with_a_new_limit() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here, State.REGISTERED)
    send(case, here, there)
    at = timezone.now()
    do("accept_transfer", fresh(case), there, at=at)
    after = fresh(case)
    assert (after.state, after.organisation_id) == ("registered", body(there))
    assert Clock.objects.exclude(kind__in=LEVEL_CLOCKS).get(case_id=case.pk, stopped_at__isnull=True).started_at == at
    assert after.clock_kind == "dispute.accept"


def test_it_may_be_returned_once_and_the_same_body_must_sign_the_second_time() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here, State.MEDIATING)
    send(case, here, there)
    do("return_transfer", fresh(case), there, reason="纠纷发生地不在我辖区")
    after = fresh(case)
    assert (after.state, after.organisation_id) == ("mediating", body(here)) and running(case) == {"dispute.mediate"}
    assert not Case.objects.visible_to(there).filter(pk=case.pk).exists()
    assert "纠纷发生地不在我辖区" in last_event(case).text
    assert Transfer.objects.get().state == "returned" and len(box(here, "returned")) == 1
    send(case, here, there)
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        do("return_transfer", fresh(case), there, reason="仍不接收")
    assert "已退回过一次" in error.value.message and snapshot(case) == before
    do("accept_transfer", fresh(case), there)
    assert fresh(case).organisation_id == body(there)


def test_another_body_may_return_it_too() -> None:
    here, there, third = center(), center(FAR_TOWN), center(OTHER_TOWN)
    case = dispute_of(here)
    send(case, here, there)
    do("return_transfer", fresh(case), there, reason="不属本辖区")
    send(case, here, third)
    do("return_transfer", fresh(case), third, reason="不属本辖区")
    assert Transfer.objects.filter(state="returned").count() == 2


def test_after_a_working_day_it_cannot_be_returned_any_more() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here)
    row = send(case, here, there)
    with pytest.raises(Refused) as error:
        do("return_transfer", fresh(case), there, at=row.respond_by, reason="不接收")
    assert "退回期限" in error.value.message
    do("return_transfer", fresh(case), there, at=row.respond_by - dt.timedelta(seconds=1), reason="不接收")


def test_a_return_needs_a_reason() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here)
    send(case, here, there)
    with pytest.raises(FormErrorsError) as error:
        do("return_transfer", fresh(case), there, reason=" ")
    assert set(error.value.errors) == {"reason"}


def test_the_sender_recalls_it_while_nobody_has_signed() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here)
    send(case, here, there)
    do("recall_transfer", fresh(case), here, reason="选错单位")
    assert Transfer.objects.get().state == "recalled" and running(case) == {"dispute.mediate"}
    assert not Case.objects.visible_to(there).filter(pk=case.pk).exists()
    with pytest.raises(NotOpen):
        do("accept_transfer", fresh(case), there)


def test_only_the_receiver_signs_or_returns_and_only_the_sender_recalls() -> None:
    here, there, third = center(), center(FAR_TOWN), center(OTHER_TOWN)
    county = posted(Role.COUNTY_CENTER, "611002")
    case = dispute_of(here)
    send(case, here, there)
    for actor, act in ((here, "accept_transfer"), (county, "accept_transfer"), (here, "return_transfer")):
        with pytest.raises(NotGranted):
            do(act, fresh(case), actor, reason="理由")
    for actor in (there, third):
        with pytest.raises(NotGranted):
            do("recall_transfer", fresh(case), actor)
    do("recall_transfer", fresh(case), county)


def test_receivers_are_active_bodies_of_the_city_with_somebody_to_sign() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here)
    empty, closed, other_city = (
        OrganisationFactory.create(area=AreaFactory(code=FAR_TOWN)),
        center(FAR_TOWN).postings[0].organisation,
        center("610102001").postings[0].organisation,
    )
    closed.active = False
    closed.save()
    for organisation in (empty.pk, closed.pk, other_city.pk, body(here)):
        with pytest.raises(FormErrorsError) as error:
            do("transfer", case, here, organisation=organisation, reason="移送")
        assert set(error.value.errors) == {"organisation"}
    send(case, here, there)


def test_the_action_itself_says_why_a_body_cannot_receive() -> None:
    here = center()
    case = dispute_of(here)
    empty = OrganisationFactory.create(area=AreaFactory(code=FAR_TOWN))
    for organisation, words in (
        (case.organisation, "已由"),
        (empty, "没有可以签收的人员"),
        (center("610102001").postings[0].organisation, "不在本市"),
    ):
        with pytest.raises(Refused) as error:
            transfer(dispute=case, by=here, at=timezone.now(), organisation=organisation, reason="移送")
        assert words in error.value.reasons["organisation"][0]
    assert not Transfer.objects.exists() and running(case) == {"dispute.mediate"}


@pytest.mark.parametrize(
    ("receiver", "given", "expected"),
    [
        (FAR_TOWN, "", FAR_TOWN),
        ("611002", "", TOWN),
        (FAR_TOWN, "611022101200", "611022101200"),
        (FAR_TOWN, TOWN, TOWN),
    ],
)
def test_the_area_moves_only_where_it_must_or_where_it_is_said(receiver: Any, given: Any, expected: Any) -> None:
    here = center()
    there = center(receiver) if len(receiver) > 6 else posted(Role.COUNTY_CENTER, receiver)
    AreaFactory(code="611022101200")
    case = dispute_of(here)
    assert send(case, here, there, area=given).to_area_id == expected


@pytest.mark.parametrize(("code", "words"), [("611002002", "应为原区划"), ("999999", "没有代码")])
def test_an_area_outside_both_is_refused(code: Any, words: Any) -> None:
    here, there = center(), center(FAR_TOWN)
    AreaFactory(code="611002002")
    case = dispute_of(here)
    with pytest.raises((Refused, FormErrorsError)) as error:
        send(case, here, there, area=code)
    assert words in reasons_of(error.value)["area"][0]


def test_a_confidential_dispute_goes_to_a_named_person_only() -> None:
    here, there = center(), center(FAR_TOWN)
    colleague = posted(Role.TOWNSHIP_CENTER, FAR_TOWN, organisation=there.postings[0].organisation)
    case = dispute_of(here)
    do("set_confidential", case, here, confidential="yes", officers=[here.user.pk], reason="涉及未成年人")
    with pytest.raises(Refused) as error:
        send(case, here, there)
    assert "receiver" in error.value.reasons
    with pytest.raises(Refused) as error:
        send(case, here, there, receiver=center(OTHER_TOWN).user.username)
    assert "不在" in error.value.reasons["receiver"][0]
    send(case, here, there, receiver=there.user.username)
    assert Case.objects.visible_to(there).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(colleague).filter(pk=case.pk).exists()
    assert len(box(there, "in")) == 1 and box(colleague, "in") == []
    do("return_transfer", fresh(case), there, reason="不属本辖区")
    assert not Case.objects.visible_to(there).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(here).filter(pk=case.pk).exists()


def test_a_confidential_dispute_that_is_signed_for_is_seen_by_who_signed() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here)
    do("set_confidential", case, here, confidential="yes", officers=[here.user.pk], reason="涉及未成年人")
    send(case, here, there, receiver=there.user.username)
    do("accept_transfer", fresh(case), there)
    assert Case.objects.visible_to(there).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(here).filter(pk=case.pk).exists()


def test_after_a_result_and_while_it_stands_still_it_is_not_open() -> None:
    here, there = center(), center(FAR_TOWN)
    done, still = dispute_of(here, State.AGREED), dispute_of(here)
    do("pause", still, here, ground="heir", reason="一方去世")
    for case in (done, still):
        with pytest.raises(NotOpen):
            send(case, here, there)


def test_a_city_leader_may_not_send() -> None:
    here, there = center(), center(FAR_TOWN)
    with pytest.raises(NotGranted):
        send(dispute_of(here), posted(Role.CITY_LEADER, "6110"), there)


def test_on_the_pages_the_receiver_returns_it_and_comes_back_to_the_desk() -> None:
    here, there = center(), center(FAR_TOWN)
    case = dispute_of(here)
    client, address = signed_in(Client(), here), f"/cases/{case.number}/acts/transfer/"
    assert "移送" in client.get(address).content.decode()
    sent = client.post(address, {"version": case.version, "organisation": body(there), "reason": ""})
    assert sent.status_code == 422 and f'value="{there.postings[0].organisation.name}"' in sent.content.decode()
    sent = client.post(address, {"version": case.version, "organisation": body(there), "reason": "当事人住在对方辖区"})
    assert sent.status_code == 302 and sent["Location"] == f"/cases/{case.number}/"
    client = signed_in(Client(), there)
    assert client.get(f"/cases/{case.number}/").status_code == 200
    back = client.post(f"/cases/{case.number}/acts/return_transfer/", {"version": fresh(case).version, "reason": "不属本辖区"})
    assert back.status_code == 302 and back["Location"] == "/"
    assert client.get(f"/cases/{case.number}/").status_code == 404
