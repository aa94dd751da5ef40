"""How scripts send the forms of acts: by their buttons, since a field may bear the name of a property of the form's own element."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from disputes.states import State
from tests.acts import center, dispute_of
from tests.factories import signed_in
from tests.html import get

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", ["agree", "hold_session"])
def test_every_form_is_sent_in_place_by_its_buttons(client: Client, act: str) -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    address = reverse("cases:act", args=[case.number, act])
    page = get(signed_in(client, actor), address)
    (form,) = page.all("form", action=address)
    assert not {"hx-post", "hx-get", "hx-trigger"} & set(form.attributes)
    assert form.attributes["hx-target"] == "closest .act-panel"
    senders = [tag.attributes for tag in page.all("button", type="submit") if "hx-post" in tag.attributes]
    assert [each["hx-post"] for each in senders] == [address, address]
    first = next(
        tag.attributes
        for tag in page.all("button", type="submit")
        if ("form" in tag.inside and "hx-post" in tag.attributes) or "formnovalidate" in tag.attributes
    )
    assert first.get("aria-hidden") == "true", "the Enter key presses the first submit button: that must send the form, not add a row"
