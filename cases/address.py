"""Addresses of pages: a parameter that cannot be used is told, never passed over."""

from __future__ import annotations

from collections.abc import Container

from django.http import HttpRequest
from django.utils.translation import gettext as _

SHOWN = 10
"""So many parameters are named, each by so many characters at most."""
NAME_SHOWN = 40
LONGEST_NUMBER = 18
"""Digits of a number in an address; longer ones are no keys."""


def bad_parameters(request: HttpRequest, known: Container[str]) -> dict[str, str]:
    """What is wrong with the parameters of an address, by name: those the page does not know, and those given more than once."""
    found = {}
    for name, values in request.GET.lists():
        if name not in known:
            found[name[:NAME_SHOWN]] = _("没有这个参数。")
        elif len(values) > 1:
            found[name] = _("只能给一个值。")
    return dict(list(found.items())[:SHOWN])


def bad_number(request: HttpRequest, name: str) -> dict[str, str]:
    """What is wrong with a parameter that must be a whole number, where it is given."""
    text = request.GET.get(name, "")
    usable = not text or (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER)
    return {} if usable else {name: _("须为整数。")}
