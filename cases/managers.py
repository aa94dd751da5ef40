"""Reading cases: every read goes through `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.actor import Actor
    from cases.models.case import Case

_M = TypeVar("_M", bound="Case")


class CaseQuerySet(models.QuerySet[_M]):
    """Cases of any kind."""

    def visible_to(self, actor: Actor) -> CaseQuerySet[_M]:
        """The cases this actor may see (see `cases.visibility`)."""
        from cases.visibility import conditions, union_of

        return self.filter(union_of(conditions(actor.scope)))

    def visible_parts(self, actor: Actor) -> list[Q]:
        """The same rule as separate conditions, each of which an index serves in the order of a list."""
        from cases.visibility import conditions

        return conditions(actor.scope)

    def open(self) -> CaseQuerySet[_M]:
        """Cases with something left to do."""
        return self.filter(closed_at__isnull=True)


class CaseManager(models.Manager[Any]):
    """Hands out `CaseQuerySet`."""

    def get_queryset(self) -> CaseQuerySet[Any]:
        """All rows; callers that answer a person narrow it with `visible_to`."""
        return CaseQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> CaseQuerySet[Any]:
        """The cases this actor may see."""
        return self.get_queryset().visible_to(actor)

    def open(self) -> CaseQuerySet[Any]:
        """Cases with something left to do."""
        return self.get_queryset().open()
