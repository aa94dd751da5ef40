"""The objects other tests stand on are what they say they are."""

import pytest
from django.test import Client

from accounts.actor import Actor
from accounts.models import Role
from cases.blind_index import id_index
from cases.models import Party
from disputes.models import Dispute
from disputes.states import State
from tests.factories import PASSWORD, DisputeFactory, MediatorFactory, area_tree, id_number, posted, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(State))
def test_a_dispute_stands_in_any_state(state: State) -> None:
    dispute = DisputeFactory(state=state)
    assert Dispute.objects.get_queryset().get(pk=dispute.pk).state == state
    assert dispute.parties.count() == 2


def test_parties_are_stored_encrypted_and_found_by_index() -> None:
    number = id_number(7)
    dispute = DisputeFactory(parties=[{"name": "赵某", "id_number": number}, "钱某"])
    assert Party.objects.get(name="赵某", id_index=id_index(number)).case_id == dispute.pk


def test_disjoint_subtrees_do_not_see_each_other() -> None:
    area_tree()
    dispute = DisputeFactory()
    here, there = posted(Role.TOWNSHIP_CENTER, "611002001"), posted(Role.TOWNSHIP_CENTER, "611022101")
    assert list(Dispute.objects.visible_to(here)) == [dispute]
    assert not Dispute.objects.visible_to(there).exists()


def test_a_mediator_has_account_posting_and_committee() -> None:
    mediator = MediatorFactory()
    assert mediator.user is not None
    assert mediator.user.check_password(PASSWORD)
    assert Actor.of(mediator.user, on=mediator.memberships.get().valid_from).roles == {Role.MEDIATOR}
    assert mediator.committees.count() == 1


def test_signed_in(client: Client) -> None:
    actor = posted(Role.MEDIATOR, "611002001")
    assert signed_in(client, actor).session["_auth_user_id"] == str(actor.user.pk)
