"""Postings: given, changed, ended."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions.recording import record
from accounts.actor import CASELESS_ROLES, Actor
from accounts.errors import NotAllowedError
from accounts.language import on_record
from accounts.models import Area, Organisation, Posting, Role, User


@transaction.atomic
@on_record()
def save_posting(
    *,
    posting: Posting | None,
    user: User,
    organisation: Organisation,
    area: Area,
    role: str,
    valid_from: dt.date,
    valid_to: dt.date | None,
    by: Actor,
    at: dt.datetime,
    address: str | None = None,
) -> Posting:
    """Give a posting, or change one (`posting`).

    Raises:
        NotAllowedError: it is the administrator's own; the role would mix administration, audit and case work in one person;
            the same posting is there already; it ends before it starts.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check(posting, user, role, valid_from, valid_to, by)
    before = _describe(posting) if posting else ""
    saved = posting or Posting(user=user)
    saved.organisation, saved.area, saved.role, saved.valid_from, saved.valid_to = organisation, area, role, valid_from, valid_to
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise NotAllowedError(_("已有相同的任职。")) from error
    text = f"{before} → {_describe(saved)}" if before else _describe(saved)
    record(_("修改任职") if before else _("新增任职"), user.username, text, by=by, at=at, address=address)
    return saved


@transaction.atomic
@on_record()
def end_posting(*, posting: Posting, on: dt.date, by: Actor, at: dt.datetime, address: str | None = None) -> Posting:
    """End a posting with a day, which is the last one it holds.

    Raises:
        NotAllowedError: it is the administrator's own, or would end before it starts.
    """
    if posting.user_id == by.user.pk:
        raise NotAllowedError(_("不能变更自己的任职，请由另一名系统管理员办理。"))
    if on < posting.valid_from:
        raise NotAllowedError(_("止日不能早于起日。"), field="on")
    posting.valid_to = on
    posting.save(update_fields=["valid_to"])
    record(_("结束任职"), posting.user.username, _describe(posting), by=by, at=at, address=address)
    return posting


def _check(posting: Posting | None, user: User, role: str, valid_from: dt.date, valid_to: dt.date | None, by: Actor) -> None:
    if user.pk == by.user.pk:
        raise NotAllowedError(_("不能变更自己的任职，请由另一名系统管理员办理。"))
    if valid_to is not None and valid_to < valid_from:
        raise NotAllowedError(_("止日不能早于起日。"), field="valid_to")
    others = Posting.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), user=user)
    if valid_to is not None:
        others = others.filter(valid_from__lte=valid_to)
    if posting is not None:
        others = others.exclude(pk=posting.pk)
    for other in others.values_list("role", flat=True):
        if _apart(role) != _apart(other):
            facts = {"role": Role(role).label, "other": Role(other).label}
            raise NotAllowedError(_("“%(role)s”不能与“%(other)s”由同一人同时担任（三员分立）。") % facts, field="role")


def _apart(role: str) -> str:
    """Which of the three powers a role belongs to: administration, audit, or the work."""
    return role if role in CASELESS_ROLES else "work"


def _describe(posting: Posting) -> str:
    until = posting.valid_to.isoformat() if posting.valid_to else ""
    return f"{Role(posting.role).label} {posting.area_id} {posting.organisation.name} {posting.valid_from.isoformat()}–{until}"
