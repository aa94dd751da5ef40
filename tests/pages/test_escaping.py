"""What people type is text on every page, whatever it looks like."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Attachment
from disputes.states import State
from tests.acts import center, dispute_of, do
from tests.factories import signed_in
from tests.html import faults, read

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"


def test_hostile_text_is_text_on_every_page(client: Client) -> None:
    actor = center()
    party = {"name": f"甲{HOSTILE}", "address": HOSTILE, "kind": "organisation"}
    typed = {"title": f"甲{HOSTILE}"[:100], "summary": HOSTILE, "place": HOSTILE, "demand": HOSTILE}
    case = dispute_of(actor, State.AGREED, parties=[party, "李秀英"], **typed)
    case.parties_masked = f"甲{HOSTILE}"
    case.save(update_fields=["parties_masked"])
    file = {"name": f"{HOSTILE}.jpg", "stored_as": "1", "media_type": "image/jpeg", "size": 1}
    Attachment.objects.create(case_id=case.pk, by=actor.user, at=case.received_at, **file)
    do("note", case, actor, text=HOSTILE)
    signed_in(client, actor)
    number = case.number
    addresses = [
        "/",
        reverse("disputes:list"),
        reverse("disputes:board"),
        reverse("disputes:calendar"),
        reverse("cases:detail", args=[number]),
        reverse("cases:connections", args=[number]),
        reverse("cases:act", args=[number, "perform_item"]),
        reverse("cases:act", args=[number, "unmask"]),
        reverse("disputes:agreement_paper", args=[number]),
        reverse("disputes:session_paper", args=[number, 1]),
        reverse("disputes:list") + "?area=%3Cscript%3E&q=%3Cscript%3Ealert(1)",
        reverse("search") + "?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ]
    shown = 0
    for address in addresses:
        response = client.get(address)
        html = response.content.decode()
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address
        assert faults(read(response)) == [], address
        shown += html.count("&lt;script&gt;alert(1)")
    assert shown > len(addresses)


def test_hostile_text_comes_back_as_text_in_a_form_with_errors(client: Client) -> None:
    signed_in(client, center())
    response = client.post(reverse("disputes:intake"), {"title": HOSTILE, "summary": HOSTILE, "parties-0-name": HOSTILE, "parties-0-phone": HOSTILE})
    page = read(response)
    assert response.status_code == 422
    assert faults(page) == []
    assert page.value("title") == HOSTILE
    assert page.value("parties-0-phone") == HOSTILE
    assert "<script>alert" not in response.content.decode()
