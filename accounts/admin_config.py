"""Puts `accounts.admin_site.SuperuserSite` in the place of Django's plain admin site."""

from django.contrib.admin.apps import AdminConfig


class SuperuserAdminConfig(AdminConfig):
    """Django's admin with our site."""

    default_site = "accounts.admin_site.SuperuserSite"
