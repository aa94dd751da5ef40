"""Django's admin: for superusers, signed in by the same door as everybody."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse


class SuperuserSite(AdminSite):
    """An admin site that lets in superusers only."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the site shows itself."""
        return request.user.is_active and request.user.is_superuser

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the sign-in page, with its lock, its second factor and its record."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
