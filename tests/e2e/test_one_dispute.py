"""One dispute through the pages as people use them: logged on a phone, accepted, mediated, performed, confirmed and archived on a PC."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from cases.models import Attachment, CaseEvent, Clock, Party
from disputes.models import Agreement, ConfirmationState, Dispute, FollowUp, JudicialConfirmation
from disputes.states import Outcome, State
from tests.e2e.conftest import Town
from tests.e2e.steps import OpenPage, act_form, bars_stay, done, fits, left, newest, sign_in, small_targets, state, step, watched
from tests.factories import id_number, mobile

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "周家与吴家屋檐滴水纠纷"
FIRST, SECOND = ("周大山", id_number(41), mobile(41)), ("吴小河", id_number(42), mobile(42))
ACTS = [
    "disputes.register", "disputes.accept", "disputes.assign", "disputes.hold_session", "disputes.agree", "disputes.perform_item",
    "disputes.apply_confirmation", "disputes.receive_confirmation", "disputes.decide_confirmation", "cases.attach", "disputes.perform_item",
    "disputes.follow_up", "disputes.archive",
]  # fmt: skip
"""Everything that is done, in order. A court confirms only what is not performed yet, so the last item is performed after its ruling."""


def test_a_dispute_goes_from_a_phone_to_the_archive(town: Town, phone: OpenPage, desktop: OpenPage) -> None:
    handset = phone()
    wrong = [watched(handset)]
    sign_in(handset, town.address, town.worker)
    log_on_a_phone(handset, town)
    dispute = Dispute.objects.get_queryset().get(title=TITLE)

    centre = desktop()
    wrong.append(watched(centre))
    sign_in(centre, town.address, town.clerk)
    accept_and_assign(centre, dispute, town)

    pc = desktop()
    wrong.append(watched(pc))
    sign_in(pc, town.address, town.mediators_user)
    hold_session(pc)
    agree(pc)
    perform_first_item(pc)
    confirm_in_court(pc)
    attach(pc, handset.screenshot(type="jpeg"))
    perform_last_item(pc)
    visit_and_archive(pc)

    assert wrong == [[], [], []]
    what_the_database_holds(dispute.pk)


def log_on_a_phone(page: Page, town: Town) -> None:
    """The round button, four blocks, limits and a likely double shown while typing, a suggestion taken."""
    page.locator(".bottom").get_by_role("link", name="登记", exact=True).click()
    page.get_by_role("heading", name="登记纠纷").wait_for()
    assert fits(page)
    assert small_targets(page) == []
    page.get_by_label("事件名称").fill(TITLE)
    page.get_by_label("事件简述").fill("周家屋檐的雨水滴到吴家院内，冲坏院墙，两家为此争执。")
    page.get_by_role("combobox", name="发生区划").fill(town.in_hand.area_id)
    page.locator(".ts-dropdown [data-selectable]", has_text=town.in_hand.area.short_name).first.click()
    page.get_by_label("发生地点").fill("东店子社区三组")
    for row, (name, number, telephone) in enumerate((FIRST, SECOND)):
        card = page.locator("[data-row]").nth(row)
        card.get_by_label("姓名或名称").fill(name)
        card.get_by_label("联系电话").fill(telephone)
        card.get_by_label("证件号码").fill(number)
    page.locator("#draft-state").get_by_text("草稿已保存").wait_for()
    page.locator("#category-hint button").first.click()
    double = page.locator("#hints").get_by_role("link", name=town.in_hand.title)
    double.wait_for()
    assert page.locator("#doubles-note").inner_text().strip() == "可能重复 1 件"
    limits = page.locator("#hints section", has_text="登记后开始计算的期限")
    assert "决定是否受理" in limits.inner_text()
    assert "人民调解" in limits.inner_text()
    assert str(timezone.localdate().year) in limits.inner_text()
    page.locator(".intake-foot").get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("已登记，编号").wait_for()
    assert (state(page), step(page)) == ("已登记", "登记")
    assert left(page).startswith("决定是否受理：还剩 ")
    assert page.get_by_role("heading", name=TITLE).is_visible()
    everything = page.content()
    assert not any(secret in everything for party in (FIRST, SECOND) for secret in party), "a party is not masked"
    assert fits(page)
    assert bars_stay(page)


def accept_and_assign(page: Page, dispute: Dispute, town: Town) -> None:
    """The township's centre finds it on its desk, accepts it from there and gives it to the mediator."""
    page.locator(".todo", has_text=TITLE).locator(".go").get_by_role("link", name="受理").click()
    assert "人民调解法 17、18" in page.locator(".act-panel").inner_text()
    page.get_by_label("同意调解", exact=True).check()
    page.get_by_role("button", name="受理", exact=True).click()
    page.get_by_text("“受理”已办理").wait_for()
    assert dispute.number in page.url
    assert (state(page), step(page), newest(page)) == ("已受理", "受理", "受理 已受理")
    assert left(page).startswith("人民调解：还剩 ")
    page.get_by_text("为什么是这一天").first.click()
    assert "起算" in page.locator(".case-head .why-body").inner_text()

    form = act_form(page, "分派")
    form.get_by_label("主办调解员").select_option(str(town.mediator.pk))
    done(page, form, "分派")
    assert (state(page), step(page)) == ("已分派", "分派")
    assert town.mediator.name in page.locator("section", has=page.get_by_role("heading", name="调解员")).inner_text()


def hold_session(page: Page) -> None:
    """The mediator has it on his desk, and keeps the record."""
    page.locator(".todo", has_text=TITLE).get_by_role("link", name=TITLE, exact=True).click()
    form = act_form(page, "登记调解")
    form.get_by_label("调解地点").fill("城关街道调解室")
    form.get_by_label("当事人陈述").fill("周某称房屋老旧；吴某要求改道排水。")
    form.get_by_label("核实的事实").fill("屋檐滴水属实。")
    form.get_by_label("调解经过与结果").fill("双方同意由周家改装排水管并赔偿。")
    form.get_by_label("达成一致", exact=True).check()
    form.get_by_label("当事人、调解员、记录人已签名").check()
    form.get_by_role("button", name="登记调解", exact=True).click()
    form.get_by_text("调解前须告知当事人权利义务").first.wait_for()
    assert form.get_by_label("核实的事实").input_value() == "屋檐滴水属实。", "what was typed is lost"
    form.get_by_label("已告知当事人权利义务").check()
    done(page, form, "登记调解")
    assert (state(page), step(page)) == ("调解中", "调解")


def agree(page: Page) -> None:
    """In writing, with two items: the second row is added by the button."""
    form = act_form(page, "达成协议")
    form.get_by_label("纠纷主要事实和争议事项").fill("周家屋檐的雨水滴到吴家院内。")
    form.get_by_label("各方责任").fill("周家改装排水管并赔偿。")
    form.get_by_role("button", name="再加一行").click()
    due = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    for row, content in enumerate(("改装排水管", "赔偿修缮费")):
        card = form.locator("[data-row]").nth(row)
        card.get_by_label("履行人").select_option(index=1)
        card.get_by_label("权利人").select_option(index=2)
        card.get_by_label("履行内容").fill(content)
        card.get_by_label("履行期限").fill(due)
    form.locator("[data-row]").nth(1).get_by_label("金额").fill("800")
    for label in ("各方当事人已签名、盖章或按指印", "调解员已签名", "已加盖调委会印章"):
        form.get_by_label(label).check()
    done(page, form, "达成协议")
    assert (state(page), step(page)) == ("履行中", "达成协议")
    assert left(page).startswith("履行协议：还剩 ")
    items = page.locator("section", has=page.get_by_role("heading", name="调解协议")).inner_text()
    assert "改装排水管" in items
    assert "800.00 元" in items


def perform_first_item(page: Page) -> None:
    form = act_form(page, "登记履行")
    done(page, form, "登记履行")
    assert state(page) == "履行中"
    assert page.get_by_text("协议第 1 项履行完毕，尚余 1 项").is_visible()


def confirm_in_court(page: Page) -> None:
    """Application, the court takes it up, the court confirms."""
    form = act_form(page, "申请司法确认")
    form.get_by_label("管辖法院").fill("商州区人民法院")
    form.get_by_label("双方当事人共同申请").check()
    form.get_by_label("已核对，协议不含上述情形").check()
    done(page, form, "申请司法确认")
    form = act_form(page, "登记法院受理情况")
    form.get_by_label("受理", exact=True).check()
    form.get_by_label("案号").fill("（2026）陕1002诉前调确7号")
    done(page, form, "登记法院受理情况")
    form = act_form(page, "登记法院裁定")
    form.get_by_label("确认调解协议有效").check()
    done(page, form, "登记法院裁定")
    assert page.get_by_text("法院裁定调解协议有效").is_visible()


def attach(page: Page, picture: bytes) -> None:
    """A photo of the receipt, in the box beside the timeline."""
    page.locator(".boxes").get_by_text("上传附件").first.click()
    box = page.locator(".boxes details[open]")
    box.get_by_label("文件").set_input_files({"name": "收条.jpg", "mimeType": "image/jpeg", "buffer": picture})
    box.locator(".ts-control").click()
    page.keyboard.type("履行")
    box.locator("[role=option].active .highlight", has_text="履行").wait_for()  # the list is narrowed a moment after the last key
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    done(page, box, "上传附件")
    assert page.locator(".file-list").get_by_role("link", name="收条.jpg", exact=True).is_visible()


def perform_last_item(page: Page) -> None:
    form = act_form(page, "登记履行")
    form.get_by_label("本次履行金额").fill("800")
    form.get_by_label("履行凭证").select_option(index=1)
    done(page, form, "登记履行")
    assert (state(page), step(page), newest(page)) == ("已履行", "履行完毕", "登记履行 已履行")
    assert left(page).startswith("回访：还剩 ")


def visit_and_archive(page: Page) -> None:
    """The file is not closed before the parties were visited; then it is complete and closes."""
    files = page.locator("section", has=page.get_by_role("heading", name="卷宗"))
    assert "回访记录" in files.locator(".lacks").inner_text()
    form = act_form(page, "归档")
    form.get_by_role("button", name="归档", exact=True).click()
    form.get_by_text("尚未回访").first.wait_for()
    form.get_by_role("link", name="返回案件").click()

    form = act_form(page, "登记回访")
    for box in form.get_by_role("checkbox").all():
        box.check()
    form.get_by_label("履行情况").fill("排水管已改装，赔偿已付清，两家和好。")
    form.get_by_label("满意", exact=True).check()
    done(page, form, "登记回访")
    assert "必需的材料已齐" in files.inner_text()
    form = act_form(page, "归档")
    done(page, form, "归档")
    assert (state(page), step(page), newest(page)) == ("已归档", "归档", "归档 已归档")
    assert "已结" in page.locator(".case-head .limits").inner_text()


def what_the_database_holds(pk: int) -> None:
    """The dispute is archived, each act left one event in order, nothing runs on, and no name is in what is shown."""
    dispute = Dispute.objects.get_queryset().get(pk=pk)
    assert (dispute.state, dispute.outcome, dispute.due_at) == (State.ARCHIVED, Outcome.SUCCESS, None)
    assert dispute.closed_at is not None
    assert dispute.archive_number
    events = list(CaseEvent.objects.filter(case_id=pk).order_by("id"))
    assert [event.act for event in events] == ACTS
    assert [event.version for event in events] == list(range(1, len(ACTS) + 1))
    assert dispute.version == len(ACTS)
    clocks = Clock.objects.filter(case_id=pk)
    assert {"dispute.accept", "dispute.mediate", "dispute.performance", "dispute.court_confirm"} <= set(clocks.values_list("kind", flat=True))
    assert not clocks.filter(stopped_at__isnull=True).exists()
    assert JudicialConfirmation.objects.get().state == ConfirmationState.CONFIRMED
    agreement = Agreement.objects.get(dispute=dispute)
    assert [item.performed_on for item in agreement.items.all()] == [timezone.localdate()] * 2
    assert FollowUp.objects.filter(dispute=dispute, done_on__isnull=False).count() == 1
    assert Attachment.objects.get(case_id=pk).purpose == Attachment.Purpose.PERFORMANCE
    assert sorted(Party.objects.filter(case_id=pk).values_list("name", "id_number")) == sorted((name, number) for name, number, _ in (FIRST, SECOND))
