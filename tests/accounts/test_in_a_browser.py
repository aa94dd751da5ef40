"""Signing in and the settings in a real browser: nothing scrolls sideways on a phone, no error in the console."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, SystemEvent, User
from tests.factories import PASSWORD, CommitteeFactory, DisputeFactory, MediatorFactory, area_tree, fill_tables, posted

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[[], "Page"]

PICTURES = os.environ.get("FENGQIAO_PICTURES", "")
"""A folder for pictures of the pages, for whoever wants to look at them."""

BY_ROLE = {
    Role.SYSTEM_ADMIN: [
        "/system/",
        "/system/users/",
        "/system/users/{user}/",
        "/system/users/{user}/postings/new/",
        "/system/users/new/",
        "/system/organisations/",
        "/system/organisations/new/",
        "/system/areas/611002/",
        "/system/days-off/?year=2026",
    ],
    Role.AUDITOR: ["/system/sign-ins/", "/system/events/", "/system/person-reads/"],
    Role.COUNTY_CENTER: ["/system/days-off/enter/?year=2026", "/mediators/", "/mediators/{mediator}/", "/committees/", "/committees/{committee}/"],
}


def sign_in(page: "Page", address: str, user: User) -> None:
    page.goto(f"{address}/accounts/login/")
    picture(page, "login")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def picture(page: "Page", name: str) -> None:
    if PICTURES:
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=Path(PICTURES) / f"{name.strip('/').replace('/', '_').replace('?', '_')}-{size['width']}.png", full_page=True)


@pytest.mark.parametrize("role", list(BY_ROLE))
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_pages_fit_and_say_nothing_wrong(request: pytest.FixtureRequest, live_server: LiveServer, device: str, role: Role) -> None:
    fill_tables()
    area_tree()
    committee = CommitteeFactory()
    mediator = MediatorFactory(committee=committee)
    DisputeFactory(state="mediating", mediator=mediator)
    person = posted(Role.MEDIATOR, "611002001", name="刘建军").user
    User.objects.filter(pk=person.pk).update(locked_until=timezone.now() + dt.timedelta(minutes=10))
    SystemEvent.objects.create(act="新建用户", subject="liujianjun", by=person, at=timezone.now())
    Client().post("/accounts/login/", {"login": "nobody", "password": "x"})
    page = request.getfixturevalue(device)()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    sign_in(page, live_server.url, posted(role, "611002").user)
    for pattern in BY_ROLE[role]:
        address = pattern.format(user=person.pk, mediator=mediator.pk, committee=committee.pk)
        response = page.goto(f"{live_server.url}{address}")
        assert response is not None
        assert response.status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
        picture(page, pattern.replace("{", "").replace("}", ""))
    assert wrong == []


def test_two_steps_on_a_phone(phone: OpenPage, live_server: LiveServer) -> None:
    page = phone()
    sign_in(page, live_server.url, posted(Role.COUNTY_CENTER, "611002").user)
    page.goto(f"{live_server.url}/accounts/2fa/")
    picture(page, "2fa")
    page.get_by_role("link", name="启用").click()
    page.get_by_label("密码").fill(PASSWORD)
    picture(page, "again")
    page.get_by_role("button", name="确认").click()
    assert page.get_by_role("img", name="二维码").is_visible()
    picture(page, "totp")
    page.goto(f"{live_server.url}/accounts/password/change/")
    picture(page, "password")
