"""Orders of supervision: given by a higher level only, answered by the body, judged by the issuer, in rounds; bulk; and they keep a case open."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, Role
from cases import bulk as service
from cases.actions.supervision import answer_supervision, recall_supervision
from cases.bulk import BulkRefused
from cases.bulk_supervise import SUPERVISE
from cases.calendar import calendar
from cases.daycount import add_working_days, local_day
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Attachment, Case, Clock, Notice, SupervisionGround, SupervisionItem, SupervisionOrder
from cases.risk_desk import waiting_for
from disputes.states import State
from tests.acts import TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, names_open, running, snapshot
from tests.factories import CommitteeFactory
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db


def county() -> Any:
    return posted(Role.COUNTY_CENTER, "611002")


def workday(count: int = 3) -> dt.date:
    return add_working_days(local_day(timezone.now()), count, calendar())


def order_input(**changes: Any) -> dict[str, Any]:
    return {"ground": "overdue", "text": "请组织专题会商并化解", "answer_by": workday().isoformat(), **changes}


def supervised(actor: Any, above: Any, **fields: Any) -> tuple[Any, SupervisionItem]:
    case = dispute_of(actor, **fields)
    return case, do("supervise", case, above, **order_input())


def test_an_order_waits_for_an_answer_and_runs_as_a_clock() -> None:
    actor, above = center(), county()
    case, item = supervised(actor, above)
    order = item.order
    assert (item.organisation, item.state, order.round, order.organisation) == (case.organisation, "open", 1, above.postings[0].organisation)
    assert order.number.startswith("DB611002-")
    clock = Clock.objects.get(case_id=case.pk, kind="case.supervision", stopped_at__isnull=True)
    assert clock.nominal_on == workday()
    assert fresh(case).due_at == case.due_at  # the limit the lists show stays the law's
    assert order.number in last_event(case).text and last_event(case).data["item"] == item.pk
    assert Notice.objects.filter(user=actor.user, kind="supervision").count() == 1
    assert "answer_supervision" in names_open(case, actor) and "answer_supervision" not in names_open(case, above)


def test_it_is_answered_with_measures_and_paper_and_accepted() -> None:
    actor, above = center(), county()
    case, item = supervised(actor, above)
    paper = Attachment.objects.create(
        case=case.case_ptr, name="会商.jpg", stored_as="x", media_type="image/jpeg", size=1, by=actor.user, at=timezone.now()
    )
    do("answer_supervision", fresh(case), actor, item=item.pk, answer="已组织三方会商", measures="落实包保", document=paper.pk)
    item.refresh_from_db()
    assert (item.state, item.answered_by, item.document, item.measures) == ("answered", actor.user, paper, "落实包保")
    assert "case.supervision" not in running(case)
    assert "accept_supervision" in names_open(case, above) and "accept_supervision" not in names_open(case, actor)
    do("accept_supervision", fresh(case), above, item=item.pk, opinion="同意")
    item.refresh_from_db()
    assert (item.state, item.decided_by, item.opinion) == ("accepted", above.user, "同意")
    assert Notice.objects.filter(kind="supervision", user=above.user).exists()


def test_a_second_order_names_the_first() -> None:
    actor, above = center(), county()
    case, item = supervised(actor, above)
    do("answer_supervision", fresh(case), actor, item=item.pk, answer="正在办理", measures="继续跟进")
    second = do("order_again", fresh(case), above, item=item.pk, text="答复不具体，重新办理", answer_by=workday(2).isoformat())
    item.refresh_from_db()
    assert item.state == "reordered" and second.order.round == 2 and second.order.previous == item.order
    assert "case.supervision" in running(case) and "第 2 次督办" in last_event(case).text


@pytest.mark.parametrize(
    ("role", "area", "body", "may"),
    [
        (Role.TOWNSHIP_CENTER, TOWN, TOWN + "001", True),
        (Role.TOWNSHIP_CENTER, TOWN, TOWN, False),
        (Role.COUNTY_CENTER, "611002", TOWN, True),
        (Role.COUNTY_CENTER, "611002", "611002", False),
        (Role.CITY_LEADER, "6110", "611002", True),
        (Role.MEDIATOR, "611002", TOWN, False),
        (Role.COUNTY_CENTER, "611022", TOWN, False),
    ],
)
def test_only_a_higher_level_supervises(role: str, area: str, body: str, may: bool) -> None:
    actor = posted(Role.TOWNSHIP_CENTER, body)
    case, above = dispute_of(actor), posted(role, area)
    assert ("supervise" in names_open(case, above)) is may
    if not may:
        with pytest.raises(NotGranted):
            do("supervise", case, above, **order_input())


@pytest.mark.parametrize(("change", "field"), [({"text": ""}, "text"), ({"ground": "none"}, "ground"), ({"answer_by": ""}, "answer_by")])
def test_what_is_wrong_is_said_at_the_field(change: Any, field: str) -> None:
    with pytest.raises(FormErrorsError) as error:
        do("supervise", dispute_of(center()), county(), **order_input(**change))
    assert set(error.value.errors) == {field} and not SupervisionOrder.objects.exists()


def test_the_body_has_at_least_a_working_day() -> None:
    case = dispute_of(center())
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        do("supervise", case, county(), **order_input(answer_by=local_day(timezone.now()).isoformat()))
    assert "answer_by" in error.value.reasons and snapshot(case) == before


def test_grounds_of_another_county_are_not_offered() -> None:
    SupervisionGround.objects.create(code="there", name="他县事由", area=posted(Role.COUNTY_CENTER, "611022").postings[0].area)
    SupervisionGround.objects.create(code="here", name="本县事由", area=county().postings[0].area)
    with pytest.raises(FormErrorsError):
        do("supervise", dispute_of(center()), county(), **order_input(ground="there"))
    assert do("supervise", dispute_of(center()), county(), **order_input(ground="here")).order.ground_id == "here"


def test_only_the_issuer_recalls_and_only_before_the_answer() -> None:
    actor, above, city = center(), county(), posted(Role.CITY_LEADER, "6110")
    case, item = supervised(actor, above)
    with pytest.raises(NotGranted):
        recall_supervision(case=fresh(case), by=city, at=timezone.now(), item=item, reason="撤销")
    do("recall_supervision", fresh(case), above, item=item.pk, reason="已化解")
    item.refresh_from_db()
    assert item.state == "recalled" and "case.supervision" not in running(case)
    with pytest.raises(NotOpen):
        answer_supervision(case=fresh(case), by=actor, at=timezone.now(), item=item, answer="已办理", measures="无")


def test_nobody_answers_what_he_ordered_nor_judges_what_he_answered() -> None:
    above = county()
    case, item = supervised(center(), above)
    with pytest.raises(NotGranted):
        answer_supervision(case=fresh(case), by=above, at=timezone.now(), item=item, answer="已办理", measures="无")


def test_an_order_of_another_case_is_none_of_this() -> None:
    actor, above = center(), county()
    case, _item = supervised(actor, above)
    _other, foreign = supervised(actor, above)
    with pytest.raises(Refused) as error:
        answer_supervision(case=fresh(case), by=actor, at=timezone.now(), item=foreign, answer="已办理", measures="无")
    assert "item" in error.value.reasons


def test_whoever_has_the_case_by_now_answers() -> None:
    actor, above = center(), county()
    case, item = supervised(actor, above)
    committee = CommitteeFactory(organisation__area=actor.postings[0].area)
    mediator = posted(Role.MEDIATOR, TOWN, organisation=committee.organisation)
    type(case).objects.get_queryset().filter(pk=case.pk).update(organisation=committee.organisation)
    do("answer_supervision", fresh(case), mediator, item=item.pk, answer="已组织调解", measures="三日内再调")
    assert SupervisionItem.objects.get(pk=item.pk).answered_by == mediator.user


def test_the_centre_between_sees_what_its_committees_have_to_answer() -> None:
    actor, above = center(), county()
    case, item = supervised(actor, above)
    committee = CommitteeFactory(organisation__area=actor.postings[0].area)
    Case.objects.get_queryset().filter(pk=case.pk).update(organisation=committee.organisation)  # the committee has it by now
    page = signed_in(Client(), actor).get("/supervision/").content.decode()
    assert case.number in page and "督办待答复" in [str(row.sort.label) for row in waiting_for(actor)]
    assert waiting_for(above) == [] and case.number not in signed_in(Client(), above).get("/supervision/?box=answer").content.decode()
    do("answer_supervision", fresh(case), actor, item=item.pk, answer="已督促调委会", measures="三日内调解")
    assert case.number in signed_in(Client(), above).get("/supervision/?box=judge").content.decode()
    paper = signed_in(Client(), actor).get(f"/supervision/{item.order_id}/paper/").content.decode()
    assert item.order.number in paper and "已督促调委会" in paper
    assert signed_in(Client(), center("611022101")).get(f"/supervision/{item.order_id}/paper/").status_code == 404


@pytest.mark.parametrize("act", ["decline", "archive"])
def test_a_case_is_not_closed_with_an_open_order(act: str) -> None:
    actor, above = center(), county()
    if act == "decline":
        case, _item = supervised(actor, above, state=State.REGISTERED)
        data: dict[str, Any] = {"reason": "not_civil", "routes": ["arbitration", "administrative", "court"]}
    else:
        case, _item = supervised(actor, above, state=State.WITHDRAWN)
        data = {"retention": "short"}
    with pytest.raises(Refused) as error:
        do(act, fresh(case), actor, **data)
    assert "督办单尚未答复" in error.value.message and fresh(case).closed_at is None


def test_the_clock_of_an_order_outlasts_the_matter() -> None:
    actor, above = center(), county()
    case, _item = supervised(actor, above)
    do("withdraw", fresh(case), actor, parties=[case.parties.get(role="applicant").pk], reason="双方自行和解")
    assert running(case) == {"case.supervision"}


def test_one_order_on_many_cases_and_its_recall() -> None:
    actor, above = center(), county()
    cases = [dispute_of(actor) for _ in range(3)]
    data = {"ground": SupervisionGround.objects.get(pk="art40_2"), "text": "限期化解", "answer_by": workday()}
    now = timezone.now()
    found = service.preview(SUPERVISE, [case.number for case in cases], above, data, at=now)
    assert found.whole and not SupervisionOrder.objects.exists()
    run = service.run(SUPERVISE, [case.number for case in cases], above, data, at=now)
    (order,) = SupervisionOrder.objects.all()
    assert set(order.items.values_list("case_id", flat=True)) == {case.pk for case in cases}
    service.undo(run, by=above, at=now)
    assert set(order.items.values_list("state", flat=True)) == {"recalled"}


def test_all_of_them_or_none() -> None:
    above = county()
    good, closed = dispute_of(center()), dispute_of(center(), State.ARCHIVED)
    data = {"ground": SupervisionGround.objects.get(pk="overdue"), "text": "限期化解", "answer_by": workday()}
    with pytest.raises(BulkRefused):
        service.run(SUPERVISE, [good.number, closed.number], above, data, at=timezone.now())
    assert not SupervisionItem.objects.exists() and Organisation.objects.exists()


def test_the_page_opens_where_there_is_work() -> None:
    actor, above = center(), county()
    case, item = supervised(actor, above)

    def opened(who: Any, query: str = "") -> str:
        response = signed_in(Client(), who).get(f"/supervision/{query}")
        return str(response.context["box"].code)

    assert (opened(actor), opened(above), opened(above, "?box=ours")) == ("answer", "issued", "ours")
    do("answer_supervision", fresh(case), actor, item=item.pk, answer="已督促调委会", measures="三日内调解")
    assert (opened(actor), opened(above)) == ("answer", "judge")
