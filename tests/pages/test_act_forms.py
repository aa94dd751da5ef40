"""What scripts must leave alone: forms with fields that hide the form's own properties in a browser."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from disputes.states import State
from tests.acts import center, dispute_of
from tests.factories import signed_in
from tests.html import get

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("act", "by_script"), [("agree", False), ("hold_session", True)])
def test_a_form_with_a_field_called_form_is_sent_by_the_browser_itself(client: Client, act: str, by_script: bool) -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    address = reverse("cases:act", args=[case.number, act])
    forms = get(signed_in(client, actor), address).all("form", action=address)
    assert len(forms) == 1
    assert ("hx-post" in forms[0].attributes) is by_script
