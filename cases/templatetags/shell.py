"""The frame of every page: which entries of the site this person has, and how many transfers wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Role

register = template.Library()

WORK = frozenset(set(Role) - {Role.SYSTEM_ADMIN, Role.AUDITOR})
WARNED = frozenset({Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.CITY_LEADER, Role.PETITION_CLERK})
SYSTEM = frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Place:
    """A main place of the site: where it is, what it is called, who has it, and where its pages begin."""

    url_name: str
    label: str | Promise
    icon: str
    roles: frozenset[Role]
    prefixes: tuple[str, ...] = ()


PLACES = (
    Place("desk", _("工作台"), "home", WORK),
    Place("disputes:list", _("纠纷"), "clipboard-list", WORK, ("/disputes/", "/cases/", "/views/")),
    Place("disputes:transfers", _("移送"), "inbox", WORK, ("/disputes/transfers/",)),
    Place("cases:supervision", _("督办"), "urgent", WORK, ("/supervision/",)),
    Place("reports:warnings", _("预警"), "alert-triangle", WARNED, ("/warnings/",)),
    Place("mediators:list", _("调解队伍"), "users-group", WORK, ("/mediators/", "/committees/")),
    Place("reports:statistics_home", _("统计"), "chart-bar", WORK, ("/statistics/",)),
    Place("reports:screen_home", _("大屏"), "device-desktop", WORK, ("/screen/",)),
    Place("system", _("系统"), "settings", EVERYBODY, ("/system/",)),
)


@register.simple_tag(takes_context=True)
def places(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The places that exist and that this person's roles have; the one we are in is marked."""
    actor: Actor | None = context.get("actor")
    if actor is None:
        return []
    here = context["request"].path
    shown = [(place, address) for place in PLACES if place.roles & actor.roles and (address := address_of(place.url_name))]
    current = _current(here, [place for place, _address in shown])
    return [{"place": place, "address": address, "here": place is current} for place, address in shown]


@register.simple_tag
def address_of(url_name: str) -> str:
    """The address of a page by name, or nothing where this installation has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def may_register(context: dict[str, Any]) -> bool:
    """Whether this person may register a dispute."""
    from accounts.policies import reach_of

    actor: Actor | None = context.get("actor")
    return actor is not None and reach_of(actor.roles, "disputes.register") is not None


def _current(path: str, among: list[Place]) -> Place | None:
    """The place whose prefix of the address is longest."""
    if path == "/":
        return next((place for place in among if place.url_name == "desk"), None)
    fitting = [(len(prefix), index) for index, place in enumerate(among) for prefix in place.prefixes if path.startswith(prefix)]
    return among[max(fitting)[1]] if fitting else None
