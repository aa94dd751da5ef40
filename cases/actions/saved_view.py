"""Saved views: a name for a set of filters. Only its owner changes one; a shared one can be opened by anybody, with the opener's own eyes."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.errors import Refused
from cases.models import SavedView

MAX_VIEWS = 100
"""Views that one person may keep for one list."""
_NOT_KEPT = ("after", "csrfmiddlewaretoken", "saved", "name", "shared")


def save_view(*, by: Actor, at: dt.datetime, list_name: str, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep a set of filters under a name; an own view of that name is replaced.

    Raises:
        Refused: no name, a name or filters that are too long, or too many views.
    """
    name, kept = checked_name(name), _checked_query(query)
    own = SavedView.objects.filter(user=by.user, list_name=list_name)
    if not own.filter(name=name).exists() and own.count() >= MAX_VIEWS:
        raise Refused(_("最多保存 %(max)s 个视图，请先删除不用的。") % {"max": MAX_VIEWS})
    view, _made = own.update_or_create(
        user=by.user, list_name=list_name, name=name, defaults={"query": kept, "shared": shared}, create_defaults=_new(kept, shared, at)
    )
    return view


def rename_view(*, by: Actor, view: SavedView, name: str, shared: bool | None = None) -> SavedView:
    """Give an own view another name, and share it or not.

    Raises:
        Refused: no name, too long, taken, or not one's own.
    """
    _require_own(by, view)
    view.name = checked_name(name)
    view.shared = view.shared if shared is None else shared
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "shared"])
    except IntegrityError as error:
        raise Refused({"name": _("您已有同名的视图。")}) from error
    return view


def remove_view(*, by: Actor, view: SavedView) -> None:
    """Remove an own view. Raises `Refused` for somebody else's."""
    _require_own(by, view)
    view.delete()


def find_view(*, by: Actor, token: uuid.UUID) -> SavedView | None:
    """The own view of that token, or a shared one of anybody; None where there is none that this person may open."""
    view = SavedView.objects.filter(token=token).first()
    return view if view is not None and (view.shared or view.user_id == by.user.pk) else None


def checked_name(name: str) -> str:
    """A name for a view. Raises `Refused` with field `name`."""
    name = " ".join(name.split())
    longest = SavedView._meta.get_field("name").max_length or 0
    if not name:
        raise Refused({"name": _("请填写视图名称。")})
    if len(name) > longest:
        raise Refused({"name": _("名称最多 %(max)s 个字。") % {"max": longest}})
    return name


def _checked_query(query: str) -> str:
    """The filters as they stand in an address, without what belongs to one page only."""
    data = QueryDict(query, mutable=True)
    for key in [key for key, values in data.lists() if key in _NOT_KEPT or not any(values)]:
        del data[key]
    kept = data.urlencode()
    if len(kept) > (SavedView._meta.get_field("query").max_length or 0):
        raise Refused({"query": _("筛选条件太长，不能保存。")})
    return kept


def _require_own(by: Actor, view: SavedView) -> None:
    if view.user_id != by.user.pk:
        raise Refused(_("这不是您的视图。"))


def _new(query: str, shared: bool, at: dt.datetime) -> dict[str, object]:
    return {"query": query, "shared": shared, "created_at": at}
