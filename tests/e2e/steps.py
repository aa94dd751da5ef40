"""What somebody does in a browser, in the words of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from accounts.models import User
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

OpenPage = Callable[[], "Page"]


def watched(page: Page) -> list[str]:
    """Everything that goes wrong in the browser from now on: errors of scripts, refusals of the security policy, pages that fail.

    That a form was refused (422) and that a case has moved on (409) are answers, which Chromium writes to its console as errors all the same.
    """
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" and "status of 4" not in message.text else None)
    page.on("response", lambda response: wrong.append(f"{response.status} {response.url}") if response.status >= 500 else None)
    return wrong


def sign_in(page: Page, address: str, user: User) -> None:
    """Through the sign-in page, from the page that asks for it."""
    page.goto(address)
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("heading", name="工作台").wait_for()


def fits(page: Page) -> bool:
    """Whether nothing scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def bars_stay(page: Page) -> bool:
    """Whether, at the end of the page, the bar above is still there and the one below covers nothing of the page."""
    end, top, bottom = page.evaluate(
        """() => {
            window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
            return ["main", ".bar", ".bottom"].map((each) => document.querySelector(each).getBoundingClientRect())
                .map((box, index) => Math.round(index === 0 ? box.bottom : box.top));
        }"""
    )
    return (top, end <= bottom) == (0, True)


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and menu entries that are lower than a thumb needs (44 px); links inside sentences are not meant."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, select, .btn, .bottom a, input")]
            .filter((each) => !["hidden", "checkbox", "radio"].includes(each.type))
            .filter((each) => each.checkVisibility())
            .filter((each) => !each.closest(".visually-hidden, .ts-wrapper, .ts-hidden-accessible"))
            .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect().height])
            .filter(([, height]) => height > 0 && height < 43.5)
            .map(([html, height]) => `${height}: ${html}`)"""
    )
    return found


def act_form(page: Page, label: str) -> Locator:
    """Open the form of an act from the case page, out of the menu where it stands there."""
    entry = page.locator(".act-bar").get_by_role("link", name=label, exact=True)
    if not entry.is_visible():
        there = page.get_by_role("link", name=label, exact=True, include_hidden=True)
        page.locator(".act-bar details.menu").filter(has=there).locator("summary").click()
    entry.click()
    form = page.locator("#act form")
    form.wait_for()
    return form


def done(page: Page, form: Locator, label: str) -> None:
    """Press the button of the form and see that the act was done, first in the timeline."""
    form.get_by_role("button", name=label, exact=True).click()
    page.get_by_text(f"“{label}”已办理").wait_for()
    assert newest(page).startswith(label)


def newest(page: Page) -> str:
    """The newest entry of the timeline: its act, and the state it led to."""
    return " ".join(page.locator(".timeline > li .what").first.inner_text().split())


def state(page: Page) -> str:
    """The state as the head of the case page tells it."""
    return page.locator(".case-head .number strong").inner_text()


def step(page: Page) -> str:
    """Where the stepper stands."""
    return page.locator(".stepper [aria-current=step]").inner_text()


def left(page: Page) -> str:
    """What the head says of the nearest limit: which, and how long is left."""
    return " ".join(page.locator(".case-head .limits > span").first.inner_text().split())
