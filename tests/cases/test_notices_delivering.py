"""Planning and delivering: by whose choice, when, once, and what becomes of failures."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cases.models import Case, Delivery, DeliveryState, Manner, Notice, NoticeChannel, NoticeChoice, NoticeHours
from cases.notices import NoticeKind, parcels, tell
from cases.notices.planning import plan
from cases.notices.sweeping import remove_old
from tests.acts import center, dispute_of
from tests.cases.notices import NOON, MailServer, deliver, mail_server, person, told

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NIGHT = NOON + 11 * HOUR  # 23:00
MORNING = NOON + 19 * HOUR  # 07:00
DIGEST = NOON + 20 * HOUR  # 08:00


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as box:
        for name, value in box.settings.items():
            setattr(settings, name, value)
        yield box


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def the_delivery() -> Delivery:
    return Delivery.objects.get()


# --- planning


def test_a_notice_is_planned_once_whoever_plans_and_however_often() -> None:
    told(person())
    assert plan(now=NOON) == 1 and plan(now=NOON) == 0
    Notice.objects.update(planned_at=None)  # as when a run was killed between two batches and its rows are taken anew
    assert plan(now=NOON) == 1
    assert Delivery.objects.count() == 1


def test_planning_costs_as_many_statements_for_many_as_for_one() -> None:
    users = [person().pk for _each in range(12)]
    tell(users[:1], kind=NoticeKind.URGE, key="one", title="一", at=NOON)
    with CaptureQueriesContext(connection) as one:
        plan(now=NOON)
    tell(users, kind=NoticeKind.URGE, key="many", title="多", at=NOON)
    with CaptureQueriesContext(connection) as many:
        plan(now=NOON)
    assert len(many) == len(one) and Delivery.objects.count() == 13


def test_a_person_is_told_by_the_ways_that_were_chosen() -> None:
    user = person()
    for kind, manner in ((NoticeKind.URGE, Manner.OFF), (NoticeKind.COLOUR, Manner.AT_ONCE), (NoticeKind.TRANSFER, Manner.DIGEST)):
        NoticeChoice.objects.create(user=user, kind=kind, channel=NoticeChannel.MAIL, manner=manner)
        told(user, kind.value, kind=kind)
    told(user, "default", kind=NoticeKind.REVIEW)
    plan(now=NOON)
    planned = {delivery.notice.key: (delivery.digest, delivery.next_at) for delivery in Delivery.objects.select_related("notice")}
    assert planned == {"colour": (False, NOON), "transfer": (True, DIGEST), "default": (True, DIGEST)}


def test_whoever_has_no_address_gets_no_mail() -> None:
    told(person(email=""))
    plan(now=NOON)
    assert not Delivery.objects.exists() and Notice.objects.get().planned_at == NOON


def test_at_night_only_what_is_urgent_leaves() -> None:
    user = person()
    told(user, "calm", at=NIGHT)
    told(user, "urgent", at=NIGHT, urgent=True, kind=NoticeKind.REVIEW)
    assert deliver(NIGHT) == 1
    assert [message.subject for message in mail.outbox] == ["【枫桥】通知urgent"]
    assert deliver(MORNING - dt.timedelta(seconds=1)) == 0
    deliver(MORNING)
    assert [message.subject for message in mail.outbox][1:] == ["【枫桥】通知calm"]


def test_hours_that_were_changed_after_planning_hold() -> None:
    user = person()
    told(user)
    plan(now=NOON)
    NoticeHours.objects.create(user=user, quiet_from=dt.time(11), quiet_to=dt.time(15), digest_at=dt.time(8))
    deliver(NOON)
    row = the_delivery()
    assert not mail.outbox and (row.state, row.tries, row.next_at) == ("queued", 0, NOON + 3 * HOUR)
    deliver(NOON + 3 * HOUR)
    assert len(mail.outbox) == 1


# --- mail


def test_a_mail_says_what_is_told_and_where_to_read_on(server: MailServer, settings: Settings) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://fengqiao.example.org", "枫桥 <fengqiao@example.org>"
    actor = center()
    case = dispute_of(actor)
    actor.user.email = "zhen@example.org"
    actor.user.save()
    told(actor.user, title=f"催办：{case.number}", body="请于三日内答复", case=case)
    assert deliver() == 1
    (message,) = server.messages
    text = message.get_content()
    assert (message["Subject"], message["To"]) == (f"【枫桥】催办：{case.number}", "zhen@example.org")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "请于三日内答复" in text and f"https://fengqiao.example.org/cases/{case.number}/" in text
    assert str(message["Message-ID"]).endswith("@example.org>")
    assert deliver(NOON + DAY) == 0 and len(server.messages) == 1


def test_a_digest_bundles_what_is_due_into_one_mail(server: MailServer) -> None:
    one, two = person(), person()
    for number in range(3):
        told(one, f"d{number}", kind=NoticeKind.COLOUR)
    told(two, "d", kind=NoticeKind.COLOUR)
    deliver(NOON)
    assert not server.messages
    assert deliver(DIGEST) == 2
    by_person = {str(message["To"]): message for message in server.messages}
    bundled, single = by_person[one.email], by_person[two.email]
    assert bundled["Subject"] == "【枫桥】3 条通知" and all(f"通知d{number}" in bundled.get_content() for number in range(3))
    assert single["Subject"] == "【枫桥】通知d" and states() == ["sent"] * 4
    told(one, "later", kind=NoticeKind.COLOUR, at=DIGEST)
    assert deliver(DIGEST + HOUR) == 0 and deliver(DIGEST + DAY) == 1


def test_a_digest_that_failed_leaves_later_as_the_same_digest(server: MailServer) -> None:
    user = person()
    told(user, "one", kind=NoticeKind.COLOUR)
    told(user, "two", kind=NoticeKind.COLOUR)
    deliver(NOON)
    server.break_off = "."  # taken, and the line breaks before that is said
    assert deliver(DIGEST) == 1
    told(user, "three", kind=NoticeKind.COLOUR, at=DIGEST)
    server.break_off = ""
    deliver(DIGEST + dt.timedelta(minutes=2))
    first, second = server.messages
    assert first["Message-ID"] == second["Message-ID"] and first.get_content() == second.get_content()
    assert states() == ["sent", "sent", "queued"]


def test_what_was_read_in_the_page_meanwhile_does_not_come_again() -> None:
    user = person()
    told(user, "read", kind=NoticeKind.COLOUR)
    told(user, "unread", kind=NoticeKind.COLOUR)
    deliver(NOON)
    Notice.objects.filter(key="read").update(read_at=NOON)
    deliver(DIGEST)
    (message,) = mail.outbox
    assert message.subject == "【枫桥】通知unread" and states() == ["dropped", "sent"]


@pytest.mark.parametrize("change", ["confidential", "left", "inactive"])
def test_nobody_is_told_of_a_case_that_is_out_of_sight(change: str) -> None:
    actor = center()
    user = actor.user
    user.email = "zhen@example.org"
    user.save()
    case = dispute_of(actor)
    told(user, case=case)
    plan(now=NOON)
    if change == "confidential":
        Case.objects.get_queryset().filter(pk=case.pk).update(confidential=True)
    elif change == "left":
        user.postings.update(valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2026, 11, 1))
    else:
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    deliver()
    assert not mail.outbox and states() == ["dropped"] and the_delivery().error


# --- failures


def test_a_server_that_is_away_is_tried_again_with_growing_pauses(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    for number in range(3):
        told(person(), f"n{number}")
    at, pauses = NOON, []
    assert deliver(at) == 1  # the first failure says that the others would fail too
    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 0, 1]
    Delivery.objects.filter(tries=0).delete()
    for _try in range(parcels.MAX_TRIES - 1):
        row = the_delivery()
        pauses.append(row.next_at - at)
        assert deliver(row.next_at - dt.timedelta(seconds=1)) == 0
        at = row.next_at
        assert deliver(at) == 1
    minutes = [round(pause.total_seconds() / 60) for pause in pauses]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    row = the_delivery()
    assert (row.state, row.tries) == ("dead", parcels.MAX_TRIES) and "连不上邮件服务器" in row.error
    assert deliver(at + DAY) == 0


def test_chance_spreads_what_failed_together() -> None:
    minute = dt.timedelta(minutes=1)
    assert [parcels.pause(1, chance) for chance in (0.0, 1.0)] == [minute, minute * 1.5]
    assert parcels.pause(1, 0.0, wait=10 * minute) == 10 * minute and parcels.pause(1, 0.0, wait=DAY) == HOUR


@pytest.mark.parametrize(("code", "state"), [("550 no such user", "dead"), ("450 try later", "queued")])
def test_an_address_that_is_refused_for_good_is_given_up(server: MailServer, code: str, state: str) -> None:
    bad, good = person(), person()
    server.refuse = {bad.email: code}
    told(bad)
    told(good)
    deliver()
    assert [str(message["To"]) for message in server.messages] == [good.email]
    assert Delivery.objects.get(notice__user=bad).state == state


# --- leases


def claimed(at: dt.datetime = NOON) -> parcels.Claim:
    claim = parcels.claim_next(now=at)
    assert claim is not None
    return claim


def test_what_a_dead_deliverer_held_is_given_back_after_the_lease() -> None:
    told(person())
    plan(now=NOON)
    claimed()
    assert deliver(NOON + parcels.LEASE) == 0 and not mail.outbox
    assert deliver(NOON + parcels.LEASE + dt.timedelta(seconds=1)) == 1
    assert len(mail.outbox) == 1 and the_delivery().tries == 2


def test_a_slow_deliverer_cannot_mark_what_another_has_taken_over() -> None:
    told(person())
    plan(now=NOON)
    slow = claimed()
    later = NOON + 2 * parcels.LEASE
    parcels.release_expired(now=later, error="中断")
    other = claimed(later)
    assert not parcels.finish(slow, sent=[slow.pk], dropped={}, now=later)
    assert not parcels.fail(slow, error="失败", now=later, chance=0) and not parcels.postpone(slow, until=later)
    assert the_delivery().state == DeliveryState.SENDING
    assert parcels.finish(other, sent=[other.pk], dropped={}, now=later) and states() == ["sent"]


def test_what_ends_every_deliverer_is_buried_at_last() -> None:
    told(person())
    plan(now=NOON)
    at = NOON
    for _each in range(parcels.MAX_TRIES):
        claimed(at)
        at += 2 * parcels.LEASE
        parcels.release_expired(now=at, error="中断")
    assert states() == ["dead"] and the_delivery().error == "中断"


def test_what_is_claimed_is_nobody_elses() -> None:
    told(person())
    plan(now=NOON)
    claimed()
    assert parcels.claim_next(now=NOON) is None


# --- keeping


def test_notices_read_more_than_a_year_ago_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    user = person()
    for key, read_at in (("old", NOON - 366 * DAY), ("older", NOON - 700 * DAY), ("kept", NOON - 364 * DAY), ("unread", None)):
        told(user, key, at=NOON - 800 * DAY)
        Notice.objects.filter(key=key).update(read_at=read_at)
    plan(now=NOON)
    assert remove_old(now=NOON, batch=1) == 2 and remove_old(now=NOON) == 0
    assert set(Notice.objects.values_list("key", flat=True)) == {"kept", "unread"}
    assert Delivery.objects.count() == 2


def test_claiming_costs_the_same_however_much_waits() -> None:
    users = [person().pk for _each in range(3)]
    for number in range(40):
        tell(users, kind=NoticeKind.URGE, key=f"n{number}", title="催办", at=NOON)
    plan(now=NOON)
    with CaptureQueriesContext(connection) as queries:
        claimed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_delivery; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {queries.captured_queries[0]['sql']}")
        planned = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using delivery_due" in planned and "Sort" not in planned
