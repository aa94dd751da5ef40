"""Links between cases."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import acting
from cases.actions.counterpart import both_locked, tell
from cases.errors import Refused
from cases.models import Case, Link, LinkKind


def link(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, other: Case, kind: str = LinkKind.RELATED, reason: str = "") -> Link:
    """Say that two cases belong together; both timelines tell it.

    Raises:
        Refused: the other case is not visible to the actor, is this one, or is linked already (field `other`).
    """
    _visible(other, by, "other")
    if other.pk == case.pk:
        raise Refused({"other": _("案件不能与自身关联。")})
    if kind == LinkKind.MERGED:
        raise Refused({"kind": _("并案请使用“并入另案”。")})
    with both_locked(case, other) as locked, acting(case, "cases.link", by=by, at=at, version=version) as step:
        pair = Q(case_id=case.pk, other_id=other.pk) | Q(case_id=other.pk, other_id=case.pk)
        if Link.objects.filter(pair).exists():
            raise Refused({"other": _("两案已经关联。")})
        row = Link.objects.create(case_id=case.pk, other_id=other.pk, kind=kind, reason=reason, by=by.user, at=at)
        label = LinkKind(kind).label
        step.say(_("与 %(number)s %(kind)s") % {"number": locked.number, "kind": label}, case=locked.number, reason=reason)
        tell(locked, act="cases.link", by=by, at=at, text=_("与 %(number)s %(kind)s") % {"number": case.number, "kind": label}, case=case.number)
    return row


def unlink(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, link: Link, reason: str) -> None:
    """Take a link away; both timelines tell it.

    Raises:
        Refused: it is not a link of this case, its other end is not visible, or it is a merger (field `link`).
    """
    ends = {link.case_id, link.other_id}
    if case.pk not in ends:
        raise Refused({"link": _("这不是本案的关联。")})
    other = Case.objects.get_queryset().get(pk=(ends - {case.pk}).pop())
    _visible(other, by, "link")
    with both_locked(case, other) as locked:
        row = _removable(link)  # before the act is looked at: without this link it is open no more, which would say less
        with acting(case, "cases.unlink", by=by, at=at, version=version) as step:
            row.delete()
            step.say(_("取消与 %(number)s 的关联：%(reason)s") % {"number": locked.number, "reason": reason}, case=locked.number)
        text = _("取消与 %(number)s 的关联") % {"number": case.number}
        tell(locked, act="cases.unlink", by=by, at=at, text=text, case=case.number)


def _removable(link: Link) -> Link:
    row = Link.objects.filter(pk=link.pk).first()
    if row is None:
        raise Refused({"link": _("这项关联已被取消。")})
    if row.kind == LinkKind.MERGED:
        raise Refused({"link": _("并案不能直接取消，请对被并入的案件“重新办理”。")})
    return row


def _visible(other: Case, by: Actor, field: str) -> None:
    if not Case.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Refused({field: _("没有这件案件，或者您不能查看它。")})
