"""Organisations, users and postings."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.actor import Actor
from accounts.models import Organisation, OrganisationKind, Posting, Role, User
from tests.factories.areas import AreaFactory

PASSWORD = "Fengqiao-1963"

KIND_OF_ROLE: dict[str, str] = {
    Role.MEDIATOR: OrganisationKind.COMMITTEE,
    Role.PETITION_CLERK: OrganisationKind.PETITION_BUREAU,
    Role.SYSTEM_ADMIN: OrganisationKind.DEPARTMENT,
    Role.AUDITOR: OrganisationKind.DEPARTMENT,
}


@lru_cache
def _hashed(password: str) -> str:
    """Hashed once: Argon2 is slow on purpose."""
    return make_password(password)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A governance centre of a community unless told otherwise."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    class Params:
        seq = factory.Sequence(int)

    area = factory.SubFactory(AreaFactory)
    kind = OrganisationKind.CENTER
    name = factory.LazyAttribute(lambda self: f"{self.area.path_name}{OrganisationKind(self.kind).label}{self.seq}")
    short_name = factory.LazyAttribute(lambda self: f"{self.area.short_name}{OrganisationKind(self.kind).label}"[:40])


class UserFactory(DjangoModelFactory[User]):
    """A user who may sign in with `PASSWORD` (or `password=`)."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence("user{:05d}".format)
    name = factory.Faker("name", locale="zh_CN")
    password = factory.LazyFunction(lambda: _hashed(PASSWORD))
    password_changed_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        if not kwargs["password"].startswith("argon2"):
            kwargs["password"] = _hashed(kwargs["password"])
        user: User = super()._create(model_class, *args, **kwargs)
        return user


class PostingFactory(DjangoModelFactory[Posting]):
    """A township centre clerk, for the area of the organisation, since 2020."""

    class Meta:
        model = Posting
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    area = factory.SelfAttribute("organisation.area")
    role = Role.TOWNSHIP_CENTER
    valid_from = dt.date(2020, 1, 1)


def posted(role: str, area: str, *, organisation: Organisation | None = None, **user: Any) -> Actor:
    """A new user with one posting in that role for the area of that code, as an actor."""
    organisation = organisation or OrganisationFactory.create(
        area=AreaFactory.create(code=area), kind=KIND_OF_ROLE.get(role, OrganisationKind.CENTER)
    )
    posting = PostingFactory.create(user=UserFactory.create(**user), organisation=organisation, area=AreaFactory.create(code=area), role=role)
    return actor_for(posting.user)


def actor_for(user: User, *, on: dt.date | None = None) -> Actor:
    """The actor with all postings that are live on that day (today in Asia/Shanghai)."""
    return Actor.of(user, on or timezone.localdate())


def signed_in(client: Client, user: User | Actor) -> Client:
    """The same client, signed in as the user (without the password, for speed)."""
    client.force_login(user.user if isinstance(user, Actor) else user)
    return client
