"""Notices through gateways: one signed HTTP call a parcel. docs/webhooks.md is the contract with whoever builds a gateway."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets as randomness
from typing import Any

import httpx
from django.utils.translation import gettext as _

from cases.models.notices import Webhook
from cases.notices.addresses import BadAddressError, resolve
from cases.notices.letters import Letter
from cases.notices.outcome import SENT, Outcome

TIMEOUT = httpx.Timeout(10, connect=5)
"""Seconds for each step of a call."""
_TRY_LATER = frozenset({408, 425, 429})
_HAS_IT = 409


def new_secret() -> str:
    """A secret for a gateway (256 bits)."""
    return randomness.token_urlsafe(32)


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over `<timestamp>.<body>`, in hex. The time is signed too, so that a receiver can refuse what was recorded and sent again."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def body_of(letter: Letter) -> dict[str, Any]:
    """What a gateway is told (docs/webhooks.md)."""
    return {
        "id": letter.key,
        "kind": letter.kind,
        "title": letter.title,
        "body": letter.body,
        "url": letter.url,
        "case": letter.number,
        "count": len(letter.notices),
        "recipient": {"username": letter.to.username, "name": letter.to.name, "phone": letter.to.phone},
        "at": letter.notices[-1].at.isoformat(),
    }


def test_body(webhook: Webhook, key: str, at: dt.datetime) -> dict[str, Any]:
    """A call that tells nobody anything: its kind is `test`."""
    recipient = {"username": webhook.created_by.username, "name": webhook.created_by.name, "phone": ""}
    words = {"title": _("测试推送"), "body": _("这是一次测试，不必转发。")}
    return {"id": key, "kind": "test", **words, "url": "", "case": None, "count": 0, "recipient": recipient, "at": at.isoformat()}


def call(webhook: Webhook, body: dict[str, Any], *, now: dt.datetime) -> Outcome:
    """One call. Redirects are not followed, proxies of the environment not used, the answer's body not read.

    2xx says that the gateway has it, 409 that it had it before. 408, 425, 429 and 5xx are tried again (`Retry-After` is heeded up to an hour);
    every other answer is final.
    """
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "fengqiao-notices/1",
        "Idempotency-Key": str(body["id"]),
        "X-Fengqiao-Timestamp": str(timestamp),
        "X-Fengqiao-Signature": f"sha256={sign(webhook.secret, timestamp, content)}",
    }
    try:
        place = resolve(webhook.url)
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
            named = {"sni_hostname": place.name}
            with client.stream("POST", place.url, content=content, headers={**headers, "Host": place.host}, extensions=named) as response:
                return _outcome(response, now)
    except BadAddressError as error:
        return Outcome(str(error), permanent=True)
    except httpx.TimeoutException:
        return Outcome(_("网关没有按时答复"), target_down=True)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Outcome(_("连不上网关（%(kind)s）") % {"kind": type(error).__name__}, target_down=True)


def _outcome(response: httpx.Response, now: dt.datetime) -> Outcome:
    status = response.status_code
    if response.is_success or status == _HAS_IT:
        return SENT
    said = _("网关答复 %(status)d") % {"status": status}
    if status >= 500 or status in _TRY_LATER:
        return Outcome(said, target_down=status in (429, 503), wait=_retry_after(response.headers.get("Retry-After", ""), now))
    if response.is_redirect:
        said = _("网关要求转到别处（%(status)d），不予跟随") % {"status": status}
    return Outcome(said, permanent=True)


def _retry_after(text: str, now: dt.datetime) -> dt.timedelta | None:
    """Seconds, or a date as HTTP writes it."""
    if text.isascii() and text.isdigit() and len(text) < 7:
        return dt.timedelta(seconds=int(text))
    try:
        until = dt.datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return max(until - now, dt.timedelta())
