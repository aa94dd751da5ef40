"""Committees and mediators in Django's admin, for superusers."""

from typing import Any, ClassVar

from django.contrib import admin

from mediators.models import Committee, Conflict, Expertise, Mediator, Membership


class MembershipInline(admin.TabularInline[Membership, Mediator]):
    """Committees of a mediator."""

    model = Membership
    extra = 0
    autocomplete_fields = ("committee",)


class ExpertiseInline(admin.TabularInline[Expertise, Mediator]):
    """Trades a mediator knows."""

    model = Expertise
    extra = 0


class ConflictInline(admin.TabularInline[Conflict, Mediator]):
    """Whom a mediator must keep away from."""

    model = Conflict
    extra = 0


@admin.register(Committee)
class CommitteeAdmin(admin.ModelAdmin[Committee]):
    """Committees."""

    list_display = ("organisation", "code", "kind", "trade", "active")
    list_filter = ("kind", "trade", "active")
    search_fields = ("organisation__name", "code")
    autocomplete_fields = ("organisation",)


@admin.register(Mediator)
class MediatorAdmin(admin.ModelAdmin[Mediator]):
    """Mediators."""

    list_display = ("name", "area", "employment", "active")
    list_filter = ("employment", "active")
    search_fields = ("name",)
    autocomplete_fields = ("area", "user")
    inlines: ClassVar[Any] = (MembershipInline, ExpertiseInline, ConflictInline)
