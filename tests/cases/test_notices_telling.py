"""Telling: outbox rows in the transaction of what they tell of, each key once to a user."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Notice
from cases.notices import Message, NoticeKind, tell, tell_all
from tests.factories import DisputeFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_many_are_told_by_one_statement() -> None:
    case = DisputeFactory()
    users = [UserFactory() for _each in range(4)]
    with CaptureQueriesContext(connection) as queries:
        told = tell([user.pk for user in users], kind=NoticeKind.ESCALATION, key="escalation:1", title="升级", case=case, at=NOW, urgent=True)
    inserts = [query for query in queries.captured_queries if "cases_notice" in query["sql"]]
    assert told == 4 and len(inserts) == 1
    rows = Notice.objects.filter(key="escalation:1")
    assert {row.user_id for row in rows} == {user.pk for user in users}
    assert {(row.kind, row.title, row.case_id, row.at, row.urgent, row.read_at, row.planned_at) for row in rows} == {
        ("escalation", "升级", case.pk, NOW, True, None, None)
    }


def test_the_same_key_is_never_told_twice_to_one_user() -> None:
    one, two = UserFactory(), UserFactory()
    assert tell([one.pk, one.pk], kind=NoticeKind.URGE, key="urge:1", title="催办", at=NOW) == 1
    assert tell([one.pk, two.pk], kind=NoticeKind.URGE, key="urge:1", title="另一句", at=NOW + dt.timedelta(days=1)) == 1
    assert [(row.user_id, row.title) for row in Notice.objects.order_by("user_id")] == [(one.pk, "催办"), (two.pk, "另一句")]


def test_what_is_rolled_back_was_never_told() -> None:
    user = UserFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        tell([user.pk], kind=NoticeKind.SYSTEM, key="a", title="通知", at=NOW)
        raise RuntimeError
    assert not Notice.objects.exists()


def test_nobody_who_left_is_told() -> None:
    gone = UserFactory(is_active=False)
    assert tell([gone.pk, gone.pk + 1000], kind=NoticeKind.SYSTEM, key="a", title="通知", at=NOW) == 0
    assert tell([], kind=NoticeKind.SYSTEM, key="a", title="通知", at=NOW) == 0


def test_a_long_text_is_cut_and_a_title_is_one_line() -> None:
    user = UserFactory()
    tell([user.pk], kind=NoticeKind.SYSTEM, key="a", title="第一行\r\nBcc: x@example.com " + "长" * 200, body="正" * 600, at=NOW)
    row = Notice.objects.get()
    assert row.title.startswith("第一行 Bcc:") and len(row.title) == 160 and row.title.endswith("…")
    assert len(row.body) == 500 and row.body.endswith("…")


@pytest.mark.parametrize(
    "wrong", [{"key": ""}, {"key": "k" * 81}, {"url": "https://example.com/"}, {"url": "//example.com/"}, {"at": NOW.replace(tzinfo=None)}]
)
def test_what_cannot_be_told_is_refused(wrong: dict[str, object]) -> None:
    given = {"users": (1,), "kind": NoticeKind.SYSTEM, "key": "a", "title": "通知", "at": NOW} | wrong
    with pytest.raises(ValueError, match="notice"):
        Message(**given)  # type: ignore[arg-type]


def test_many_things_are_told_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.notices.telling.BATCH", 3)
    user = UserFactory()
    messages = [Message(users=(user.pk,), kind=NoticeKind.WARNING, key=f"w:{number}", title=f"第{number}件", at=NOW) for number in range(8)]
    assert tell_all(messages) == 8 and tell_all(messages) == 0
    assert set(Notice.objects.values_list("title", flat=True)) == {f"第{number}件" for number in range(8)}
