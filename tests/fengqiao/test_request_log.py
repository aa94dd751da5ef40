"""A request writes one line, which says who asked and from where."""

import logging

import pytest

from accounts.models import Role
from tests.factories import posted, signed_in

pytestmark = pytest.mark.django_db


def test_a_request_writes_one_line_with_the_address_it_came_from(client, caplog):
    actor = posted(Role.MEDIATOR, "611002001")
    signed_in(client, actor.user)
    with caplog.at_level(logging.INFO):
        caplog.clear()
        client.get("/system/", headers={"X-Forwarded-For": "203.0.113.9"})
    lines = [record.msg for record in caplog.records if record.name.startswith("django_structlog")]
    assert [line["event"] for line in lines] == ["request_finished"]
    assert (lines[0]["code"], lines[0]["user_id"], lines[0]["ip"]) == (200, actor.user.pk, "127.0.0.1")
