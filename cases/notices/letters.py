"""What leaves: the words of one notice or of a digest, the same whatever the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cases.daycount import SHANGHAI
from cases.models.notices import Delivery, Notice

DIGEST = "digest"


@dataclass(frozen=True)
class Letter:
    """A parcel in words. `key` is the same each time it is sent, by which a receiver knows that it has it already."""

    key: str
    to: User
    notices: Sequence[Notice]
    numbers: Mapping[int, str] = field(default_factory=dict)
    """The numbers of the cases, by primary key."""

    @property
    def kind(self) -> str:
        """The kind of the one notice, or `digest`."""
        return self.notices[0].kind if len(self.notices) == 1 else DIGEST

    @property
    def title(self) -> str:
        """One line."""
        return self.notices[0].title if len(self.notices) == 1 else _("%(count)d 条通知") % {"count": len(self.notices)}

    @property
    def body(self) -> str:
        """The text of the one notice, or the titles of all."""
        if len(self.notices) == 1:
            return self.notices[0].body
        return "\n".join(f"{number}. {each.title}（{moment(each)}）" for number, each in enumerate(self.notices, 1))

    @property
    def number(self) -> str | None:
        """The number of the case, where there is one case."""
        return self.numbers.get(self.notices[0].case_id or 0) if len(self.notices) == 1 else None

    @property
    def url(self) -> str:
        """Where to read on: a whole address where the site knows its own (`SITE_URL`), else a path."""
        path = path_of(self.notices[0], self.numbers) if len(self.notices) == 1 else reverse("cases:notices")
        return f"{settings.SITE_URL}{path}"


def key_of(first: Delivery) -> str:
    """The key of a parcel: never the same for two, even where a restored database counts again from an earlier number."""
    return f"{first.notice.at.astimezone(SHANGHAI):%Y%m%d%H%M%S}-{first.pk}"


def path_of(notice: Notice, numbers: Mapping[int, str]) -> str:
    """What a notice opens: its own address, its case, or the list of notices."""
    if notice.url:
        return notice.url
    number = numbers.get(notice.case_id or 0)
    return reverse("cases:detail", args=[number]) if number else reverse("cases:notices")


def moment(notice: Notice) -> str:
    """When, in Asia/Shanghai."""
    return notice.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
