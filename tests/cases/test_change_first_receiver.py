"""The first receiver: never empty, handed over with a reason, shown on page, list and API."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Role
from cases.errors import NotGranted, Refused
from cases.models import Case, Notice
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db


def test_the_duty_is_handed_over_with_the_reason() -> None:
    actor = center()
    case = dispute_of(actor)
    before = case.first_receiver
    other = posted(Role.TOWNSHIP_CENTER, "611002001", organisation=actor.postings[0].organisation)
    do("change_first_receiver", case, actor, receiver=other.user.pk, reason="原责任人调离")
    assert fresh(case).first_receiver == other.user
    event = last_event(case)
    assert event.data["before"] == before.pk and "原责任人调离" in event.text and before.name in event.text
    assert Notice.objects.filter(user=other.user).count() == 1


def test_not_to_the_same_nor_to_somebody_of_elsewhere() -> None:
    actor = center()
    case = dispute_of(actor, first_receiver=actor.user)
    for other in (actor, center(FAR_TOWN)):
        with pytest.raises((FormErrorsError, Refused)) as error:
            do("change_first_receiver", case, actor, receiver=other.user.pk, reason="移交")
        reasons = error.value.errors if isinstance(error.value, FormErrorsError) else error.value.reasons
        assert set(reasons) == {"receiver"}


def test_never_empty_even_for_bulk_sql() -> None:
    case = dispute_of(center())
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.get_queryset().filter(pk=case.pk).update(first_receiver=None)


def test_only_centres_hand_it_over() -> None:
    actor = center()
    with pytest.raises(NotGranted):
        do("change_first_receiver", dispute_of(actor), posted(Role.MEDIATOR, "611002001"), receiver=actor.user.pk, reason="移交")


def test_page_list_and_api_name_it() -> None:
    actor = center()
    case = dispute_of(actor, first_receiver=center(name="首接人").user)
    client = signed_in(Client(), actor)
    assert "首接人" in client.get(f"/cases/{case.number}/").content.decode()
    assert "首接人" in client.get("/disputes/?cols=first_receiver").content.decode()
    assert client.get(f"/api/v1/disputes/{case.number}/").json()["first_receiver"]["name"] == "首接人"
