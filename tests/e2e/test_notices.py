"""The bell in a browser: news come without reload, are announced, open the case; an open page that nobody looks at asks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from cases.models import Notice
from cases.notices import NoticeKind, tell
from tests.e2e.conftest import Town
from tests.e2e.steps import OpenPage, fits, sign_in, watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def told(town: Town, key: str) -> None:
    number = town.in_hand.number
    tell([town.mediators_user.pk], kind=NoticeKind.URGE, key=key, title=f"催办：{number}", case=town.in_hand.pk, at=timezone.now())


def asked(page: Page) -> list[str]:
    """The bell's questions from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if urlsplit(request.url).path == "/notices/bell/" else None)
    return found


def test_news_come_without_reload_and_open_their_case(desktop: OpenPage, town: Town) -> None:
    page = desktop()
    wrong = watched(page)
    page.clock.install()
    sign_in(page, town.address, town.mediators_user)
    count, said = page.locator("[data-bell-count]"), page.locator("[data-bell-said]")
    page.wait_for_load_state("networkidle")
    assert not count.is_visible()
    told(town, "first")
    page.clock.fast_forward(25_000)
    count.wait_for()
    assert count.inner_text() == "1" and said.inner_text() == "1 条未读通知"
    assert page.locator("[data-bell] > a").get_attribute("aria-label") == "通知：1 条未读通知"
    page.locator("[data-bell] > a").press("Space")
    entry = page.locator("[data-bell-body]").get_by_role("button", name=town.in_hand.number)
    entry.wait_for()
    assert fits(page)
    page.keyboard.press("Escape")
    assert not entry.is_visible() and page.evaluate("document.activeElement.closest('[data-bell]') !== null")
    page.locator("[data-bell] > a").click()
    entry.click()
    page.wait_for_url(f"**/cases/{town.in_hand.number}/")
    page.wait_for_load_state("networkidle")
    assert not count.is_visible() and Notice.objects.get().read_at is not None and wrong == []


def test_a_page_that_nobody_looks_at_asks_nothing(desktop: OpenPage, town: Town) -> None:
    page = desktop()
    page.clock.install()
    sign_in(page, town.address, town.mediators_user)
    page.wait_for_load_state("networkidle")
    questions = asked(page)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { get: () => window.away, configurable: true });
            window.away = true;
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.clock.fast_forward(600_000)
    page.wait_for_timeout(300)
    assert questions == []
    told(town, "meanwhile")
    page.evaluate("() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')); }")
    page.locator("[data-bell-count]").wait_for()
    assert len(questions) == 1


def test_whoever_signed_out_elsewhere_is_not_asked_about_for_ever(desktop: OpenPage, town: Town) -> None:
    page = desktop()
    page.clock.install()
    sign_in(page, town.address, town.mediators_user)
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    questions = asked(page)
    for _each in range(3):
        page.clock.fast_forward(25_000)
        page.wait_for_timeout(300)
    assert len(questions) == 1
