"""Drafts of the intake page: kept encrypted for their owner, so that nothing typed is lost when a signal or a session is."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.crypto import CipherError, cipher
from cases.errors import Refused
from disputes.models import IntakeDraft

MOST: Final = 20
"""Drafts that a person may keep; the oldest goes when another is begun."""
LONGEST: Final = 200_000
"""Characters of one draft."""
KEPT_DAYS: Final = 30
"""Days after which a draft that nobody touched is removed (个人信息保护法 19: kept no longer than needed)."""
_NAME: Final = re.compile(r"[a-z][a-z_]{0,40}(-\d{1,3}-[a-z_]{1,40})?")
_NOT_KEPT: Final = frozenset({"csrfmiddlewaretoken", "draft", "once"})


def save_draft(*, by: Actor, at: dt.datetime, token: str, typed: Iterable[tuple[str, Sequence[str]]]) -> IntakeDraft:
    """Keep what was typed, under the token of an own draft or a new one.

    Raises:
        Refused: it is longer than a draft may be.
    """
    kept = {name: list(values) for name, values in typed if _NAME.fullmatch(name) and name not in _NOT_KEPT}
    text = json.dumps(kept, ensure_ascii=False)
    if len(text) > LONGEST:
        raise Refused(_("内容太长，草稿没有保存。"))
    values = {"title": (kept.get("title") or [""])[0][:100], "data": cipher().encrypt(text), "updated_at": at}
    found = _own(by.user, token)
    if found is None:
        _make_room(by.user)
        return IntakeDraft.objects.create(user=by.user, **values)
    IntakeDraft.objects.filter(pk=found.pk).update(**values)
    return found


def read_draft(*, by: Actor, token: str) -> QueryDict | None:
    """What was typed, as the page posts it; None for somebody else's draft, one that is gone, and one that cannot be decrypted any more."""
    found = _own(by.user, token)
    if found is None:
        return None
    try:
        kept: Mapping[str, list[str]] = json.loads(cipher().decrypt(bytes(found.data)))
    except CipherError:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    return data


def drafts_of(user: User, most: int) -> list[IntakeDraft]:
    """The newest drafts of a person, without what was typed."""
    return list(IntakeDraft.objects.filter(user=user).only("token", "title", "updated_at").order_by("-updated_at", "-pk")[:most])


def remove_draft(*, by: Actor, token: str) -> None:
    """The draft is not needed any more."""
    if found := _own(by.user, token):
        found.delete()


def remove_old_drafts(*, now: dt.datetime) -> int:
    """Remove the drafts that nobody has touched for `KEPT_DAYS`; how many there were."""
    count, _rows = IntakeDraft.objects.filter(updated_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    return count


def _own(user: User, token: str) -> IntakeDraft | None:
    try:
        wanted = uuid.UUID(token)
    except ValueError:
        return None
    return IntakeDraft.objects.filter(user=user, token=wanted).first()


def _make_room(user: User) -> None:
    surplus = IntakeDraft.objects.filter(user=user).order_by("-updated_at", "-pk").values_list("pk", flat=True)[MOST - 1 :]
    IntakeDraft.objects.filter(pk__in=list(surplus)).delete()
