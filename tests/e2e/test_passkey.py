"""A passkey, from adding it to signing in with it alone, with a real browser and an authenticator of the browser's own making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import SignInEvent
from tests.e2e.conftest import Town
from tests.e2e.steps import OpenPage, sign_in, watched
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A phone's or a computer's own authenticator whose owner puts a finger on it at once."""


def authenticator(page: Page) -> tuple[CDPSession, dict[str, Any]]:
    """Give the browser an authenticator; the session of the protocol, and what names the authenticator there."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    made: dict[str, Any] = browser.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return browser, made


def add_passkey(page: Page, address: str) -> None:
    """Through the pages: the password once more, a name, the finger."""
    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("heading", name="添加通行密钥").wait_for()
    page.locator("input[name=name]").fill("办公室电脑")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: not urlsplit(url).path.endswith("/webauthn/add/"))


def test_a_passkey_is_added_and_signs_in_by_itself(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    wrong = watched(page)
    browser, device = authenticator(page)
    sign_in(page, town.address, town.clerk)
    add_passkey(page, town.address)
    (kept,) = browser.send("WebAuthn.getCredentials", device)["credentials"]
    assert kept["isResidentCredential"] and kept["rpId"] == urlsplit(town.address).hostname
    assert Authenticator.objects.filter(user=town.clerk, type=Authenticator.Type.WEBAUTHN).count() == 1
    page.context.clear_cookies()
    page.goto(town.address)
    page.get_by_role("button", name="用通行密钥登录").click()
    page.get_by_role("heading", name="工作台").wait_for()
    assert SignInEvent.objects.filter(user=town.clerk, result="success").count() == 2
    (used,) = browser.send("WebAuthn.getCredentials", device)["credentials"]
    assert used["signCount"] > kept["signCount"], "the server's challenge was signed anew"
    assert wrong == []


def test_an_authenticator_without_the_key_does_not_get_in(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    browser, device = authenticator(page)
    sign_in(page, town.address, town.clerk)
    add_passkey(page, town.address)
    browser.send("WebAuthn.clearCredentials", device)
    page.context.clear_cookies()
    page.goto(town.address)
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_timeout(500)
    assert page.get_by_label("用户名").is_visible()
    assert SignInEvent.objects.filter(user=town.clerk, result="success").count() == 1
