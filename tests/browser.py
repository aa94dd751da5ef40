"""Fixtures for tests in a real browser: ``phone`` and ``desktop`` open pages, both over Django's live server.

Mark such tests ``@pytest.mark.browser`` and ``@pytest.mark.django_db(transaction=True)``.
"""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from fengqiao.browser import REASON, find

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One headless Chromium for the tests of this process."""
    program = find()
    if program is None:
        pytest.skip(f"BROWSER TEST SKIPPED: {os.environ.get(REASON) or 'no Chromium on this machine'}")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*arguments, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


OpenPage = Callable[[], "Page"]


def _pages(browser: "Browser", size: dict[str, int], *, touch: bool) -> "Iterator[OpenPage]":
    contexts = []

    def open_page() -> "Page":
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def phone(chromium: "Browser") -> "Iterator[OpenPage]":
    """Opens pages as on a phone, each call in a context of its own: ``page = phone()``."""
    yield from _pages(chromium, PHONE, touch=True)


@pytest.fixture
def desktop(chromium: "Browser") -> "Iterator[OpenPage]":
    """Opens pages as on a PC, each call in a context of its own: ``page = desktop()``."""
    yield from _pages(chromium, DESKTOP, touch=False)
