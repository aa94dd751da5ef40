"""The real web server over a scratch database, on loopback, with one worker, and a client that signs in like a browser."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from bench.counting import ANSWER, ASK
from bench.words import PASSWORD
from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import refuse
from fengqiao.bootstrap.processes import end, free_port, spawn, wait_until
from fengqiao.commands import up

HOST = "127.0.0.1"
READY_PATIENCE = 60.0
ANSWER_PATIENCE = 120.0
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Web:
    """A running web server."""

    port: int
    pid: int


@contextmanager
def serving(database_url: str, name: str) -> Iterator[Web]:
    """A web server as `manage.py up` starts it, but with one worker; ended with the block."""
    port = free_port()
    environ = os.environ | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONUNBUFFERED": "1"}
    program = up.programs(environ, HOST, port)[0]
    command = list(program.command)
    command[command.index("--workers") + 1] = "1"
    log = paths.VAR / "bench" / f"{name}.log"
    with log.open("wb") as output:
        settings = {**program.environ, "DJANGO_SETTINGS_MODULE": "bench.settings"}
        process = spawn(command, environ=settings, output=output.fileno(), cwd=paths.PROJECT, death_signal=signal.SIGKILL)
    try:
        if not wait_until(lambda: process.poll() is not None or _answers(port), seconds=READY_PATIENCE, pause=0.2) or process.poll() is not None:
            refuse(f"the web server does not answer: the reason stands in {log}.")
        yield Web(port, process.pid)
    finally:
        end(process, signal.SIGTERM, patience=8)


def _answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/live/?format=text")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Unexpected(Exception):
    """The server answered something else than what is measured."""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


@dataclass
class Client:
    """One person with a browser: cookies, one connection that stays open."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection(HOST, self.port, timeout=ANSWER_PATIENCE)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def sign_in(self, username: str) -> None:
        """Sign in by the form. Raises `Unexpected` where that fails."""
        page = self.get("/accounts/login/")
        token = _CSRF.search(page.body.decode())
        if token is None:
            raise Unexpected("the sign-in page has no form")
        form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        answer = self.send("POST", "/accounts/login/", urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        if answer.status != 302:
            raise Unexpected(f"{username} is not let in: {answer.status}")

    def get(self, path: str, *, count: bool = False) -> Answer:
        """Read a page; with `count` the answer's header says how many statements it took."""
        return self.send("GET", path, None, {ASK: "1"} if count else {})

    def post_json(self, path: str, data: Any, headers: Mapping[str, str], *, count: bool = False) -> Answer:
        """Send data to the API with the session and its token against forgery."""
        own = {"Content-Type": "application/json", "X-CSRFToken": self.cookies.get("csrftoken", ""), **({ASK: "1"} if count else {})}
        return self.send("POST", path, json.dumps(data).encode(), {**own, **headers})

    def send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request; the time runs until the last byte of the answer."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept": "*/*", "Accept-Language": "zh-CN", "Referer": f"http://{HOST}:{self.port}/", **headers}
        began = time.perf_counter()
        self._connection.request(method, path, body=body, headers={**sent, **({"Cookie": cookies} if cookies else {})})
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        self._keep_cookies(response)
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content, seconds)

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def statements(answer: Answer) -> int | None:
    """How many statements an answer took, where it says so."""
    found = answer.headers.get(ANSWER.lower())
    return None if found is None else int(found)
