"""The pages by keyboard alone: past the navigation, into the search box, and through a whole act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cases.models import CaseEvent
from tests.e2e.conftest import Town
from tests.e2e.steps import OpenPage, newest, sign_in, watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENOUGH = 60
"""So many presses of the Tab key lead to anything that a page offers first."""


def focused(page: Page) -> str:
    """What has the focus: its name as a screen reader says it, or its text."""
    said: str = page.evaluate(
        """() => {
            const here = document.activeElement;
            const label = here.labels && here.labels[0];
            return (here.getAttribute("aria-label") || (label || here).innerText || "").replace(/\\s+/g, " ").trim();
        }"""
    )
    return said


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something of that name has the focus, and see that one can see where it is."""
    for _press in range(ENOUGH):
        page.keyboard.press("Tab")
        if focused(page).startswith(words):
            assert page.evaluate("document.activeElement.matches(':focus-visible')"), words
            return
    raise AssertionError(f"the Tab key does not reach {words}")


def test_skip_link_and_search(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    wrong = watched(page)
    sign_in(page, town.address, town.clerk)
    page.reload()
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    assert page.get_by_role("link", name="跳到正文").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert focused(page) == "查找案件、当事人、编号"
    assert page.locator("[data-search]").input_value() == "", "the sign that moves the focus is not typed"
    page.keyboard.insert_text("院墙")  # an input method hands over a whole word
    page.keyboard.press("Enter")
    page.get_by_role("link", name=town.in_hand.title).first.wait_for()
    assert wrong == []


def test_a_menu_opens_and_closes(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    sign_in(page, town.address, town.mediators_user)
    page.goto(f"{town.address}/cases/{town.in_hand.number}/")
    tab_to(page, "其他办理")
    page.keyboard.press("Enter")
    assert page.locator(".act-bar details[open] .menu-body").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".act-bar details[open]").count() == 0
    assert focused(page).startswith("其他办理"), "the focus is lost when the menu closes"


def test_a_whole_act(town: Town, desktop: OpenPage) -> None:
    """From the desk to the record of a session, without a mouse."""
    page = desktop()
    wrong = watched(page)
    sign_in(page, town.address, town.mediators_user)
    tab_to(page, town.in_hand.title)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="办理记录").wait_for()
    tab_to(page, "登记调解")
    page.keyboard.press("Enter")
    page.locator("#act form").wait_for()
    page.wait_for_function("document.activeElement.id === 'act-title'")
    for label, text in (("调解地点", "村委会"), ("当事人陈述", "各说各的理。"), ("核实的事实", "滴水属实。"), ("调解经过与结果", "还要再谈。")):
        if label == "当事人陈述":
            tab_to(page, "已告知当事人权利义务")
            page.keyboard.press("Space")
        tab_to(page, label)
        page.keyboard.type(text)
    tab_to(page, "达成一致")
    page.keyboard.press("ArrowDown")
    chosen = focused(page)
    assert chosen != "达成一致"
    page.keyboard.press("Space")
    tab_to(page, "当事人、调解员、记录人已签名")
    page.keyboard.press("Space")
    tab_to(page, "登记调解")
    page.keyboard.press("Enter")
    page.get_by_text("“登记调解”已办理").wait_for()
    assert newest(page) == "登记调解"
    event = CaseEvent.objects.filter(case_id=town.in_hand.pk).latest("id")
    assert event.act == "disputes.hold_session"
    assert chosen in event.text
    assert wrong == []
