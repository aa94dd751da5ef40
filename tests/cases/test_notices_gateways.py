"""Gateways: signed calls to a real server that fails, is slow, answers twice; where a gateway may stand; dead letters."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Role, SystemEvent
from cases.models import Delivery, Webhook
from cases.notices import NoticeKind, gateways
from cases.notices.addresses import BadAddressError, check, resolve
from cases.notices.parcels import MAX_TRIES
from tests.acts import center, dispute_of
from tests.cases.notices import NOON, Gateway, answered, deliver, gateway, gateway_server, person, told
from tests.factories import posted, signed_in

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def box(settings: Settings) -> Iterator[Gateway]:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with gateway_server() as server:
        yield server


def the_state() -> tuple[str, int, str]:
    row = Delivery.objects.get(channel="webhook")
    return row.state, row.tries, row.error


def verified(secret: str, headers: dict[str, str], body: bytes, *, now: dt.datetime, window: int = 300) -> bool:
    """What docs/webhooks.md asks of a gateway."""
    stamp = headers["x-fengqiao-timestamp"]
    good = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    fresh = abs(now.timestamp() - int(stamp)) <= window
    return fresh and hmac.compare_digest(f"sha256={good}", headers["x-fengqiao-signature"])


# --- the call


def test_a_gateway_is_told_once_and_can_check_who_calls(box: Gateway, settings: Settings) -> None:
    settings.SITE_URL = "https://fengqiao.example.org"
    webhook, actor = gateway(box.url), center()
    actor.user.phone = "13900001111"
    actor.user.save()
    case = dispute_of(actor)
    told(actor.user, title=f"催办：{case.number}", body="请答复", case=case)
    assert deliver() == 1 and deliver(NOON + MINUTE) == 0
    (call,) = box.calls
    said = json.loads(call.body)
    row = Delivery.objects.get()
    assert call.path == "/notices?from=fengqiao" and call.headers["host"] == f"127.0.0.1:{box.port}"
    assert said == {
        "id": call.headers["idempotency-key"],
        "kind": "urge",
        "title": f"催办：{case.number}",
        "body": "请答复",
        "url": f"https://fengqiao.example.org/cases/{case.number}/",
        "case": case.number,
        "count": 1,
        "recipient": {"username": actor.user.username, "name": actor.user.name, "phone": "13900001111"},
        "at": NOON.isoformat(),
    } | {"at": said["at"]}
    assert dt.datetime.fromisoformat(said["at"]) == NOON and said["id"].endswith(f"-{row.pk}")
    assert verified(webhook.secret, call.headers, call.body, now=NOON)
    assert not verified("another secret", call.headers, call.body, now=NOON)
    assert not verified(webhook.secret, call.headers, call.body + b" ", now=NOON)
    assert not verified(webhook.secret, call.headers, call.body, now=NOON + 6 * MINUTE)
    assert (row.state, row.sent_at) == ("sent", NOON)


def test_a_gateway_that_fails_is_called_again_under_the_same_id(box: Gateway) -> None:
    gateway(box.url)
    told(person(email=""))
    box.answer = lambda number: answered("500 Internal Server Error") if number == 1 else answered("200 OK")
    deliver()
    assert the_state() == ("queued", 1, "网关答复 500")
    deliver(NOON + MINUTE)
    assert the_state()[0] == "sent"
    first, second = box.calls
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] and first.body == second.body
    assert first.headers["x-fengqiao-timestamp"] != second.headers["x-fengqiao-timestamp"]


def test_a_slow_gateway_is_not_waited_for(box: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateways, "TIMEOUT", httpx.Timeout(0.2))
    gateway(box.url)
    told(person(email=""), "one")
    told(person(email=""), "two")

    def slow(_number: int) -> bytes:
        time.sleep(0.8)
        return answered("200 OK")

    box.answer = slow
    began = time.monotonic()
    assert deliver() == 1  # the second is not tried in the same run: it would wait as long
    assert time.monotonic() - began < 0.8
    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 1]
    assert "没有按时答复" in Delivery.objects.get(tries=1).error


def test_a_gateway_that_answers_twice_confuses_nobody(box: Gateway) -> None:
    gateway(box.url)
    told(person(email=""), "one")
    told(person(email=""), "two")
    box.answer = lambda number: answered("200 OK") + answered("500 Internal Server Error") if number == 1 else answered("200 OK")
    assert deliver() == 2
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent", "sent"] and len(box.calls) == 2


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (answered("409 Conflict"), "sent"),
        (answered("400 Bad Request"), "dead"),
        (answered("410 Gone"), "dead"),
        (answered("302 Found", "Location: http://127.0.0.1:9/\r\n"), "dead"),
        (answered("429 Too Many Requests"), "queued"),
        (answered("503 Service Unavailable"), "queued"),
        (b"no http at all\r\n\r\n", "queued"),
        (b"", "queued"),
    ],
)
def test_what_an_answer_means(box: Gateway, answer: bytes, state: str) -> None:
    gateway(box.url)
    told(person(email=""))
    box.answer = lambda _number: answer
    deliver()
    assert the_state()[0] == state and len(box.calls) == 1


@pytest.mark.parametrize(("asked", "minutes"), [("1800", 30), ("90000", 60), ("Mon, 23 Nov 2026 04:20:00 GMT", 20), ("soon", 1), ("-5", 1)])
def test_a_gateway_may_ask_for_time(box: Gateway, asked: str, minutes: int) -> None:
    gateway(box.url)
    told(person(email=""))
    box.answer = lambda _number: answered("503 Busy", f"Retry-After: {asked}\r\n")
    deliver()
    assert Delivery.objects.get().next_at == NOON + minutes * MINUTE


def test_a_gateway_that_is_gone_ends_in_dead_letters(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gateway(f"http://127.0.0.1:{taken.getsockname()[1]}/")
        told(person(email=""))
        at = NOON
        for _try in range(MAX_TRIES):
            deliver(at)
            at += dt.timedelta(hours=1)
            if at.hour >= 22 or at.hour < 7:
                at += dt.timedelta(hours=9)
        state, tries, error = the_state()
    assert (state, tries) == ("dead", MAX_TRIES) and "连不上网关" in error


def test_only_gateways_that_take_the_kind_and_are_in_use_are_called(box: Gateway) -> None:
    wanted = gateway(box.url, name="升级", kinds=["escalation"])
    gateway(box.url, name="督办", kinds=["supervision"])
    gateway(box.url, name="停用", active=False)
    told(person(email=""), kind=NoticeKind.ESCALATION)
    deliver()
    assert [row.webhook_id for row in Delivery.objects.all()] == [wanted.pk] and len(box.calls) == 1
    told(person(email=""), "b", kind=NoticeKind.ESCALATION)
    from cases.notices.planning import plan

    plan(now=NOON)
    Webhook.objects.update(active=False)
    deliver()
    assert len(box.calls) == 1 and Delivery.objects.filter(state="dropped", error__contains="停用").count() == 1


# --- where a gateway may stand


@pytest.mark.parametrize(
    "url",
    [
        "ftp://gw.example.org/", "file:///etc/passwd", "gw.example.org", "http://", "http:///x", "https://user:pw@gw.example.org/", "http://gw.example.org/#x",
        "http://gw.example.org:0/", "http://gw.example.org:99999/", "http://gw example.org/", "http://gw.example.org/\r\nX: y", "http://枫桥.example.org/",
        "http://localhost/", "http://a.localhost./", "http://127.0.0.1/", "http://127.8.9.1:8000/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
        "http://169.254.169.254/latest/", "http://100.100.100.200/", "http://[fe80::1]/", "http://224.0.0.1/", "http://255.255.255.255/", "http://[::]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://gw.example.org/" + "x" * 300,
    ],
)  # fmt: skip
def test_addresses_that_no_gateway_has(url: str) -> None:
    with pytest.raises(BadAddressError):
        check(url)


@pytest.mark.parametrize(
    "url", ["https://gw.example.org/notices?x=1", "http://10.61.2.3:8080/", "http://192.168.1.10/", "https://[2001:db9::5]:8443/"]
)
def test_addresses_that_a_gateway_may_have(url: str) -> None:
    check(url)


@pytest.mark.parametrize("number", ["127.0.0.1", "169.254.169.254", "::1", "fe80::1%2"])
def test_a_name_that_points_here_is_not_called(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    def point(_name: str, port: int, **_more: Any) -> list[Any]:
        return [(0, 0, 0, "", ("10.1.1.1", port)), (0, 0, 0, "", (number, port))]

    monkeypatch.setattr("cases.notices.addresses.socket.getaddrinfo", point)
    with pytest.raises(BadAddressError):
        resolve("https://gw.example.org/")
    gateway("https://gw.example.org/")
    told(person(email=""))
    deliver()
    assert the_state()[0] == "dead"


def test_the_number_that_was_checked_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.notices.addresses.socket.getaddrinfo", lambda _name, port, **_more: [(0, 0, 0, "", ("10.1.1.1", port))])
    place = resolve("https://gw.example.org:8443/in?x=1")
    assert (place.url, place.host, place.name) == ("https://10.1.1.1:8443/in?x=1", "gw.example.org:8443", "gw.example.org")


# --- the administrator's pages


@pytest.fixture
def admin(client: Client) -> Client:
    return signed_in(client, posted(Role.SYSTEM_ADMIN, "6110"))


def test_the_secret_is_shown_once(admin: Client, box: Gateway) -> None:
    shown = admin.post(reverse("cases:webhook_new"), {"name": "短信平台", "url": box.url, "kinds": ["urge"], "active": "on"})
    webhook = Webhook.objects.get()
    assert webhook.secret in shown.content.decode() and shown["Cache-Control"] == "no-store" and len(webhook.secret) >= 43
    for address in (reverse("cases:webhooks"), reverse("cases:webhook", args=[webhook.pk])):
        assert webhook.secret not in admin.get(address).content.decode()
    before = webhook.secret
    again = admin.post(reverse("cases:webhook_secret", args=[webhook.pk])).content.decode()
    webhook.refresh_from_db()
    assert webhook.secret != before and webhook.secret in again and before not in again
    assert list(SystemEvent.objects.order_by("pk").values_list("act", flat=True)) == ["新增推送网关", "更换推送网关密钥"]
    assert not SystemEvent.objects.filter(text__contains=webhook.secret).exists()


def test_a_test_call_says_what_the_gateway_answered(admin: Client, box: Gateway) -> None:
    webhook = gateway(box.url)
    said = admin.post(reverse("cases:webhook_test", args=[webhook.pk]), follow=True).content.decode()
    assert "已收到测试推送" in said and json.loads(box.calls[0].body)["kind"] == "test"
    box.answer = lambda _number: answered("401 Unauthorized")
    assert "网关答复 401" in admin.post(reverse("cases:webhook_test", args=[webhook.pk]), follow=True).content.decode()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"url": "http://127.0.0.1/"}, "本机"), ({"url": "ftp://x/"}, "完整地址"), ({"name": "有了"}, "已有同名的推送网关"), ({"kinds": "x"}, "x")],
)
def test_a_gateway_that_cannot_be_is_refused(admin: Client, wrong: dict[str, str], said: str) -> None:
    gateway("https://gw.example.org/", name="有了")
    answer = admin.post(reverse("cases:webhook_new"), {"name": "新的", "url": "https://gw.example.org/"} | wrong)
    assert answer.status_code == 200 and said in answer.content.decode() and Webhook.objects.count() == 1


def test_a_gateway_is_changed(admin: Client) -> None:
    webhook = gateway("https://gw.example.org/")
    admin.post(reverse("cases:webhook", args=[webhook.pk]), {"name": "工作群", "url": "https://gw.example.org/2", "kinds": ["urge"]})
    webhook.refresh_from_db()
    assert (webhook.name, webhook.url, webhook.kinds, webhook.active) == ("工作群", "https://gw.example.org/2", ["urge"], False)


def test_dead_letters_are_seen_tried_again_or_given_up(admin: Client, box: Gateway) -> None:
    gateway(box.url)
    box.answer = lambda _number: answered("400 Bad Request")
    case = dispute_of(center())
    actor_user = posted(Role.TOWNSHIP_CENTER, "611002001").user
    told(actor_user, "one", title="关于某案", case=case)
    told(actor_user, "two", title="关于某案", case=case)
    deliver()
    text = admin.get(reverse("cases:deliveries")).content.decode()
    one, two = Delivery.objects.filter(state="dead").order_by("pk")
    assert text.count("网关答复 400") == 2 and actor_user.name in text
    assert "关于某案" not in text and case.number not in text
    box.answer = lambda _number: answered("200 OK")
    admin.post(reverse("cases:handle_deliveries"), {"chosen": [one.pk], "do": "retry"})
    admin.post(reverse("cases:handle_deliveries"), {"chosen": [two.pk], "do": "drop"})
    Delivery.objects.filter(pk=one.pk).update(next_at=NOON)
    deliver()
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "dropped"]
    assert SystemEvent.objects.filter(act__contains="投递失败的通知").count() == 2
    assert "没有投递失败的通知" in admin.get(reverse("cases:deliveries")).content.decode()


def test_nobody_else_has_these_pages(client: Client) -> None:
    webhook = gateway("https://gw.example.org/")
    for role in (Role.COUNTY_CENTER, Role.AUDITOR):
        signed_in(client, posted(role, "611002"))
        for name, args in (("webhooks", []), ("webhook_new", []), ("webhook", [webhook.pk]), ("deliveries", [])):
            assert client.get(reverse(f"cases:{name}", args=args)).status_code == 403
        for name, args in (("webhook_secret", [webhook.pk]), ("webhook_test", [webhook.pk]), ("handle_deliveries", [])):
            assert client.post(reverse(f"cases:{name}", args=args)).status_code == 403
