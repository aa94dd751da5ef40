"""What a person reads when a page is refused, absent, outdated or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import Role
from tests.factories import posted, signed_in


@pytest.mark.django_db
def test_refused_and_absent_pages_speak_chinese(client: Client) -> None:
    signed_in(client, posted(Role.MEDIATOR, "611002001"))
    refused, absent = client.get("/system/users/"), client.get("/nothing/here/")
    assert (refused.status_code, absent.status_code) == (403, 404)
    assert "没有权限" in refused.content.decode()
    assert "没有找到" in absent.content.decode()


@pytest.mark.django_db
def test_an_outdated_form_says_that_nothing_was_done() -> None:
    client = signed_in(Client(enforce_csrf_checks=True), posted(Role.MEDIATOR, "611002001"))
    response = client.post("/switch/", {"posting": ""})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


@pytest.mark.parametrize(("template", "words"), [("500.html", "系统出错"), ("400.html", "请求有误")])
def test_the_pages_of_last_resort_need_nothing(template: str, words: str) -> None:
    assert words in render_to_string(template)
