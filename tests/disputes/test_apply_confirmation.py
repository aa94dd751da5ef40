"""Applying for judicial confirmation: jointly, in thirty days, at the right court, and only what a court confirms."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Category, Clock
from disputes.acts import registry
from disputes.models import JudicialConfirmation
from tests.acts import FormErrorsError, center, do, fresh, last_event, names_open, running
from tests.disputes.way import DAY, agreed, agreement_of, confirmation_input, leader, mediated, performed, today, whole

pytestmark = pytest.mark.django_db


def test_the_window_closes_and_the_courts_days_start():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, version=case.version, **confirmation_input(oral=True))
    row = JudicialConfirmation.objects.get()
    assert (row.agreement, row.state, row.applied_jointly, row.oral, row.jurisdiction) == (agreement_of(case), "applied", True, True, "seat")
    assert running(case) == {"dispute.court_accept", "dispute.performance"}
    assert Clock.objects.get(kind="dispute.confirm").stop_reason == "applied"
    clock = Clock.objects.get(kind="dispute.court_accept")
    assert clock.started_at >= timezone.now() - DAY and (fresh(case).due_at, fresh(case).clock_kind) == (clock.due_at, "dispute.court_accept")
    assert fresh(case).state == "agreed"
    event = last_event(case)
    assert event.act == "disputes.apply_confirmation" and "口头" in event.text and "调解组织所在地" in event.text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"jointly": False}, "jointly", "共同申请"),
        ({"jurisdiction": "inviting"}, "jurisdiction", "不是法院邀请"),
        ({"checked": False}, "checked", "核对"),
        ({"excluded": ["status"]}, "excluded", "身份关系"),
        ({"excluded": ["title"]}, "excluded", "确权"),
        ({"excluded": ["outside"]}, "excluded", "受理范围"),
        ({"excluded": ["other_procedure"]}, "excluded", "破产"),
        ({"applied_on": (today() + DAY).isoformat()}, "applied_on", "不能晚于今天"),
        ({"applied_on": (today() - DAY).isoformat()}, "applied_on", "不能早于"),
    ],
)
def test_refusals_name_field_and_reason(changes, field, words):
    actor = center()
    case = agreed(actor)
    before = whole(case)
    with pytest.raises(Refused) as error:
        do("apply_confirmation", case, actor, **confirmation_input(**changes))
    assert set(error.value.reasons) == {field} and words in error.value.reasons[field][0]
    assert whole(case) == before


def test_a_matter_of_administration_is_not_for_the_court():
    actor = center()
    case = agreed(actor, category=Category.objects.get(pk="1301"))
    with pytest.raises(Refused) as error:
        do("apply_confirmation", case, actor, **confirmation_input())
    assert "受理范围" in error.value.reasons["excluded"][0]


def test_thirty_days_and_not_one_more():
    actor = center()
    effective = dt.date(2026, 3, 2)
    last = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)  # a Wednesday, thirty days after Monday 2 March
    for day, in_time in ((dt.date(2026, 4, 2), False), (dt.date(2026, 4, 1), True)):
        case = agreed(actor)
        case.agreements.update(reached_on=effective, effective_on=effective)
        given = confirmation_input(applied_on=day.isoformat())
        if in_time:
            do("apply_confirmation", case, actor, at=last, **given)
            assert JudicialConfirmation.objects.count() == 1
        else:
            with pytest.raises(Refused) as error:
                do("apply_confirmation", case, actor, at=last + DAY, **given)
            assert "至 2026-04-01" in error.value.reasons["applied_on"][0]


def test_a_last_day_off_moves_on():
    actor = center()
    case = agreed(actor)
    case.agreements.update(reached_on=dt.date(2026, 1, 20), effective_on=dt.date(2026, 1, 20))
    at = dt.datetime(2026, 2, 24, 2, tzinfo=dt.UTC)  # the first working day after Spring Festival
    do("apply_confirmation", case, actor, at=at, **confirmation_input(applied_on="2026-02-24"))
    assert JudicialConfirmation.objects.get().applied_on == dt.date(2026, 2, 24)


class TestInvitedByACourt:
    COURT = {"channel": "court_delegated", "court_name": "丹凤县人民法院", "court_material_signed_on": today() - DAY, "start_mode": "referred"}

    def test_that_court_has_jurisdiction(self):
        actor = center()
        case = agreed(actor, **self.COURT)
        with pytest.raises(Refused) as error:
            do("apply_confirmation", case, actor, **confirmation_input())
        assert set(error.value.reasons) == {"jurisdiction"}
        with pytest.raises(Refused) as error:
            do("apply_confirmation", case, actor, **confirmation_input(jurisdiction="inviting"))
        assert "丹凤县人民法院" in error.value.reasons["court"][0]
        do("apply_confirmation", case, actor, **confirmation_input(jurisdiction="inviting", court="丹凤县人民法院"))
        assert running(case) >= {"dispute.court_accept"}

    def test_the_form_knows_it(self):
        actor = center()
        case = agreed(actor, **self.COURT)
        form = registry.act("dispute", "apply_confirmation").form(case=case, actor=actor, now=timezone.now())
        assert (form.fields["court"].initial, form.fields["jurisdiction"].initial) == ("丹凤县人民法院", "inviting")
        assert "最迟" in form.fields["applied_on"].help_text


def test_a_court_is_named():
    actor = center()
    with pytest.raises(FormErrorsError) as error:
        do("apply_confirmation", agreed(actor), actor, **confirmation_input(court=""))
    assert set(error.value.errors) == {"court"}


def test_only_one_application_runs():
    actor = center()
    case = agreed(actor)
    do("apply_confirmation", case, actor, **confirmation_input())
    with pytest.raises(NotOpen):
        do("apply_confirmation", fresh(case), actor, **confirmation_input())


def test_only_of_an_agreement_in_force_and_not_by_a_leader():
    actor = center()
    for case in (mediated(actor), performed(actor)):
        assert "apply_confirmation" not in names_open(case, actor)
    with pytest.raises(NotGranted):
        do("apply_confirmation", agreed(actor), leader(), **confirmation_input())
