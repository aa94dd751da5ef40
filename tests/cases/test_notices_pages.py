"""The bell, the list, the choices; what a person may read of the own notices."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Role
from accounts.sessions import SessionStore
from cases.models import Case, Manner, Notice, NoticeChoice, NoticeHours
from cases.notices import NoticeKind, tell
from cases.notices.reading import count_of
from tests.acts import center, dispute_of
from tests.cases.notices import NOON, told
from tests.factories import UserFactory, posted, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return center()


@pytest.fixture
def page(client: Client, actor: Actor) -> Client:
    return signed_in(client, actor)


def html(page: Client, address: str = "/notices/") -> str:
    response = page.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- the list


def test_unread_notices_come_first_and_lead_to_their_case(page: Client, actor: Actor) -> None:
    case = dispute_of(actor)
    told(actor.user, "old", title="早先的", case=case)
    told(actor.user, "new", title="新近的", case=case)
    Notice.objects.filter(key="new").update(read_at=NOON)
    text = html(page)
    assert text.index("早先的") < text.index("新近的") and text.count("未读</span>") == 1
    notice = Notice.objects.get(key="old")
    opened = page.post(reverse("cases:open_notice", args=[notice.pk]))
    assert opened.status_code == 302 and opened["Location"] == reverse("cases:detail", args=[case.number])
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_the_list_is_read_page_by_page_without_gap_or_double(page: Client, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.views.notices.SIZE", 3)
    for number in range(10):
        told(actor.user, f"n{number}", title=f"第{number}条")
    Notice.objects.filter(key__in=["n1", "n3", "n5", "n7", "n9"]).update(read_at=NOON)
    seen, address = [], "/notices/"
    while address:
        text = html(page, address)
        seen += re.findall(r'class="said">第(\d)条', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = f"/notices/{following[1]}" if following else ""
    assert seen == list("86420" + "97531")


def test_the_list_is_filtered_by_kind_and_by_unread(page: Client, actor: Actor) -> None:
    told(actor.user, "u", title="催办通知", kind=NoticeKind.URGE)
    told(actor.user, "t", title="移送通知", kind=NoticeKind.TRANSFER)
    Notice.objects.filter(key="t").update(read_at=NOON)
    assert "移送通知" not in html(page, "/notices/?kind=urge") and "催办通知" in html(page, "/notices/?kind=urge")
    assert "移送通知" not in html(page, "/notices/?show=unread")
    assert page.get("/notices/?after=anything").status_code == 404


def test_what_was_not_seen_yet_stays_unread(page: Client, actor: Actor) -> None:
    told(actor.user, "seen")
    upto = Notice.objects.get().pk
    told(actor.user, "came later")
    page.post(reverse("cases:read_notices"), {"upto": upto})
    assert list(Notice.objects.filter(read_at__isnull=True).values_list("key", flat=True)) == ["came later"]
    assert page.post(reverse("cases:read_notices"), {"upto": "x"}).status_code == 404


def test_one_is_marked_as_read_and_one_stays_where_one_was(page: Client, actor: Actor) -> None:
    told(actor.user)
    address = reverse("cases:read_notice", args=[Notice.objects.get().pk])
    assert page.post(address, {"next": "/notices/?kind=urge"})["Location"] == "/notices/?kind=urge"
    assert page.post(address, {"next": "https://example.org/"})["Location"] == "/notices/"
    assert Notice.objects.get().read_at is not None


def test_a_notice_of_a_case_that_is_out_of_sight_tells_nothing(page: Client, actor: Actor) -> None:
    case = dispute_of(actor)
    told(actor.user, title=f"催办：{case.number}", body="三日内答复", case=case)
    Case.objects.get_queryset().filter(pk=case.pk).update(confidential=True)
    for text in (html(page), html(page, reverse("cases:bell_list"))):
        assert case.number not in text and "三日内答复" not in text and "不能查看这条通知所涉的案件" in text
    opened = page.post(reverse("cases:open_notice", args=[Notice.objects.get().pk]))
    assert opened["Location"] == "/notices/"
    said = page.get("/api/v1/notices/").json()["results"][0]
    assert said["hidden"] and (said["title"], said["body"], said["path"], said["case"]) == ("", "", "", None)


def test_notices_of_others_are_not_there(page: Client) -> None:
    other = center().user
    told(other, title="别人的")
    pk = Notice.objects.get().pk
    assert "别人的" not in html(page)
    for name in ("open_notice", "read_notice"):
        assert page.post(reverse(f"cases:{name}", args=[pk])).status_code == 404
    page.post(reverse("cases:read_notices"), {"upto": pk})
    assert page.post(f"/api/v1/notices/{pk}/read/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_a_title_is_never_markup(page: Client, actor: Actor) -> None:
    told(actor.user, title="<script>alert(1)</script>", body="<b>x</b>")
    assert "<script>alert(1)" not in html(page) and "<b>x</b>" not in html(page)
    assert "<script>alert(1)" not in html(page, reverse("cases:bell_list"))


# --- the bell


def test_every_page_has_the_bell_and_pays_no_statement_for_it(page: Client, actor: Actor) -> None:
    told(actor.user)
    assert 'data-bell="/notices/bell/"' in html(page, "/")
    with CaptureQueriesContext(connection) as queries:
        html(page, "/")
    assert not [query["sql"] for query in queries.captured_queries if "cases_notice" in query["sql"]]


def test_the_bell_counts_and_says_when_nothing_has_changed(page: Client, actor: Actor) -> None:
    none = page.get("/notices/bell/")
    assert none.json() == {"unread": 0, "newest": 0, "text": ""}
    told(actor.user)
    one = page.get("/notices/bell/", headers={"If-None-Match": none["ETag"]})
    assert one.status_code == 200 and one.json()["unread"] == 1 and one.json()["text"] == "1 条未读通知"
    same = page.get("/notices/bell/", headers={"If-None-Match": one["ETag"]})
    assert same.status_code == 304 and same.content == b""
    Notice.objects.update(read_at=NOON)
    assert page.get("/notices/bell/", headers={"If-None-Match": one["ETag"]}).json()["unread"] == 0


_MANY = """
INSERT INTO cases_notice (user_id, kind, key, title, body, url, urgent, at, read_at)
SELECT u.id, 'system', 'many:' || n, 'x', '', '', false, now(), CASE WHEN n > 40 THEN now() END
FROM accounts_user u CROSS JOIN generate_series(1, 300) AS n
"""


def test_asking_for_the_count_costs_one_statement_that_reads_no_table(page: Client) -> None:
    for _each in range(30):
        UserFactory()
    page.get("/notices/bell/")
    with CaptureQueriesContext(connection) as queries:
        page.get("/notices/bell/")
    asked = [query["sql"] for query in queries.captured_queries if "cases_notice" in query["sql"]]
    assert len(asked) == 1 and len(queries) == 3  # the user, the postings, the count
    with connection.cursor() as cursor:
        cursor.execute(_MANY)
        cursor.execute("ANALYZE cases_notice; SET LOCAL enable_bitmapscan = off")  # as once vacuum has seen the rows
        cursor.execute(f"EXPLAIN {asked[0]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Only Scan using notice_unread" in plan and "Index Only Scan using notice_of_user" in plan and "Sort" not in plan


def test_many_unread_are_counted_up_to_a_hundred(actor: Actor) -> None:
    for number in range(120):
        tell([actor.user.pk], kind=NoticeKind.SYSTEM, key=f"k{number}", title="通知", at=NOON)
    assert count_of(actor.user.pk).unread == 100


def test_an_open_page_that_asks_keeps_no_session_alive(page: Client) -> None:
    key = page.session.session_key
    page.get("/")
    left = _seconds_left(key)
    _shorten(key, 100)
    page.get("/notices/bell/")
    assert _seconds_left(key) <= 100 < left
    page.get("/notices/")
    assert _seconds_left(key) > 100


def _raw(key: str | None) -> tuple[object, str]:
    name = cache.make_key(f"{SessionStore.cache_key_prefix}{key}")
    return caches["default"]._cache.get_client(name), name  # type: ignore[attr-defined]


def _seconds_left(key: str | None) -> int:
    client, name = _raw(key)
    return int(client.ttl(name))  # type: ignore[attr-defined]


def _shorten(key: str | None, seconds: int) -> None:
    client, name = _raw(key)
    assert client.expire(name, seconds)  # type: ignore[attr-defined]


def test_the_bell_is_for_those_who_are_signed_in(client: Client) -> None:
    for address in ("/notices/bell/", "/notices/bell/list/", "/notices/"):
        assert client.get(address).status_code == 302
    assert "data-bell" not in client.get(reverse(settings.LOGIN_URL)).content.decode()


# --- choices


def choice_input(page: Client, **changed: str) -> dict[str, str]:
    form = page.get("/notices/choices/").context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | changed


def test_choices_are_kept_where_they_differ_from_the_defaults(page: Client, actor: Actor) -> None:
    sent = choice_input(page, **{"urge-mail": "off", "colour-webhook": "digest", "email": "zhen@example.org", "quiet_from": "21:30"})
    assert page.post("/notices/choices/", sent).status_code == 302
    kept = {(row.kind, row.channel): row.manner for row in NoticeChoice.objects.filter(user=actor.user)}
    assert kept == {("urge", "mail"): Manner.OFF, ("colour", "webhook"): Manner.DIGEST}
    actor.user.refresh_from_db()
    assert actor.user.email == "zhen@example.org"
    assert NoticeHours.objects.get(user=actor.user).quiet_from == dt.time(21, 30)
    again = html(page, "/notices/choices/")
    assert "zhen@example.org" in again and "21:30" in again
    page.post("/notices/choices/", choice_input(page, **{"urge-mail": "at_once", "colour-webhook": "off", "quiet_from": "22:00"}))
    assert not NoticeChoice.objects.exists() and not NoticeHours.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quiet_from": ""}, "要么都填，要么都不填"),
        ({"quiet_from": "07:00"}, "不能相同"),
        ({"digest_at": "23:00"}, "汇总时间不能在免打扰时段内"),
        ({"email": "no address"}, "邮"),
        ({"urge-mail": "sometimes"}, "sometimes"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_typed_is_lost(page: Client, wrong: dict[str, str], said: str) -> None:
    answer = page.post("/notices/choices/", choice_input(page, **{"colour-mail": "off"} | wrong))
    text = answer.content.decode()
    assert answer.status_code == 200 and said in text and not NoticeChoice.objects.exists()
    assert answer.context["form"]["colour-mail"].value() == "off"


# --- programs


def test_programs_read_notices_page_by_page_and_mark_them(page: Client, actor: Actor) -> None:
    case = dispute_of(actor)
    for number in range(3):
        told(actor.user, f"n{number}", case=case)
    first = page.get("/api/v1/notices/?size=2").json()
    second = page.get(f"/api/v1/notices/?size=2&after={first['next']}").json()
    assert [row["title"] for row in first["results"] + second["results"]] == ["通知n2", "通知n1", "通知n0"] and second["next"] is None
    assert first["unread"] == 3 and first["results"][0]["case"] == case.number
    pk = first["results"][0]["id"]
    assert page.post(f"/api/v1/notices/{pk}/read/").status_code == 204 and page.post(f"/api/v1/notices/{pk}/read/").status_code == 204
    assert page.post("/api/v1/notices/read/", {"upto": pk}, content_type="application/json").json() == {"read": 2}
    assert page.get("/api/v1/notices/?unread=true").json()["results"] == []


@pytest.mark.parametrize("wrong", ["kind=x", "unread=1", "after=x", "size=0", "page=2"])
def test_programs_are_told_what_is_wrong(page: Client, wrong: str) -> None:
    assert page.get(f"/api/v1/notices/?{wrong}").status_code == 400


def test_whoever_sees_no_cases_has_notices_too(client: Client) -> None:
    admin = posted(Role.SYSTEM_ADMIN, "6110")
    told(admin.user, kind=NoticeKind.SYSTEM, title="投递失败")
    assert "投递失败" in html(signed_in(client, admin))
