"""The same pages in a browser that runs no script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from disputes.models import Dispute, IntakeDraft
from disputes.states import State
from tests.browser import PHONE
from tests.e2e.conftest import Town
from tests.e2e.steps import fits, sign_in, state

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A page on a phone whose browser runs no script."""
    context = chromium.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_a_dispute_is_registered_found_and_accepted_without_script(town: Town, plain: Page) -> None:
    sign_in(plain, town.address, town.clerk)
    plain.locator(".bottom").get_by_role("link", name="登记", exact=True).click()
    plain.get_by_label("事件名称").fill("周家与吴家屋檐滴水纠纷")
    plain.get_by_label("事件简述").fill("屋檐的雨水滴到邻居院内。")
    plain.get_by_label("发生地点").fill("东店子社区三组")
    plain.locator("[data-row]").nth(0).get_by_label("姓名或名称").fill("周大山")
    plain.get_by_role("button", name="再加一行").click()
    plain.locator("[data-row]").nth(2).get_by_label("姓名或名称").fill("吴小河")
    plain.get_by_role("button", name="存草稿").click()
    plain.get_by_text("草稿已保存，随时可以从工作台接着填").wait_for()
    assert IntakeDraft.objects.count() == 1
    plain.get_by_role("button", name="查重复和建议").click()
    assert plain.get_by_label("事件名称").input_value() == "周家与吴家屋檐滴水纠纷"
    plain.locator("#category-hint button").first.click()
    plain.locator(".intake-foot").get_by_role("button", name="登记", exact=True).click()
    plain.get_by_text("已登记，编号").wait_for()
    dispute = Dispute.objects.get_queryset().get(title="周家与吴家屋檐滴水纠纷")
    assert sorted(dispute.parties.values_list("name", flat=True)) == ["吴小河", "周大山"]

    plain.locator(".bottom").get_by_role("link", name="纠纷", exact=True).click()
    plain.get_by_role("link", name="筛选", exact=True).click()
    plain.locator("#f_q").fill("屋檐")
    plain.get_by_role("button", name="查看结果").click()
    plain.get_by_role("link", name=dispute.title, exact=True).click()

    plain.locator(".act-bar").get_by_role("link", name="受理", exact=True).click()
    plain.get_by_label("同意调解", exact=True).check()
    plain.get_by_role("button", name="受理", exact=True).click()
    plain.get_by_text("“受理”已办理").wait_for()
    assert state(plain) == "已受理"
    dispute.refresh_from_db()
    assert dispute.state == State.ACCEPTED
    assert fits(plain)


def test_menus_and_the_panel_of_connections_work_without_script(town: Town, plain: Page) -> None:
    sign_in(plain, town.address, town.clerk)
    plain.goto(f"{town.address}/cases/{town.in_hand.number}/")
    plain.locator(".act-bar details.menu > summary").click()
    assert plain.get_by_role("link", name="延长期限").is_visible()
    plain.locator("section", has_text="关联、相似与流转").get_by_role("link", name="查看").click()
    plain.get_by_role("heading", name="关联与相似案件").wait_for()
    plain.locator(".bottom details.menu > summary").click()
    plain.get_by_role("button", name="大字显示").click()
    assert plain.locator("html.text-larger").count() == 1
    assert fits(plain)
