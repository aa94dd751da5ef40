"""Confidential cases: only those named see them; somebody must be able to work on them."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.models import Case, CaseOfficer
from disputes.states import State
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, snapshot
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db


def sees(actor: Any, case: Any) -> Any:
    return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def colleague_of(actor: Any) -> Any:
    return posted(Role.TOWNSHIP_CENTER, actor.postings[0].area_id, organisation=actor.postings[0].organisation)


def make(case: Any, actor: Any, *officers: Any, **changes: Any) -> Any:
    data = {"confidential": "yes", "officers": [each.user.pk for each in officers], "reason": "涉及未成年人"} | changes
    return do("set_confidential", fresh(case), actor, **data)


def test_only_the_named_see_it() -> None:
    actor = center()
    named, other, above = colleague_of(actor), colleague_of(actor), posted(Role.COUNTY_CENTER, "611002")
    case = dispute_of(actor)
    make(case, actor, actor, named)
    assert [sees(each, case) for each in (actor, named, other, above)] == [True, True, False, False]
    assert signed_in(Client(), other).get(f"/cases/{case.number}/").status_code == 404
    event = last_event(case)
    assert event.act == "cases.set_confidential" and "指定知情人 2 人" in event.text
    words = Case.objects.get_queryset().values_list("search", flat=True).get(pk=case.pk)
    assert f"'u:{named.user.pk}'" in words


def test_naming_anew_replaces_and_lifting_ends_it() -> None:
    actor = center()
    first, second = colleague_of(actor), colleague_of(actor)
    case = dispute_of(actor)
    make(case, actor, actor, first)
    make(case, actor, actor, second)
    assert [sees(each, case) for each in (actor, first, second)] == [True, False, True]
    do("set_confidential", fresh(case), actor, confidential="no", officers=[], reason="已无必要")
    assert [sees(each, case) for each in (actor, first, second)] == [True, True, True]
    assert not CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True).exists() and not fresh(case).confidential


def test_somebody_who_works_on_it_must_see_it() -> None:
    actor = center()
    other = colleague_of(actor)
    case = dispute_of(actor)
    before = snapshot(case)
    for officers in ((), (other,)):
        with pytest.raises(Refused) as error:
            make(case, actor, *officers)
        assert "承办人或您本人" in error.value.reasons["officers"][0]
    assert snapshot(case) == before


def test_the_mediator_who_has_it_is_enough() -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    make(case, actor)
    assert not sees(actor, case) and CaseOfficer.objects.filter(case_id=case.pk, user=case.handler, until__isnull=True).exists()


def test_people_of_other_bodies_are_not_offered() -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        make(case, actor, actor, center(FAR_TOWN))
    assert set(error.value.errors) == {"officers"}


def test_what_is_not_confidential_is_not_lifted_and_a_reason_is_needed() -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(Refused) as error:
        do("set_confidential", case, actor, confidential="no", officers=[], reason="解除")
    assert "confidential" in error.value.reasons
    with pytest.raises(FormErrorsError) as form:
        make(case, actor, actor, reason="")
    assert set(form.value.errors) == {"reason"}


def test_not_while_it_is_on_its_way_and_not_by_mediators() -> None:
    actor, there = center(), center(FAR_TOWN)
    case = dispute_of(actor)
    with pytest.raises(NotGranted):
        make(case, posted(Role.MEDIATOR, "611002001"))
    do("transfer", fresh(case), actor, organisation=there.postings[0].organisation_id, reason="移送")
    with pytest.raises(NotOpen):
        make(case, actor, actor)
