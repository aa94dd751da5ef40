"""The monthly report by mail: asked for, mailed once on its day, and no more when it is stopped or not one's to see."""

from __future__ import annotations

import datetime as dt
import smtplib
import threading
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Area, Posting
from cases.daycount import SHANGHAI
from cases.errors import Refused
from cases.models import Notice
from reports.actions import mailing
from reports.actions.mailing import BACK_OFF, mail_reports, plan
from reports.actions.subscriptions import MOST, subscribe
from reports.filling import fill_provisional
from reports.models import ReportMailing, ReportSubscription
from reports.tasks import mail_reports as mail_reports_task
from tests.factories import AreaFactory, signed_in
from tests.html import get
from tests.reports.worlds import COUNTY, MARCH, OTHER_COUNTY, TOWN, VILLAGE, People, areas, people

ADDRESS = "zhen@shangluo.example"


def at(day: int, month: int = 4, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def eyes(db: None) -> People:
    """An empty March, and who may ask for it."""
    areas()
    found = people()
    fill_provisional(MARCH, at=at(1))
    return found


def ask(actor: Actor, code: str = TOWN, *, day: int = 10, file_format: str = "xlsx", when: dt.datetime | None = None) -> ReportSubscription:
    area = Area.objects.get(pk=code)
    return subscribe(by=actor, at=when or at(1), area=area, file_format=file_format, day=day, email=ADDRESS)


def test_one_asks_on_the_page_and_stops_there(client: Client, eyes: People) -> None:
    address = reverse("reports:subscriptions")
    signed_in(client, eyes.town)
    assert "还没有订阅" in get(client, address).text
    sent = client.post(address, {"area": VILLAGE, "file_format": "pdf", "day": "12", "email": ADDRESS}, follow=True)
    assert "已订阅：每月 12 日寄到" in sent.content.decode()
    made = ReportSubscription.objects.get()
    assert (made.user, made.area_id, made.file_format, made.day) == (eyes.town.user, VILLAGE, "pdf", 12)
    client.post(reverse("reports:end_subscription", args=[made.pk]))
    made.refresh_from_db()
    assert made.ended_at is not None
    assert "还没有订阅" in get(client, address).text


def test_asking_again_changes_the_day_and_adds_nothing(eyes: People) -> None:
    first, again = ask(eyes.town, day=5), ask(eyes.town, day=8)
    assert first.pk == again.pk and ReportSubscription.objects.get().day == 8


def test_nothing_outside_ones_area_can_be_asked_for(client: Client, eyes: People) -> None:
    address = reverse("reports:subscriptions")
    sent = signed_in(client, eyes.town).post(address, {"area": COUNTY, "file_format": "pdf", "day": "12", "email": ADDRESS})
    assert sent.status_code == 400 and "不在您的辖区内" in sent.content.decode()
    with pytest.raises(Refused):
        ask(eyes.town, COUNTY)
    assert not ReportSubscription.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("day", "29"), ("day", "0"), ("email", "nobody"), ("file_format", "exe"), ("area", "x")])
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(client: Client, eyes: People, field: str, value: str) -> None:
    typed = {"area": TOWN, "file_format": "pdf", "day": "12", "email": ADDRESS, field: value}
    page = signed_in(client, eyes.town).post(reverse("reports:subscriptions"), typed)
    assert page.status_code == 400 and list(page.context["form"].errors) == [field]
    assert 'value="12"' in page.content.decode() or field == "day"


def test_there_is_an_end_to_how_many(eyes: People) -> None:
    for number in range(MOST):
        ask(eyes.town, AreaFactory.create(code=f"{TOWN}{200 + number}").pk)
    with pytest.raises(Refused, match="最多订阅"):
        ask(eyes.town)


def test_other_peoples_are_not_there(client: Client, eyes: People) -> None:
    made = ask(eyes.county)
    assert signed_in(client, eyes.town).post(reverse("reports:end_subscription", args=[made.pk])).status_code == 404
    assert ADDRESS not in get(client, reverse("reports:subscriptions")).text
    made.refresh_from_db()
    assert made.ended_at is None


def test_it_is_mailed_on_its_day_with_the_file(eyes: People) -> None:
    ask(eyes.town)
    assert mail_reports(now=at(9, hour=23)).sent == 0
    assert mail_reports(now=at(10, hour=0)).sent == 1
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS] and "2026年3月" in letter.subject
    ((name, content, media_type),) = letter.attachments
    assert name.endswith(".xlsx") and bytes(content).startswith(b"PK") and media_type.endswith("sheet")
    assert letter.extra_headers["Message-ID"].startswith(f"<report-{ReportSubscription.objects.get().pk}-202603@")


def test_once_a_month_however_often_the_job_runs(eyes: People) -> None:
    ask(eyes.town)
    for day in range(10, 30):
        mail_reports(now=at(day))
    assert len(mail.outbox) == 1
    for day in (9, 10, 11):
        mail_reports(now=at(day, 5))
    assert [mailing.month.month for mailing in ReportMailing.objects.order_by("month")] == [3, 4] and len(mail.outbox) == 2


def test_late_is_better_than_never(eyes: People) -> None:
    ask(eyes.town, day=28)
    assert mail_reports(now=at(20, 5)).sent == 1  # the jobs stood still since April
    assert ReportMailing.objects.get().month == MARCH
    assert mail_reports(now=at(28, 5)).sent == 1


def test_who_asks_after_the_day_waits_for_the_next_month(eyes: People) -> None:
    ask(eyes.town, day=10, when=at(15))
    assert mail_reports(now=at(20)).sent == 0
    assert mail_reports(now=at(10, 5)).sent == 1
    assert ReportMailing.objects.get().month == dt.date(2026, 4, 1)


def test_a_stopped_one_is_mailed_no_more(client: Client, eyes: People) -> None:
    made = ask(eyes.town)
    plan(now=at(10))
    signed_in(client, eyes.town).post(reverse("reports:end_subscription", args=[made.pk]))
    assert mail_reports(now=at(11)).sent == 0 and not mail.outbox


def test_who_has_moved_on_gets_no_more_reports(eyes: People) -> None:
    made = ask(eyes.town)
    Posting.objects.filter(user=eyes.town.user).update(valid_to=dt.date(2026, 4, 5))
    assert mail_reports(now=at(10)).sent == 0 and not mail.outbox
    made.refresh_from_db()
    assert made.ended_at is not None and "无权" in made.end_reason


def test_who_lost_the_account_gets_no_more_reports(eyes: People) -> None:
    ask(eyes.town)
    eyes.town.user.is_active = False
    eyes.town.user.save()
    assert mail_reports(now=at(10)).sent == 0 and not mail.outbox


class Broken(EmailBackend):
    """A mail server that refuses."""

    def send_messages(self, _messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("gone")


def test_a_broken_mail_server_is_tried_again_and_then_told_of(eyes: People, settings: Any) -> None:
    ask(eyes.town)
    ask(eyes.county, COUNTY)
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    run = mail_reports(now=at(10))
    assert (run.sent, run.failed) == (0, 2)
    assert mail_reports(now=at(10)).failed == 0  # not at once
    when = at(10)
    for pause in BACK_OFF:
        when += pause
        mail_reports(now=when)
    row = ReportMailing.objects.filter(subscription__user=eyes.town.user).get()
    assert row.given_up_at == when and row.tries == len(BACK_OFF) + 1 and "gone" in row.error
    assert "没能寄出" in Notice.objects.get(user=eyes.town.user).title


def test_a_mail_server_that_comes_back_gets_it_once(eyes: People, settings: Any) -> None:
    ask(eyes.town)
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Broken"
    mail_reports(now=at(10))
    settings.EMAIL_BACKEND = usual
    for hour in range(10, 15):
        mail_reports(now=at(10, hour=hour))
    assert len(mail.outbox) == 1


def test_a_killed_run_is_made_good_by_the_next(eyes: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(eyes.town)
    ask(eyes.county, COUNTY)

    def killed(*_args: Any, **_more: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mailing, "make_file", killed)
        with pytest.raises(KeyboardInterrupt):
            mail_reports(now=at(10))
    assert not mail.outbox and ReportMailing.objects.filter(sent_at=None).count() == 2
    assert mail_reports(now=at(10, hour=10)).sent == 2 and len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mail_each_report_once() -> None:
    areas()
    eyes = people()
    fill_provisional(MARCH, at=at(1))
    for actor, code in ((eyes.town, TOWN), (eyes.town, VILLAGE), (eyes.county, COUNTY), (eyes.other_county, OTHER_COUNTY), (eyes.city, "6110")):
        ask(actor, code)
        ask(actor, code, file_format="docx")
    failures: list[BaseException] = []
    start = threading.Barrier(3)

    def run() -> None:
        try:
            start.wait()
            mail_reports(now=at(10))
        except BaseException as error:  # noqa: BLE001  (told below, in the thread of the test)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(ids) == len(set(ids)) == 10
    assert ReportMailing.objects.exclude(sent_at=None).count() == 10


def test_the_task_runs_by_the_clock(eyes: People) -> None:
    ask(eyes.town)
    with time_machine.travel(at(10), tick=False):
        mail_reports_task()
    assert len(mail.outbox) == 1
