"""Committees and mediators."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import OrganisationKind, Role
from mediators.models import Committee, CommitteeKind, Mediator, Membership
from tests.factories.areas import AreaFactory
from tests.factories.numbers import mobile
from tests.factories.people import OrganisationFactory, PostingFactory, UserFactory


class CommitteeFactory(DjangoModelFactory[Committee]):
    """A committee of the township 城关街道; `area=` takes an area or `organisation__area=`."""

    class Meta:
        model = Committee
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.COMMITTEE, area=factory.SubFactory(AreaFactory, code="611002001"))
    code = factory.Sequence("TW{:06d}".format)
    kind = CommitteeKind.TOWNSHIP
    file_label = factory.LazyAttributeSequence(lambda self, n: f"{self.organisation.area.short_name}{n}")
    founded_on = dt.date(2011, 1, 1)
    term_from = dt.date(2025, 1, 1)


class MediatorFactory(DjangoModelFactory[Mediator]):
    """A mediator with an account, a posting at the committee and a membership of it.

    `committee=` puts him on that committee, `committee=None` on none; `user=None` gives him no account.
    """

    class Meta:
        model = Mediator
        skip_postgeneration_save = True

    class Params:
        seq = factory.Sequence(int)

    user = factory.SubFactory(UserFactory, name=factory.Sequence("调解员{:04d}".format))  # never the name of a party
    name = factory.LazyAttribute(lambda self: self.user.name if self.user else f"调解员{self.seq}")
    phone = factory.LazyAttribute(lambda self: mobile(50_000_000 + self.seq))

    @classmethod
    def _create(cls, model_class: type[Mediator], *args: Any, **kwargs: Any) -> Mediator:
        committee: Committee | None = kwargs.pop("committee") if "committee" in kwargs else CommitteeFactory.create()
        if "area" not in kwargs:
            kwargs["area"] = committee.organisation.area if committee else AreaFactory.create(code="611002001")
        mediator: Mediator = super()._create(model_class, *args, **kwargs)
        if committee:
            Membership.objects.create(committee=committee, mediator=mediator, valid_from=dt.date(2025, 1, 1))
            if mediator.user:
                PostingFactory.create(user=mediator.user, organisation=committee.organisation, area=mediator.area, role=Role.MEDIATOR)
        return mediator
