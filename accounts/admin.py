"""People and places in Django's admin, for superusers. Records are shown, never changed."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import Area, Organisation, Posting, SignInEvent, SystemEvent, User


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that the admin only shows."""

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Never."""
        return False


class PostingInline(admin.TabularInline[Posting, User]):
    """Postings of a user."""

    model = Posting
    extra = 0
    autocomplete_fields = ("organisation", "area")


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Users; passwords are made in the system's settings."""

    list_display = ("username", "name", "is_active", "is_superuser", "locked_until")
    search_fields = ("username", "name")
    fields = ("username", "name", "phone", "is_active", "is_staff", "is_superuser", "must_change_password", "locked_until")
    readonly_fields = ("locked_until",)
    inlines: ClassVar[Any] = (PostingInline,)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """Organisations."""

    list_display = ("name", "kind", "area", "active")
    list_filter = ("kind", "active")
    search_fields = ("name", "short_name")
    autocomplete_fields = ("area", "parent")


@admin.register(Area)
class AreaAdmin(ReadOnlyAdmin):
    """Areas; they come from `load_areas`."""

    list_display = ("code", "name", "level", "valid_to")
    list_filter = ("level",)
    search_fields = ("code", "name")


@admin.register(SignInEvent)
class SignInEventAdmin(ReadOnlyAdmin):
    """Attempts to sign in."""

    list_display = ("at", "username", "result", "address")
    list_filter = ("result",)
    search_fields = ("username",)


@admin.register(SystemEvent)
class SystemEventAdmin(ReadOnlyAdmin):
    """Acts of administration."""

    list_display = ("at", "act", "subject", "by")
    search_fields = ("subject",)
