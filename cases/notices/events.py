"""What acts on a case tell, and whom. Each call is one line in its act and part of its transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Posting, Role
from accounts.policies import GRANTS
from cases.daycount import local_day
from cases.models import Case, CaseOfficer, NoticeKind, Transfer, Urge
from cases.notices.telling import tell

_MOMENT = dt.timedelta(microseconds=1)
"""A limit that ends at 24:00 of a day is named by that day."""


def who_may(code: str, *, organisation_id: int, at: dt.datetime) -> QuerySet[Posting, int]:
    """Users who work at an organisation on that day in a role that may do the act of that code."""
    roles = [role for role in Role if role in GRANTS[code]]
    live = Posting.objects.live(local_day(at)).filter(organisation_id=organisation_id, role__in=roles, user__is_active=True)
    return live.order_by().values_list("user_id", flat=True).distinct()


def transfer_waits(case: Case, row: Transfer, *, by: Actor) -> None:
    """A case is on its way: to the named receiver and whoever may sign at the receiving body."""
    users = [*who_may("disputes.accept_transfer", organisation_id=row.to_organisation_id, at=row.at), row.receiver_id]
    limit = _("签收期限：%(day)s") % {"day": local_day(row.respond_by - _MOMENT).isoformat()} if row.respond_by else ""
    _tell(users, by, NoticeKind.TRANSFER, f"transfer:{row.pk}", _("移送待签收：%(number)s") % {"number": case.number}, case, row.at, body=limit)


def transfer_returned(case: Case, row: Transfer, *, by: Actor, at: dt.datetime) -> None:
    """A case came back: to whoever sent it."""
    title = _("移送被退回：%(number)s") % {"number": case.number}
    _tell([row.by_id], by, NoticeKind.TRANSFER, f"transfer-returned:{row.pk}", title, case, at)


def urged(case: Case, row: Urge, *, by: Actor) -> None:
    """The body that has a case is urged: its handler, or, where there is none yet, whoever may answer there."""
    users = [case.handler_id] if case.handler_id else [*who_may("cases.reply_urge", organisation_id=case.organisation_id, at=row.at)]
    until = _("请于 %(day)s 前答复。") % {"day": row.answer_by.isoformat()} if row.answer_by else ""
    _tell(users, by, NoticeKind.URGE, f"urge:{row.pk}", _("催办：%(number)s") % {"number": case.number}, case, row.at, body=until)


def urge_answered(case: Case, row: Urge, *, by: Actor, at: dt.datetime) -> None:
    """An urge was answered: to whoever urged."""
    _tell([row.by_id], by, NoticeKind.URGE, f"urge-answered:{row.pk}", _("催办已答复：%(number)s") % {"number": case.number}, case, at)


def assigned(case: Case, users: Iterable[int | None], *, key: int, by: Actor, at: dt.datetime) -> None:
    """A case was handed to people; `key` is one of their new assignments."""
    title = _("新分派案件：%(number)s") % {"number": case.number}
    _tell(users, by, NoticeKind.ASSIGNMENT, f"assigned:{key}", title, case, at)


def _tell(users: Iterable[int | None], by: Actor, kind: NoticeKind, key: str, title: str, case: Case, at: dt.datetime, *, body: str = "") -> None:
    """Tell everybody but the one who acts; of a confidential case only those to whom it is handed."""
    told = {user for user in users if user is not None and user != by.user.pk}
    if case.confidential:
        told &= set(CaseOfficer.objects.filter(case_id=case.pk, until__isnull=True, user_id__in=told).values_list("user_id", flat=True))
    tell(sorted(told), kind=kind, key=key, title=title, body=body, case=case.pk, at=at)
