"""Small signs that every page uses: icons, how long is left, the risk colour, money, days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.daycount import SHANGHAI
from cases.veil import Veil
from cases.words import RISKS, DueWord, due_word

register = template.Library()


@register.filter
def masking(text: str, veil: Veil) -> str:
    """What somebody wrote, with names and numbers of persons masked. A page that forgets the veil fails, it does not tell."""
    return veil.over(text)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; decoration, so screen readers pass over it."""
    return _icon(name, _sprite_storage())


@register.simple_tag
def risk(colour: str) -> SafeString:
    """The risk colour with its word; the style sheet adds the sign, which keeps long lists light."""
    return _risk(colour, str(RISKS[colour]))


def due_chip(word: DueWord) -> SafeString:
    """How long is left as a chip; the last day is its title."""
    return _chip(word)


def _sprite_storage() -> str:
    """Says where the address of the sprite comes from: what is kept below holds as long as that does not change."""
    storages: dict[str, Any] = settings.STORAGES
    return str(storages["staticfiles"]["BACKEND"])


# A page has a hundred signs and few different ones; to find the hashed name of the sprite costs more than all the rest of a sign.


@lru_cache(maxsize=1024)
def _icon(name: str, _storage: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("vendor/icons.svg"), name)


@lru_cache(maxsize=64)
def _risk(code: str, text: str) -> SafeString:
    return format_html('<span class="risk {}">{}</span>', code, text)


@lru_cache(maxsize=4096)
def _chip(word: DueWord) -> SafeString:
    title = format_html(' title="{}"', word.day) if word.day else ""
    return format_html('<span class="due {}"{}>{}</span>', word.tone, title, word.text)


@register.simple_tag
def due(case: Any, now: dt.datetime) -> SafeString:
    """How long is left of the earliest limit of a case."""
    return due_chip(due_word(case.due_at, now=now, paused=case.paused, closed=case.closed_at is not None))


@register.simple_tag
def due_of_clock(due_at: dt.datetime | None, now: dt.datetime) -> SafeString:
    """How long is left of one open clock; without a time it stands still."""
    return due_chip(due_word(due_at, now=now, paused=True))


@register.simple_tag
def due_on(day: dt.date, now: dt.datetime) -> SafeString:
    """How long is left until the end of a day named in a paper."""
    return due_chip(due_word(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), SHANGHAI), now=now))


@register.filter
def money(amount: Decimal | None) -> str:
    """An amount in yuan with two decimals and thousands apart; a dash for none."""
    return "—" if amount is None else _("%(amount)s 元") % {"amount": f"{amount:,.2f}"}


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """`2026-11-23` in Asia/Shanghai; a dash for none."""
    if value is None:
        return "—"
    return (value.astimezone(SHANGHAI) if isinstance(value, dt.datetime) else value).strftime("%Y-%m-%d")


@register.filter
def last_day(due_at: dt.datetime | None) -> str:
    """The last day of a limit that ends at 24:00 of it (Asia/Shanghai), as `2026-11-23`; a dash for none."""
    return "—" if due_at is None else day(due_at - dt.timedelta(microseconds=1))


@register.filter
def minute(value: dt.datetime | None) -> str:
    """`2026-11-23 09:30` in Asia/Shanghai; a dash for none."""
    return "—" if value is None else value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@register.filter
def kilobytes(size: int) -> str:
    """A file size as people read it."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} kB"
