"""What tests of notices share: people to tell, a mail server and gateways on real sockets."""

from __future__ import annotations

import datetime as dt
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from accounts.models import Role, User
from cases.daycount import SHANGHAI
from cases.models import Webhook
from cases.notices import NoticeKind, tell
from cases.notices.delivering import run
from tests.factories import posted

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
"""Nobody's quiet hours."""


def person(**fields: Any) -> User:
    """Somebody at work in 城关街道 who can be reached by mail."""
    user = posted(Role.TOWNSHIP_CENTER, "611002001").user
    for name, value in ({"email": f"{user.username}@example.org", "phone": "13900000000"} | fields).items():
        setattr(user, name, value)
    user.save()
    return user


def told(user: User, key: str = "a", *, kind: NoticeKind = NoticeKind.URGE, at: dt.datetime = NOON, **fields: Any) -> None:
    """Tell one person one thing."""
    assert tell([user.pk], kind=kind, key=key, title=fields.pop("title", f"通知{key}"), at=at, **fields) == 1


def deliver(at: dt.datetime = NOON, chance: float = 0.0) -> int:
    """One run of the deliverer, at that moment."""
    return run(clock=lambda: at, chance=lambda: chance)


def gateway(url: str, **fields: Any) -> Webhook:
    """A gateway in use."""
    admin = posted(Role.SYSTEM_ADMIN, "6110").user
    given: dict[str, Any] = {"name": "短信平台", "url": url, "secret": "s" * 43, "created_by": admin, "created_at": NOON} | fields
    return Webhook.objects.create(**given)


@dataclass
class MailServer:
    """What an SMTP server on a real socket was given. `refuse` answers a recipient with a code, `break_off` ends the talk at a command."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    break_off: str = ""
    taken: Callable[[int], None] = lambda _number: None
    """Called when the n-th message was taken and that is not said yet."""

    @property
    def settings(self) -> dict[str, Any]:
        """Django's settings for it."""
        return {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.port}


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word[:4].upper()
            if verb == self.server.box.break_off:
                return
            if verb == "DATA":
                if not self._data():
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(next((text for who, text in self.server.box.refuse.items() if verb == "RCPT" and who in word), "250 ok"))

    def _data(self) -> bool:
        """Read a message; False where the talk breaks off after it was taken and before that is said."""
        self._say("354 go")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.box.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.server.box.taken(len(self.server.box.messages))
        if self.server.box.break_off == ".":
            return False
        self._say("250 taken")
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Any = None


@contextmanager
def serving(handler: type[socketserver.BaseRequestHandler], box: Any) -> Iterator[Any]:
    """Serve a handler on loopback in a thread; the box learns the port."""
    with _Threads(("127.0.0.1", 0), handler) as server:
        server.box, box.port = box, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """An SMTP server for as long as the block runs."""
    with serving(_Talk, MailServer()) as box:
        yield box


@dataclass(frozen=True)
class Call:
    """A call that a gateway got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Gateway:
    """A gateway on a real socket; `answer` makes the bytes that go back for the n-th call."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    answer: Callable[[int], bytes] = lambda _number: b"HTTP/1.1 204 No Content\r\n\r\n"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/notices?from=fengqiao"


class _Http(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        first = self.rfile.readline().decode()
        if not first:
            return
        headers: dict[str, str] = {}
        while (line := self.rfile.readline().decode().strip()) != "":
            name, _colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        box = self.server.box
        box.calls.append(Call(first.split()[1], headers, body))
        self.wfile.write(box.answer(len(box.calls)))


@contextmanager
def gateway_server() -> Iterator[Gateway]:
    """A gateway for as long as the block runs."""
    with serving(_Http, Gateway()) as box:
        yield box


def answered(status: str, headers: str = "") -> bytes:
    """An answer without a body."""
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\n\r\n".encode()
