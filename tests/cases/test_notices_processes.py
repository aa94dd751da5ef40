"""Real deliverers against real servers: two at once, and some that are killed with -9, in the one window that hurts too."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cases.models import Delivery
from cases.notices import Message, NoticeKind, tell_all
from cases.notices.parcels import LEASE
from cases.notices.planning import plan
from tests.cases.notices import NOON, Gateway, MailServer, gateway, gateway_server, mail_server, person

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 40

RUN = """
import datetime as dt, sys, django; django.setup()
from cases.notices.delivering import run
print("ready", flush=True); sys.stdin.readline()
at = dt.datetime.fromisoformat(sys.argv[1])
print(run(clock=lambda: at, chance=lambda: 0.0), flush=True)
"""


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as box:
        yield box


@pytest.fixture
def calls() -> Iterator[Gateway]:
    with gateway_server() as box:
        gateway(box.url, kinds=["escalation"])
        yield box


def outbox() -> None:
    """Urgent notices, each to go by mail and by gateway."""
    user = person().pk
    given: dict[str, Any] = {"users": (user,), "kind": NoticeKind.ESCALATION, "at": NOON, "urgent": True}
    assert tell_all(Message(key=f"n{number}", title=f"第{number}条", **given) for number in range(MANY)) == MANY


@contextmanager
def deliverer(at: dt.datetime, mails: MailServer) -> Iterator[subprocess.Popen[str]]:
    """A deliverer in a process of its own, ready to begin."""
    base = connection.settings_dict
    url = f"postgresql://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    more = {"DATABASE_URL": url, "DATABASE_POOL_MAX": "0", "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}", "WEBHOOK_ALLOW_LOOPBACK": "on"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", RUN, at.isoformat()], env=os.environ | more, cwd=Path.cwd(), **pipes) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def handled(process: subprocess.Popen[str]) -> int:
    """How many parcels it had in hand, when it has ended."""
    assert process.stdout is not None
    return int(process.stdout.readline())


def arrived(mails: MailServer, calls: Gateway) -> Counter[str]:
    """How often each parcel came, by the id by which a receiver knows it."""
    return Counter([str(message["Message-ID"]) for message in mails.messages] + [call.headers["idempotency-key"] for call in calls.calls])


def told(mails: MailServer, calls: Gateway) -> set[tuple[str, str]]:
    """What came by which way."""
    by_mail = {("mail", str(message["Subject"]).removeprefix("【枫桥】")) for message in mails.messages}
    return by_mail | {("gateway", str(json.loads(call.body)["title"])) for call in calls.calls}


EVERYTHING = {(way, f"第{number}条") for way in ("mail", "gateway") for number in range(MANY)}


def test_two_deliverers_share_the_work_and_send_nothing_twice(mails: MailServer, calls: Gateway) -> None:
    outbox()
    plan(now=NOON)
    with deliverer(NOON, mails) as one, deliverer(NOON, mails) as two:
        go(one)
        go(two)
        shares = [handled(one), handled(two)]
    assert sum(shares) == 2 * MANY and min(shares) > 0
    assert set(arrived(mails, calls).values()) == {1} and told(mails, calls) == EVERYTHING
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_killed_deliverers_lose_nothing_and_what_comes_again_has_its_old_id(mails: MailServer, calls: Gateway) -> None:
    outbox()
    at, kills = NOON, 6
    chance = random.Random(1963)  # noqa: S311  (any will do)
    for kill in range(kills):
        with deliverer(at, mails) as victim:

            def strike(_number: int, victim: subprocess.Popen[str] = victim) -> None:
                victim.send_signal(signal.SIGKILL)

            def strike_and_answer(_number: int, victim: subprocess.Popen[str] = victim) -> bytes:
                victim.send_signal(signal.SIGKILL)
                return b"HTTP/1.1 204 No Content\r\n\r\n"

            if kill == 0:
                mails.taken = strike  # the server has the mail, the deliverer never hears of it
            elif kill == 1:
                calls.answer = strike_and_answer
            go(victim)
            if kill > 1:
                try:
                    victim.wait(chance.uniform(0.02, 0.25))
                except subprocess.TimeoutExpired:
                    strike(0)
            victim.wait()
            mails.taken, calls.answer = MailServer().taken, Gateway().answer
        at += LEASE + dt.timedelta(seconds=1)
    with deliverer(at, mails) as last:
        go(last)
        assert handled(last) > 0
    times = arrived(mails, calls)
    assert told(mails, calls) == EVERYTHING and len(times) == 2 * MANY  # nothing lost, and one id for each notice and way
    assert sum(times.values()) - len(times) <= kills and max(times.values()) <= 1 + kills  # at most the one in hand of each that was killed
    assert sum(times.values()) > len(times)  # the kills did hit the window
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
