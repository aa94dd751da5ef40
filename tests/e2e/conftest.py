"""The people of the tests in a browser: a township with its centre, a committee and a mediator."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, User
from disputes.models import Dispute
from mediators.models import Committee, Mediator
from tests.acts import TOWN, center
from tests.factories import CommitteeFactory, DisputeFactory, MediatorFactory, area_tree, fill_tables, posted


@dataclass(frozen=True)
class Town:
    """Who works in the township, and one dispute that its committee has in hand."""

    address: str
    worker: User
    """A grid worker of one community, who belongs to the centre."""
    clerk: User
    """At the centre."""
    mediator: Mediator
    committee: Committee
    in_hand: Dispute

    @property
    def mediators_user(self) -> User:
        """The mediator's account."""
        assert self.mediator.user is not None
        return self.mediator.user


@pytest.fixture
def town(live_server: LiveServer) -> Town:
    """城关街道 of 商州区."""
    fill_tables()
    area_tree()
    committee = CommitteeFactory()
    mediator = MediatorFactory(committee=committee)
    in_hand = DisputeFactory(
        state="mediating", title="王家与李家院墙滴水纠纷", place="东店子社区三组", mediator=mediator, organisation=committee.organisation
    )
    clerk = center(TOWN, name="孙中心")
    worker = posted(Role.GRID_WORKER, in_hand.area_id, organisation=clerk.postings[0].organisation, name="赵网格")
    return Town(live_server.url, worker.user, clerk.user, mediator, committee, in_hand)
