"""Statistics and the wall screen in a browser: charts under a strict policy, by keyboard, without a script, and on a wall that loses its network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accounts.models import Role
from reports.filling import fill_provisional
from reports.months import month_of, shifted
from tests.browser import PHONE
from tests.e2e.conftest import Town
from tests.e2e.steps import OpenPage, fits, sign_in, small_targets, watched
from tests.factories import posted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAWN = "[data-chart]:has(canvas)"


@pytest.fixture
def counted(town: Town) -> Town:
    """The town with the figures of this month and the one before."""
    now = timezone.now()
    for month in (shifted(month_of(timezone.localdate(now)), -1), month_of(timezone.localdate(now))):
        fill_provisional(month, at=now)
    return town


def open_as_leader(page: Page, town: Town, path: str) -> None:
    sign_in(page, town.address, posted(Role.CITY_LEADER, "6110").user)
    this = month_of(timezone.localdate())
    page.goto(f"{town.address}{path}?from={this:%Y-%m}&to={this:%Y-%m}")


def test_charts_are_drawn_and_one_goes_down_by_keyboard(counted: Town, desktop: OpenPage) -> None:
    page = desktop()
    wrong = watched(page)
    open_as_leader(page, counted, "/statistics/")
    page.locator("#parts").scroll_into_view_if_needed()
    page.locator(DRAWN).nth(1).wait_for()
    assert fits(page)
    row = page.locator("#parts tbody a", has_text="商州区").first
    row.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="商州区统计").wait_for()
    page.get_by_role("navigation", name="上级区划").get_by_role("link", name="商洛市").click()
    page.get_by_role("heading", name="商洛市统计").wait_for()
    assert wrong == []


def test_a_figure_opens_its_cases(counted: Town, desktop: OpenPage) -> None:
    page = desktop()
    open_as_leader(page, counted, "/statistics/")
    page.locator(".tile", has_text="排查登记").locator(".big a").click()
    page.wait_for_url("**/disputes/**")
    assert counted.in_hand.title in page.locator(".cases").inner_text()


def test_on_a_phone_nothing_scrolls_sideways_and_thumbs_hit(counted: Town, phone: OpenPage) -> None:
    page = phone()
    open_as_leader(page, counted, "/statistics/")
    assert fits(page) and small_targets(page) == []


def test_without_a_script_there_are_the_tables(counted: Town, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="zh-CN")
    page = context.new_page()
    open_as_leader(page, counted, "/statistics/")
    assert "商州区" in page.locator("#parts table").inner_text()
    assert page.locator(".chart:visible").count() == 0
    page.goto(f"{counted.address}/screen/")
    assert "商州区" in page.locator(".map-panel table").inner_text()
    context.close()


def test_the_wall_renews_itself_survives_the_network_and_says_so(counted: Town, desktop: OpenPage) -> None:
    page = desktop()
    wrong = watched(page)
    open_as_leader(page, counted, "/screen/")
    page.locator(DRAWN).nth(2).wait_for()
    first = page.locator(".as-of").inner_text()
    renew = "window.htmx.trigger(document.getElementById('wall'), 'again')"
    page.wait_for_timeout(1100)
    page.evaluate(renew)
    page.locator(".as-of", has_not_text=first).wait_for()
    page.locator(DRAWN).nth(2).wait_for()
    assert wrong == []

    page.context.set_offline(True)
    page.evaluate(renew)
    page.locator("[data-lost]").wait_for(state="visible")
    kept = page.locator(".as-of").inner_text()
    assert page.locator(".counts dd").first.inner_text() != "" and kept
    page.wait_for_timeout(1100)  # the time of the last refresh is told in seconds
    page.context.set_offline(False)
    page.evaluate(renew)
    page.locator("[data-lost]").wait_for(state="hidden")
    page.locator(".as-of", has_not_text=kept).wait_for()

    page.wait_for_timeout(2000)  # an answer still under way would bring the cookie of the session back
    page.context.clear_cookies()
    page.evaluate(renew)
    page.locator("[data-signed-out]").wait_for(state="visible")
    assert page.locator(".counts").is_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")


def test_the_clock_of_the_wall_shows_shanghai_in_any_zone(counted: Town, chromium: Browser) -> None:
    context = chromium.new_context(timezone_id="America/New_York", locale="zh-CN")
    page = context.new_page()
    page.clock.install(time="2026-10-31T16:05:30Z")
    open_as_leader(page, counted, "/screen/")
    page.locator("[data-clock]", has_text="2026-11-01 00:").wait_for()
    assert page.evaluate("new Date().getHours()") == 12  # the browser itself is elsewhere
    context.close()
