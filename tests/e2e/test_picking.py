"""Choices found by typing, with a script: Enter chooses and the list stays closed, and a form whose field is called `form` swaps in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import Town
from tests.e2e.steps import OpenPage, sign_in, watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATE = 900
"""Milliseconds after which no throttled refresh is left that could open a list again."""


def lists_open(page: Page) -> int:
    return page.locator(".ts-dropdown:visible").count()


def test_enter_chooses_an_area_and_the_list_stays_closed(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    wrong = watched(page)
    sign_in(page, town.address, town.clerk)
    page.goto(f"{town.address}/disputes/new/")
    box = page.get_by_role("combobox", name="发生区划")
    box.focus()
    page.keyboard.type("东店子", delay=30)
    page.locator(".ts-dropdown .active", has_text="东店子社区").wait_for()
    assert page.locator(".ts-wrapper.typing .item").count() == 1
    assert not page.locator(".ts-wrapper.typing .item").is_visible(), "what was chosen before does not stand beside what is typed"
    page.keyboard.press("Enter")
    page.wait_for_timeout(LATE)
    assert lists_open(page) == 0
    assert re.search(r"东店子社区 \d{12}$", page.locator("[name=area]").input_value())
    assert wrong == []


def test_words_that_were_not_chosen_are_sent_as_they_are(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    sign_in(page, town.address, town.clerk)
    page.goto(f"{town.address}/disputes/new/")
    page.get_by_role("combobox", name="发生区划").focus()
    page.keyboard.type("无此地")
    page.keyboard.press("Tab")
    assert page.locator("[name=area]").input_value() == "无此地"


def test_enter_right_after_the_last_key_chooses_what_was_typed(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    sign_in(page, town.address, town.clerk)
    page.goto(f"{town.address}/disputes/new/")
    box = page.get_by_role("combobox", name="事件类别")
    box.focus()
    page.keyboard.type("恋爱")
    page.keyboard.press("Enter")
    page.wait_for_timeout(LATE)
    assert page.locator("[name=category]").input_value() == "0101"
    assert lists_open(page) == 0, "the list lies over nothing"


def test_an_agreement_with_errors_comes_back_in_place(town: Town, desktop: OpenPage) -> None:
    page = desktop()
    wrong = watched(page)
    sign_in(page, town.address, town.mediators_user)
    page.goto(f"{town.address}/cases/{town.in_hand.number}/")
    page.locator(".act-bar a[href$='/agree/']").first.click()
    page.locator(".act-panel [name=responsibility]").fill("各负其责。")
    page.evaluate("window.samePage = true")
    page.locator(".act-panel [name=copies]").press("Enter")
    page.locator(".act-panel .note.wrong").wait_for()  # the Enter key sent the form, it did not add a row
    assert page.evaluate("window.samePage") is True
    assert page.locator(".act-panel [name=responsibility]").input_value() == "各负其责。"
    assert wrong == []
