"""Pages by keyboard alone: what is focused can be seen, everything is reached, nothing traps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from disputes.states import State
from tests.e2e.conftest import Town
from tests.e2e.steps import OpenPage, sign_in, state
from tests.factories import DisputeFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOCUSED = "(document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || document.activeElement.ariaLabel || '').trim()"
OUTLINED = "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"


def tab_to(page: Page, wanted: Callable[[str], bool], *, most: int = 90) -> str:
    """Press Tab until the focused thing's words fit. Everything on the way must show that it has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        words = str(page.evaluate(FOCUSED))
        assert page.evaluate(OUTLINED), f"no sign of focus on {words!r}"
        if wanted(words):
            return words
    raise AssertionError("never reached")


def test_an_act_is_done_by_keyboard_alone(town: Town, desktop: OpenPage) -> None:
    case = DisputeFactory(title="屋檐滴水待受理纠纷", organisation=town.clerk.postings.get().organisation)
    page = desktop()
    sign_in(page, town.address, town.clerk)

    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    page.keyboard.press("/")
    page.keyboard.type("屋檐滴水")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    tab_to(page, lambda words: words == case.title)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.number}/")

    tab_to(page, lambda words: words == "其他办理")
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="不予受理").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="不予受理").is_visible()
    assert page.evaluate(FOCUSED) == "其他办理"

    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == "受理"
    page.keyboard.press("Enter")
    page.locator("#act form").wait_for()
    page.wait_for_function("document.activeElement.id === 'act-title'")
    tab_to(page, lambda words: words == "同意调解")
    page.keyboard.press("Space")
    tab_to(page, lambda words: words == "受理")
    page.keyboard.press("Enter")
    page.get_by_text("“受理”已办理").wait_for()
    assert state(page) == "已受理"
    case.refresh_from_db()
    assert case.state == State.ACCEPTED


def test_an_error_takes_the_focus_and_its_link_leads_to_the_field(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    sign_in(page, town.address, town.clerk)
    page.goto(f"{town.address}/disputes/new/")
    page.get_by_label("事件名称").press("Enter")
    page.wait_for_function("document.activeElement.matches('.note.wrong[data-focus]')")
    tab_to(page, lambda words: words == "事件简述")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'id_summary'")
