"""The transfer inbox: to us, sent by us, returned, signed for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from disputes.states import State
from tests.acts import OTHER_TOWN, center, dispute_of, do, fresh
from tests.factories import signed_in
from tests.html import get

pytestmark = pytest.mark.django_db
INBOX = "/disputes/transfers/"


def test_a_case_goes_over_comes_back_and_is_signed_for_through_the_inbox(client: Client) -> None:
    here, there = center(), center(OTHER_TOWN)
    back, over = dispute_of(here, State.ACCEPTED, title="退回的纠纷"), dispute_of(here, State.ACCEPTED, title="签收的纠纷")
    for case in (back, over):
        do("transfer", case, here, organisation=there.postings[0].organisation_id, reason="当事人都在对方辖区")
    sent = get(signed_in(client, here), INBOX, box="out")
    assert reverse("cases:act", args=[back.number, "recall_transfer"]) in sent.links()

    inbox = get(signed_in(client, there), INBOX)
    assert "待我签收 2" in " ".join(inbox.text.split())
    assert "当事人都在对方辖区" in inbox.text
    assert reverse("cases:act", args=[back.number, "return_transfer"]) in inbox.links()
    client.post(reverse("cases:act", args=[back.number, "return_transfer"]), {"version": fresh(back).version, "reason": "不属于我镇管辖"})
    client.post(reverse("cases:act", args=[over.number, "accept_transfer"]), {"version": fresh(over).version})
    assert fresh(over).organisation_id == there.postings[0].organisation_id
    assert "签收的纠纷" in get(client, INBOX, box="signed").text
    assert "这里是空的" in get(client, INBOX).text

    returned = get(signed_in(client, here), INBOX, box="returned")
    assert "退回的纠纷" in returned.text
    assert "不属于我镇管辖" in returned.text


def test_older_transfers_are_on_the_next_page(client: Client) -> None:
    here, there = center(), center(OTHER_TOWN)
    for number in range(31):
        do("transfer", dispute_of(here, State.ACCEPTED, title=f"第{number}件"), here, organisation=there.postings[0].organisation_id, reason="移送")
    page = get(signed_in(client, there), INBOX)
    assert "第30件" in page.text
    assert "第0件" not in page.text
    older = next(link for link in page.links() if "before=" in link)
    assert "第0件" in get(client, INBOX + older).text


@pytest.mark.parametrize("query", ["box=zzz", "foo=1", "before=nonsense", "before=9999999999999999999", "box=in&box=out"])
def test_an_address_that_cannot_be_used_is_refused(client: Client, query: str) -> None:
    page = get(signed_in(client, center()), f"{INBOX}?{query}", status=400)
    assert f"{query.partition('=')[0]}：" in page.text
    assert INBOX in page.links() and "这里是空的" not in page.text
