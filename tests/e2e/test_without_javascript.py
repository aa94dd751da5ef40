"""The pages without any script: everything that must be done can be done, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from disputes.models import Dispute, IntakeDraft
from disputes.states import State
from tests.browser import DESKTOP, PHONE
from tests.e2e.conftest import Town
from tests.e2e.steps import fits, newest, sign_in, state, step
from tests.factories import DisputeFactory, id_number

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "赵家与钱家地界纠纷"


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """A page on a PC whose browser runs no script."""
    yield from _without_script(chromium, DESKTOP)


@pytest.fixture
def thumb(chromium: Browser) -> Iterator[Page]:
    """A page on a phone whose browser runs no script."""
    yield from _without_script(chromium, PHONE)


def _without_script(browser: Browser, size: dict[str, int]) -> Iterator[Page]:
    viewport: ViewportSize = {"width": size["width"], "height": size["height"]}
    context = browser.new_context(java_script_enabled=False, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_a_list_with_a_filter(bare: Page, town: Town) -> None:
    other = DisputeFactory(title="彩礼返还纠纷", state="registered", organisation=town.in_hand.organisation)
    sign_in(bare, town.address, town.clerk)
    bare.get_by_role("navigation", name="主导航").get_by_role("link", name="纠纷").click()
    rows = bare.locator(".cases tbody")
    assert town.in_hand.title in rows.inner_text()
    assert other.title in rows.inner_text()
    bare.locator(".filters").get_by_label("调解中").check()
    bare.locator(".filters").get_by_role("button", name="查看结果").click()
    assert "state=mediating" in bare.url
    assert town.in_hand.title in rows.inner_text()
    assert other.title not in rows.inner_text()
    assert "调解中" in bare.locator(".chips").inner_text()


def test_an_intake_with_an_error_then_an_act(bare: Page, town: Town) -> None:
    sign_in(bare, town.address, town.clerk)
    bare.get_by_role("link", name="登记纠纷").first.click()
    fill_in(bare, town)
    bare.get_by_label("证件号码").first.fill("611002197001010000")
    bare.locator(".intake-foot").get_by_role("button", name="登记", exact=True).click()

    assert "证件号码" in bare.get_by_role("alert").inner_text()
    assert not Dispute.objects.get_queryset().filter(title=TITLE).exists()
    assert bare.get_by_label("事件名称").input_value() == TITLE
    assert bare.get_by_label("事件简述").input_value() == "两家为地界争执。"
    assert bare.get_by_label("事件类别").input_value() == "0202"
    assert bare.get_by_label("姓名或名称").nth(0).input_value() == "赵大山"
    assert bare.get_by_label("姓名或名称").nth(1).input_value() == "钱小河"
    assert bare.get_by_label("证件号码").first.input_value() == "611002197001010000"

    bare.get_by_label("证件号码").first.fill(id_number(7))
    bare.locator(".intake-foot").get_by_role("button", name="登记", exact=True).click()
    assert "已登记，编号" in bare.locator("main").inner_text()
    assert (state(bare), step(bare)) == ("已登记", "登记")

    bare.locator(".act-bar").get_by_role("link", name="受理", exact=True).click()
    bare.get_by_label("同意调解", exact=True).check()
    bare.get_by_role("button", name="受理", exact=True).click()
    assert "“受理”已办理" in bare.locator("main").inner_text()
    assert (state(bare), step(bare), newest(bare)) == ("已受理", "受理", "受理 已受理")
    assert Dispute.objects.get_queryset().get(title=TITLE).state == State.ACCEPTED


def fill_in(page: Page, town: Town) -> None:
    """Everything that must be filled in."""
    page.get_by_label("事件名称").fill(TITLE)
    page.get_by_label("事件简述").fill("两家为地界争执。")
    page.get_by_label("事件类别").select_option("0202")
    page.get_by_label("发生区划").fill(town.in_hand.area_id)
    page.get_by_label("发生地点").fill("三组")
    for row, name in enumerate(("赵大山", "钱小河")):
        page.get_by_label("姓名或名称").nth(row).fill(name)


def test_a_dispute_is_registered_found_and_accepted_without_script(town: Town, thumb: Page) -> None:
    sign_in(thumb, town.address, town.clerk)
    thumb.locator(".bottom").get_by_role("link", name="登记", exact=True).click()
    thumb.get_by_label("事件名称").fill("周家与吴家屋檐滴水纠纷")
    thumb.get_by_label("事件简述").fill("屋檐的雨水滴到邻居院内。")
    thumb.get_by_label("发生地点").fill("东店子社区三组")
    thumb.locator("[data-row]").nth(0).get_by_label("姓名或名称").fill("周大山")
    thumb.get_by_role("button", name="再加一行").click()
    thumb.locator("[data-row]").nth(2).get_by_label("姓名或名称").fill("吴小河")
    thumb.get_by_role("button", name="存草稿").click()
    thumb.get_by_text("草稿已保存，随时可以从工作台接着填").wait_for()
    assert IntakeDraft.objects.count() == 1
    thumb.get_by_role("button", name="查重复和建议").click()
    assert thumb.get_by_label("事件名称").input_value() == "周家与吴家屋檐滴水纠纷"
    thumb.locator("#category-hint button").first.click()
    thumb.locator(".intake-foot").get_by_role("button", name="登记", exact=True).click()
    thumb.get_by_text("已登记，编号").wait_for()
    dispute = Dispute.objects.get_queryset().get(title="周家与吴家屋檐滴水纠纷")
    assert sorted(dispute.parties.values_list("name", flat=True)) == ["吴小河", "周大山"]

    thumb.locator(".bottom").get_by_role("link", name="纠纷", exact=True).click()
    thumb.get_by_role("link", name="筛选", exact=True).click()
    thumb.locator("#f_q").fill("屋檐")
    thumb.get_by_role("button", name="查看结果").click()
    thumb.get_by_role("link", name=dispute.title, exact=True).click()

    thumb.locator(".act-bar").get_by_role("link", name="受理", exact=True).click()
    thumb.get_by_label("同意调解", exact=True).check()
    thumb.get_by_role("button", name="受理", exact=True).click()
    thumb.get_by_text("“受理”已办理").wait_for()
    assert state(thumb) == "已受理"
    dispute.refresh_from_db()
    assert dispute.state == State.ACCEPTED
    assert fits(thumb)


def test_menus_and_the_panel_of_connections_work_without_script(town: Town, thumb: Page) -> None:
    sign_in(thumb, town.address, town.clerk)
    thumb.goto(f"{town.address}/cases/{town.in_hand.number}/")
    thumb.locator(".act-bar summary", has_text="其他办理").click()
    assert thumb.get_by_role("link", name="延长期限").is_visible()
    thumb.locator("section", has_text="关联、相似与流转").get_by_role("link", name="查看").click()
    thumb.get_by_role("heading", name="关联与相似案件").wait_for()
    thumb.locator(".bottom details.menu > summary").click()
    thumb.get_by_role("button", name="大字显示").click()
    assert thumb.locator("html.text-larger").count() == 1
    assert fits(thumb)
