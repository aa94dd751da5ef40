"""How people want to be told: what they chose, and what holds without a choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cases.models.notices import Manner, NoticeChannel, NoticeChoice, NoticeHours, NoticeKind
from cases.notices.hours import DEFAULT, Hours

Choice = tuple[str, str]
"""A kind and a channel."""

_ANSWER_WANTED = frozenset({NoticeKind.ESCALATION, NoticeKind.SUPERVISION, NoticeKind.URGE})
_HANDED = frozenset({NoticeKind.TRANSFER, NoticeKind.ASSIGNMENT, NoticeKind.SYSTEM})


def _by_default(kind: NoticeKind, channel: NoticeChannel) -> Manner:
    """By mail at once where something is wanted of the person, the rest once a day; a telephone rings only where an answer is due."""
    if channel == NoticeChannel.WEBHOOK:
        return Manner.AT_ONCE if kind in _ANSWER_WANTED else Manner.OFF
    return Manner.AT_ONCE if kind in _ANSWER_WANTED | _HANDED else Manner.DIGEST


DEFAULTS: Mapping[Choice, Manner] = MappingProxyType(
    {(kind.value, channel.value): _by_default(kind, channel) for kind in NoticeKind for channel in NoticeChannel}
)


def choices_of(users: Iterable[int]) -> dict[int, dict[Choice, Manner]]:
    """What each of these users chose; one statement."""
    found: dict[int, dict[Choice, Manner]] = {}
    rows = NoticeChoice.objects.filter(user_id__in=set(users)).values_list("user_id", "kind", "channel", "manner")
    for user, kind, channel, manner in rows:
        found.setdefault(user, {})[kind, channel] = Manner(manner)
    return found


def manner_of(chosen: Mapping[Choice, Manner], kind: str, channel: str) -> Manner:
    """How a kind is to come by a channel."""
    return chosen.get((kind, channel)) or DEFAULTS[kind, channel]


def hours_of(users: Iterable[int]) -> dict[int, Hours]:
    """The hours of these users who set their own; one statement. For everybody else `hours.DEFAULT` holds."""
    rows = NoticeHours.objects.filter(user_id__in=set(users))
    return {row.user_id: Hours(row.quiet_from, row.quiet_to, row.digest_at or DEFAULT.digest_at) for row in rows}
