"""Objects for tests: real area codes, invented people."""

from tests.factories.areas import TREE, AreaFactory, area_tree
from tests.factories.disputes import DisputeFactory, PartyFactory
from tests.factories.mediators import CommitteeFactory, MediatorFactory
from tests.factories.numbers import id_number, mobile
from tests.factories.people import (
    PASSWORD,
    OrganisationFactory,
    PostingFactory,
    UserFactory,
    actor_for,
    posted,
    signed_in,
)

__all__ = [
    "PASSWORD",
    "TREE",
    "AreaFactory",
    "CommitteeFactory",
    "DisputeFactory",
    "MediatorFactory",
    "OrganisationFactory",
    "PartyFactory",
    "PostingFactory",
    "UserFactory",
    "actor_for",
    "area_tree",
    "id_number",
    "mobile",
    "posted",
    "signed_in",
]
