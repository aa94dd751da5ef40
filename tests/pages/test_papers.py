"""Papers to print: masked until somebody says why, then complete, once and on record."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from cases.models import PersonRead
from disputes.states import State
from tests.acts import center, dispute_of
from tests.factories import signed_in
from tests.factories.people import posted
from tests.html import get, read

pytestmark = pytest.mark.django_db
PARTIES = [{"name": "欧阳建国", "phone": "13912345678"}, {"name": "李秀英"}]


def test_the_agreement_is_masked_until_a_reason_is_given(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.AGREED, parties=PARTIES)
    signed_in(client, actor)
    address = reverse("disputes:agreement_paper", args=[case.number])
    page = get(client, address)
    assert "欧阳**" in page.text
    assert "欧阳建国" not in page.text
    assert "13912345678" not in page.text
    page = read(client.post(address, {"reason": "打印协议供当事人签名"}))
    parts = ("人民调解协议书", "纠纷主要事实、争议事项", "履行方式、地点、期限", "支付修缮费用", "签名、盖章或按指印")
    for needed in ("欧阳建国", "李秀英", "13912345678", *parts):
        assert needed in page.text, needed
    assert PersonRead.objects.filter(case_id=case.pk, reason="打印协议供当事人签名").count() == 2
    assert "欧阳建国" not in get(client, address).text


def test_too_short_a_reason_shows_nothing_and_records_nothing(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.AGREED, parties=PARTIES)
    signed_in(client, actor)
    response = client.post(reverse("disputes:agreement_paper", args=[case.number]), {"reason": "看"})
    assert response.status_code == 422
    assert "至少四个字" in response.content.decode()
    assert "欧阳建国" not in response.content.decode()
    assert not PersonRead.objects.exists()


def test_who_may_not_read_the_names_cannot_print_them(client: Client) -> None:
    case = dispute_of(center(), State.AGREED, parties=PARTIES)
    signed_in(client, posted(Role.CITY_LEADER, "6110"))
    address = reverse("disputes:agreement_paper", args=[case.number])
    assert "显示完整文书" not in get(client, address).text
    assert "欧阳建国" not in client.post(address, {"reason": "打印协议供当事人签名"}).content.decode()
    assert not PersonRead.objects.exists()


def test_the_record_of_a_session_has_its_seven_elements(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    page = get(signed_in(client, actor), reverse("disputes:session_paper", args=[case.number, 1]))
    for element in ("一、已告知", "二、调解的原则", "三、当事人陈述", "四、核实的事实", "五、风险提示", "六、调解经过", "七、结果", "印章"):
        assert element in page.text, element


def test_a_paper_that_does_not_exist_is_no_page(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    signed_in(client, actor)
    assert client.get(reverse("disputes:agreement_paper", args=[case.number])).status_code == 404
    assert client.get(reverse("disputes:session_paper", args=[case.number, 9])).status_code == 404
