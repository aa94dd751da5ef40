"""Acknowledging, answering and handing over; attempts; who sees and who is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Posting, Role
from cases.actions.escalation import answer_escalation
from cases.daycount import end_of_day
from cases.errors import NotGranted, Refused
from cases.escalation.cards import on_desk
from cases.escalation.climb import escalate
from cases.escalation.telling import tell_of_escalations
from cases.models import AttemptRule, CaseEvent, CaseOfficer, Escalation, Notice
from cases.models.party import OfficerRole
from disputes.filters import DisputeFilter
from disputes.models import Dispute
from disputes.states import KIND, State
from tests.acts import TOWN, dispute_of, do, fresh, last_event, names_open, reasons_of
from tests.api.clients import Program
from tests.cases.escalations import Chain, at, chain, due_case, states
from tests.disputes.way import assigned, committee_of, mediator_of, session_input
from tests.factories import signed_in
from tests.factories.people import posted

pytestmark = pytest.mark.django_db
NOW = at(11, 21, 1)


def climbed(above: Chain, when: dt.datetime = NOW, **fields: Any) -> tuple[Dispute, Escalation]:
    case = due_case(above.town, **fields)
    escalate(when)
    return fresh(case), Escalation.objects.filter(case_id=case.pk).latest("id")


def test_the_body_acknowledges_and_answers() -> None:
    above = chain()
    case, row = climbed(above)
    assert {"acknowledge_escalation", "answer_escalation", "hand_over_escalation"} <= names_open(case, above.town)
    assert "answer_escalation" not in names_open(case, above.county)
    do("acknowledge_escalation", case, above.town, at=NOW, escalation=row.pk)
    row.refresh_from_db()
    assert (row.state, row.acknowledged_at, row.acknowledged_by) == ("acknowledged", NOW, above.town.user)
    assert "acknowledge_escalation" not in names_open(case, above.town)
    do("answer_escalation", fresh(case), above.town, at=NOW, escalation=row.pk, answer="已约定周三上门调解")
    row.refresh_from_db()
    assert (row.state, row.answered_by, row.answer) == ("answered", above.town.user, "已约定周三上门调解")
    assert last_event(case).text == "答复升级：已约定周三上门调解"
    assert not {"acknowledge_escalation", "answer_escalation"} & names_open(case, above.town)


def test_handed_over_with_a_reason_the_next_level_answers() -> None:
    above = chain()
    case, row = climbed(above)
    new = do("hand_over_escalation", case, above.town, at=NOW, escalation=row.pk, reason="涉及县级部门职责")
    row.refresh_from_db()
    assert (row.state, row.handed_to) == ("handed_over", new)
    assert (new.organisation, new.ground, new.step, new.clock_id) == (above.bodies["county"], "handed_over", row.step, row.clock_id)
    assert new.answer_by == end_of_day(dt.date(2026, 11, 24)) and "answer_escalation" in names_open(case, above.county)
    top = do("hand_over_escalation", fresh(case), above.county, at=NOW, escalation=new.pk, reason="跨县区")
    with pytest.raises(Refused) as error:
        do("hand_over_escalation", fresh(case), above.city, at=NOW, escalation=top.pk, reason="再往上")
    assert "最高一级" in error.value.reasons["escalation"][0]
    do("answer_escalation", fresh(case), above.city, at=NOW, escalation=top.pk, answer="市级会商后交办")
    assert states(case) == ["told", "handed_over", "handed_over", "answered"]


def test_what_was_handed_over_stops_with_the_clock_too() -> None:
    above = chain()
    case, row = climbed(above)
    do("hand_over_escalation", case, above.town, at=NOW, escalation=row.pk, reason="涉及县级部门职责")
    do("extend", fresh(case), above.town, at=NOW, clock="dispute.mediate", amount=10, reason="双方请求延长", both_agree=True)
    assert states(case) == ["told", "handed_over", "stopped"]


def test_others_do_not_answer_and_nothing_is_answered_twice() -> None:
    above = chain()
    case, row = climbed(above)
    stranger = chain().town
    with pytest.raises(NotGranted):
        answer_escalation(case=case, by=stranger, at=NOW, escalation=row, answer="办理中")
    do("answer_escalation", case, above.town, at=NOW, escalation=row.pk, answer="办理中")
    other, _row = climbed(above)
    with pytest.raises(Exception) as error:
        do("answer_escalation", other, above.town, at=NOW, escalation=row.pk, answer="再答复")
    assert set(reasons_of(error.value)) == {"escalation"}


def test_three_failed_tries_in_the_village_go_to_the_township_and_so_on_to_the_court() -> None:
    above = chain()
    village = committee_of(posted(Role.MEDIATOR, TOWN + "201"))
    case = dispute_of(above.town, State.ACCEPTED)
    tries: list[str] = []
    for body, times in ((village, 3), (committee_of(above.town), 3), (committee_of(above.county), 1), (committee_of(above.city), 1)):
        lead = mediator_of(body)
        act = "assign" if case.committee_id is None else "reassign"
        reason = {} if act == "assign" else {"reason": "升级办理"}
        do(act, fresh(case), above.county, committee=body.pk, lead=lead.pk, **reason)
        for number in range(times):
            assert Escalation.objects.filter(case_id=case.pk).count() == len(tries), number
            do("hold_session", fresh(case), above.county, **session_input(fresh(case), result="failed"))
        row = Escalation.objects.filter(case_id=case.pk).latest("id")
        tries.append(row.to_level)
        case = fresh(case)
    assert tries == ["township", "county", "city", "court"]
    assert row.organisation == case.organisation and "司法途径" in row.reason and last_event(case).act == "cases.escalate"
    assert CaseEvent.objects.get(case_id=case.pk, data__level="city").article == "人民调解法第二十六条"
    assert states(case)[:3] == ["stopped"] * 3


def test_a_session_that_goes_on_is_no_failed_try() -> None:
    above = chain()
    case, _lead = assigned(above.town)
    for _number in range(4):
        do("hold_session", fresh(case), above.town, **session_input(fresh(case), result="continue"))
    assert not case.attempts.exists() and not Escalation.objects.exists()


def test_a_county_that_asks_for_fewer_tries_is_swept_once() -> None:
    above = chain()
    case, _lead = assigned(above.town)
    for _number in range(2):
        do("hold_session", fresh(case), above.town, **session_input(fresh(case), result="failed"))
    assert escalate(NOW).by_attempts == 0 and not AttemptRule.objects.filter(unswept=True).exists()
    county = above.county.postings[0].area
    AttemptRule.objects.create(kind=KIND, level="township", area=county, tries=2, to_level="county")
    assert (escalate(NOW).by_attempts, escalate(NOW).by_attempts) == (1, 0)
    assert Escalation.objects.get(case_id=case.pk, ground="attempts").organisation == above.bodies["county"]


def test_the_desk_shows_what_waits_for_ones_body_the_most_overdue_first() -> None:
    above = chain()
    late, _row = climbed(above)
    later, _row = climbed(above, at(11, 24))
    assert [row.case_id for row in on_desk(above.town, KIND)] == [late.pk, later.pk]
    assert on_desk(above.city, KIND) == []
    page = signed_in(Client(), above.town).get(reverse("desk")).content.decode()
    assert "升级到本单位，待答复" in page and page.index(late.number) < page.index(later.number)


def test_the_case_page_says_why_it_climbed() -> None:
    above = chain()
    case, row = climbed(above)
    page = signed_in(Client(), above.town).get(reverse("cases:detail", args=[case.number])).content.decode()
    assert "为何升级" in page and "“人民调解”已于 2026-11-20 到期" in page and "四级递进" in page
    assert reverse("cases:act", args=[case.number, "answer_escalation"]) + f"?escalation={row.pk}" in page
    other = signed_in(Client(), above.county).get(reverse("cases:detail", args=[case.number])).content.decode()
    assert "为何升级" in other and "answer_escalation" not in other


def test_lists_and_programs_find_them() -> None:
    above = chain()
    case, row = climbed(above)
    dispute_of(above.town)
    assert [each.pk for each in DisputeFilter({"escalated": "true"}, actor=above.town, now=NOW).qs] == [case.pk]
    program = Program(above.town)
    told = program.get(f"disputes/{case.number}/").json()
    assert [each["state"] for each in told["escalations"]] == ["told", "open"] and "answer_escalation" in told["open_acts"]
    answer = program.do("answer_escalation", case, escalation=row.pk, answer="已上门")
    assert answer.status_code == 200, answer.content
    assert states(case) == ["told", "answered"]


def test_those_whom_the_ladder_names_are_told_once() -> None:
    above = chain()
    case, row = climbed(above)
    outside = chain("611022101")
    assert tell_of_escalations(NOW) == 2 and tell_of_escalations(NOW) == 0
    told = Notice.objects.filter(key__startswith=f"escalation:{row.pk}:")
    assert set(told.values_list("user_id", flat=True)) == {above.town.user.pk}
    notice = told.get()
    assert case.number in notice.title and case.title not in notice.title and "2026-11-24 前答复" in notice.body
    escalate(at(12, 2))
    tell_of_escalations(at(12, 2))
    hears = set(Notice.objects.values_list("user_id", flat=True))
    assert hears == {above.town.user.pk, above.county.user.pk, above.city.user.pk, outside.city.user.pk} and outside.town.user.pk not in hears
    Escalation.objects.update(told_at=None)
    count = Notice.objects.count()
    tell_of_escalations(at(12, 2))
    assert Notice.objects.count() == count


def test_a_warning_that_comes_after_the_limit_is_not_told() -> None:
    climbed(chain())
    tell_of_escalations(NOW)
    assert set(Notice.objects.values_list("kind", flat=True)) == {"escalation"}


def test_who_does_not_work_any_more_is_not_told() -> None:
    above = chain()
    climbed(above)
    Posting.objects.filter(user=above.town.user).update(valid_to=dt.date(2026, 11, 1))
    tell_of_escalations(NOW)
    assert not Notice.objects.filter(user=above.town.user).exists()


def test_of_a_confidential_case_only_its_officers_hear_and_not_what_it_is_about() -> None:
    above = chain()
    named = posted(Role.TOWNSHIP_CENTER, TOWN, organisation=above.bodies["township"])
    case = due_case(above.town, confidential=True)
    CaseOfficer.objects.create(case_id=case.pk, user=named.user, role=OfficerRole.NAMED, since=NOW)
    escalate(NOW)
    tell_of_escalations(NOW)
    notices = list(Notice.objects.all())
    assert {notice.user_id for notice in notices} == {named.user.pk}
    assert all(case.title not in notice.title + notice.body for notice in notices)
    assert [row.case_id for row in on_desk(named, KIND)] == [case.pk] and on_desk(above.town, KIND) == []
    assert "answer_escalation" in names_open(case, named)


def test_a_run_that_dies_before_its_end_has_told_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    climbed(chain())

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("cases.escalation.telling.tell_all", dies)
        with pytest.raises(KeyboardInterrupt):
            tell_of_escalations(NOW)
    assert not Notice.objects.exists() and Escalation.objects.filter(told_at__isnull=True).count() == 2


def test_handed_over_to_a_body_that_answers_for_the_limit_already_it_joins_that() -> None:
    above = chain()
    case, _row = climbed(above, at(11, 26))
    low, high = Escalation.objects.filter(case_id=case.pk, state="open").order_by("step")
    assert (low.organisation, high.organisation) == (above.bodies["township"], above.bodies["county"])
    joined = do("hand_over_escalation", case, above.town, at=at(11, 26), escalation=low.pk, reason="涉及县级部门职责")
    low.refresh_from_db()
    assert joined == high and (low.state, low.handed_to, low.answer) == ("handed_over", high, "涉及县级部门职责")
    assert states(case) == ["told", "handed_over", "open"]
    do("answer_escalation", fresh(case), above.county, at=at(11, 26), escalation=high.pk, answer="县级会商后交办")
    assert states(case) == ["told", "handed_over", "answered"]
