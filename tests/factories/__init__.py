"""Objects for tests: real area codes, invented people. Each factory is called with the fields that matter to the test."""

from typing import Any, Protocol, TypeVar, cast

from accounts.models import Area, Organisation, Posting, User
from cases.models import Party
from disputes.models import Dispute
from mediators.models import Committee, Mediator
from tests.factories import areas, disputes, mediators, people
from tests.factories.areas import TREE, area_tree
from tests.factories.numbers import id_number, mobile
from tests.factories.people import PASSWORD, actor_for, posted, signed_in
from tests.factories.seeds import fill_tables

T_co = TypeVar("T_co", covariant=True)


class Maker(Protocol[T_co]):
    """What a factory can do, with the type of what it makes (factory_boy's classes say the factory's own type)."""

    def __call__(self, **fields: Any) -> T_co:
        """One object, saved."""

    def create(self, **fields: Any) -> T_co:
        """One object, saved."""

    def build(self, **fields: Any) -> T_co:
        """One object, not saved."""


AreaFactory = cast("Maker[Area]", areas.AreaFactory)
OrganisationFactory = cast("Maker[Organisation]", people.OrganisationFactory)
UserFactory = cast("Maker[User]", people.UserFactory)
PostingFactory = cast("Maker[Posting]", people.PostingFactory)
CommitteeFactory = cast("Maker[Committee]", mediators.CommitteeFactory)
MediatorFactory = cast("Maker[Mediator]", mediators.MediatorFactory)
PartyFactory = cast("Maker[Party]", disputes.PartyFactory)
DisputeFactory = cast("Maker[Dispute]", disputes.DisputeFactory)

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
    "fill_tables",
    "id_number",
    "mobile",
    "posted",
    "signed_in",
]
