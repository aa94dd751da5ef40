"""Mailing the monthly report on its day.

Two steps, each of which may be killed, doubled or late. Planning inserts one row for each subscription and month (the unique key refuses a second
one). Sending takes one planned row at a time, locked, makes the file, hands the mail over and marks the row in one transaction; another run
passes over locked rows. Between the mail server's yes and the commit lie microseconds in which a kill could make a second mail: it then carries the
same Message-ID, by which mail servers and programs know it for the same letter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.language import on_record
from cases.daycount import local_day
from cases.notices import NoticeKind, tell
from reports.actions.subscriptions import unsubscribe
from reports.documents.files import MadeFile, make_file
from reports.models import ReportMailing, ReportSubscription
from reports.months import Period, month_of, shifted
from reports.statistics.choice import name_of, place_of

TIMEOUT = 30
"""Seconds to wait for the mail server."""
LATEST = dt.timedelta(days=31)
"""How late a report is still mailed, after a long standstill of the jobs."""
BACK_OFF = (dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=2), dt.timedelta(hours=12), dt.timedelta(days=1))
"""How long to wait after each failure; after the last one it is given up and the subscriber is told."""


@dataclass(frozen=True)
class Run:
    """What a run did."""

    planned: int
    sent: int
    failed: int


def mail_reports(*, now: dt.datetime) -> Run:
    """Plan what falls due and send what is planned."""
    planned = plan(now=now)
    outcomes = [send(key, now=now) for key in _waiting(now)]
    return Run(planned, outcomes.count(True), outcomes.count(False))


def plan(*, now: dt.datetime) -> int:
    """Insert the rows of all months whose day has come; those that are there already stay as they are. Returns how many are new."""
    today = local_day(now)
    rows: list[ReportMailing] = []
    for this in (shifted(month_of(today), -1), month_of(today)):
        for day, key, asked_at in _due(this, today):
            if max(local_day(asked_at), today - LATEST) <= this.replace(day=day):
                rows.append(ReportMailing(subscription_id=key, month=shifted(this, -1), planned_at=now, next_try_at=now))
    before = ReportMailing.objects.count() if rows else 0
    ReportMailing.objects.bulk_create(rows, ignore_conflicts=True)
    return ReportMailing.objects.count() - before if rows else 0


def _due(month: dt.date, today: dt.date) -> Iterator[tuple[int, int, dt.datetime]]:
    """Live subscriptions whose day in that month has come: day, key, since when."""
    latest = today.day if month == month_of(today) else 31
    live = ReportSubscription.objects.filter(ended_at__isnull=True, day__lte=latest)
    yield from live.order_by("pk").values_list("day", "pk", "asked_at")


def _waiting(now: dt.datetime) -> list[int]:
    open_rows = ReportMailing.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, next_try_at__lte=now)
    return list(open_rows.order_by("next_try_at", "pk").values_list("pk", flat=True))


def send(key: int, *, now: dt.datetime) -> bool | None:
    """Send one planned report: True when it left, False when that failed and will be tried again, None when there was nothing to do any more."""
    with transaction.atomic(), on_record():
        locked = ReportMailing.objects.select_for_update(skip_locked=True, of=("self",)).select_related("subscription__user", "subscription__area")
        mailing = locked.filter(pk=key, sent_at__isnull=True, given_up_at__isnull=True).first()
        if mailing is None:
            return None
        if not _entitled(mailing.subscription, now):
            unsubscribe(subscription=mailing.subscription, at=now, reason=_("已无权查看该区划"))
            _set(mailing, given_up_at=now, error=_("订阅人已无权查看该区划"))
            return None
        try:
            with transaction.atomic():
                letter = _letter(mailing, _made(mailing, now))
            letter.send()
        except Exception as error:  # noqa: BLE001  (whatever hinders one letter must not hinder the others; it is kept, and tried again)
            _failed(mailing, error, now)
            return False
        _set(mailing, sent_at=now, tries=mailing.tries + 1, error="")
        return True


def _entitled(subscription: ReportSubscription, now: dt.datetime) -> bool:
    """Whether the subscriber still wants it, has an account, and sees the area with his postings of today."""
    user = subscription.user
    return user.is_active and subscription.ended_at is None and place_of(Actor.of(user, local_day(now)), subscription.area_id) is not None


def _made(mailing: ReportMailing, now: dt.datetime) -> MadeFile:
    return make_file(mailing.subscription.area, Period(mailing.month, mailing.month), mailing.subscription.file_format, now=now)


def _letter(mailing: ReportMailing, made: MadeFile) -> EmailMessage:
    """The mail. Its Message-ID follows from the row, so that it is the same whenever it is sent."""
    month, subscription = name_of(Period(mailing.month, mailing.month)), mailing.subscription
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    letter = EmailMessage(
        subject=_("%(area)s%(month)s矛盾纠纷排查化解情况") % {"area": subscription.area.name, "month": month},
        body=_("附件是您订阅的%(month)s月报。数据截至时间、版本和状态写在文件里。\n不想再收：登录平台，在“统计—订阅月报”中停止。") % {"month": month},
        to=[subscription.email],
        connection=get_connection(timeout=TIMEOUT),
        headers={"Message-ID": f"<report-{subscription.pk}-{mailing.month:%Y%m}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    letter.attach(made.name, made.content, made.media_type)
    return letter


def _failed(mailing: ReportMailing, error: Exception, now: dt.datetime) -> None:
    """Keep why, and when to try again; after the last try tell the subscriber in the page."""
    tries = mailing.tries + 1
    if tries <= len(BACK_OFF):
        _set(mailing, tries=tries, next_try_at=now + BACK_OFF[tries - 1], error=_words(error))
        return
    _set(mailing, tries=tries, given_up_at=now, error=_words(error))
    month = name_of(Period(mailing.month, mailing.month))
    tell(
        [mailing.subscription.user_id],
        kind=NoticeKind.REPORT,
        key=f"report-mail-{mailing.pk}",
        title=_("%(month)s月报没能寄出，请在统计页下载") % {"month": month},
        url=f"/statistics/{mailing.subscription.area_id}/?from={mailing.month:%Y-%m}&to={mailing.month:%Y-%m}",
        at=now,
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _set(mailing: ReportMailing, **values: object) -> None:
    ReportMailing.objects.filter(pk=mailing.pk).update(**values)
