"""The roster: who sees which committees and mediators, filters, and the cards."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from disputes.models import Dispute
from mediators.models import Committee, Expertise, Mediator, Membership, Trade
from tests.factories import AreaFactory, CommitteeFactory, DisputeFactory, MediatorFactory, UserFactory, area_tree, posted, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Committee:
    area_tree()
    return CommitteeFactory(organisation__name="城关街道人民调解委员会")


@pytest.fixture
def there() -> Committee:
    return CommitteeFactory(organisation__area=AreaFactory(code="611022101"), organisation__name="庾岭镇人民调解委员会")


@pytest.fixture
def wang(here: Committee) -> Mediator:
    return MediatorFactory(committee=here, user=UserFactory(name="王调解"), area=AreaFactory(code="611002001001"))


@pytest.fixture
def center(client: Client, here: Committee) -> Client:
    return signed_in(client, posted(Role.TOWNSHIP_CENTER, "611002001"))


def test_only_committees_and_mediators_of_the_own_areas_are_there(center: Client, here: Committee, there: Committee, wang: Mediator) -> None:
    zhao = MediatorFactory(committee=there, user=UserFactory(name="赵调解"))
    shown = center.get("/mediators/").content.decode()
    assert wang.name in shown
    assert zhao.name not in shown
    assert center.get(f"/mediators/{zhao.pk}/").status_code == 404
    shown = center.get("/committees/").content.decode()
    assert here.organisation.name in shown
    assert there.organisation.name not in shown
    assert center.get(f"/committees/{there.pk}/").status_code == 404


def test_a_member_from_elsewhere_is_seen_with_the_committee(center: Client, here: Committee) -> None:
    guest = MediatorFactory(committee=here, user=UserFactory(name="客座调解"), area=AreaFactory(code="611022101"))
    assert guest.name in center.get(f"/committees/{here.pk}/").content.decode()
    assert center.get(f"/mediators/{guest.pk}/").status_code == 200


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_administrators_and_auditors_have_no_roster(client: Client, wang: Mediator, role: Role) -> None:
    signed_in(client, posted(role, "6110"))
    for address in ("/mediators/", "/committees/", f"/mediators/{wang.pk}/"):
        assert client.get(address).status_code == 403


def test_strangers_sign_in_first(client: Client, wang: Mediator) -> None:
    assert client.get(f"/mediators/{wang.pk}/").status_code == 302


def test_mediators_are_found(center: Client, here: Committee, wang: Mediator) -> None:
    Expertise.objects.create(mediator=wang, trade=Trade.LAND)
    full_time = MediatorFactory(committee=here, user=UserFactory(name="孙专职"), employment=Mediator.Employment.FULL_TIME)
    gone = MediatorFactory(committee=here, user=UserFactory(name="吴离任"), active=False)
    for query, expected in (
        ("", {wang, full_time}),
        ("q=王调", {wang}),
        ("trade=land", {wang}),
        ("employment=full_time", {full_time}),
        ("area=611002001001", {wang}),
        ("all=on", {wang, full_time, gone}),
    ):
        shown = center.get(f"/mediators/?{query}").content.decode()
        assert {each for each in (wang, full_time, gone) if each.name in shown} == expected, query
    assert "区划代码为 4 至 16 位数字" in center.get("/mediators/?area=x").content.decode()
    assert "没有符合条件的调解员" in center.get("/mediators/?q=没有这人").content.decode()


def test_committees_are_found(center: Client, here: Committee) -> None:
    trade = CommitteeFactory(organisation__name="医疗纠纷人民调解委员会", trade=Trade.MEDICAL, kind="social", term_to=dt.date(2020, 1, 1))
    for query, expected in (("", {here, trade}), ("trade=medical", {trade}), ("kind=township", {here}), ("q=医疗", {trade})):
        shown = center.get(f"/committees/?{query}").content.decode()
        assert {each for each in (here, trade) if each.organisation.name in shown} == expected, query
    assert "已届满" in center.get("/committees/?q=医疗").content.decode()


@pytest.mark.parametrize("address", ["/mediators/", "/committees/"])
@pytest.mark.parametrize("query", ["foo=1", "trade=zzz", "page=x", "area=x", "q=1&q=2"])
def test_an_address_that_cannot_be_used_is_refused(center: Client, wang: Mediator, address: str, query: str) -> None:
    response = center.get(f"{address}?{query}")
    assert response.status_code == 400
    shown = response.content.decode()
    assert "地址中的条件有误" in shown and wang.name not in shown and "没有符合条件" not in shown
    assert center.get(f"{address}?page=1&q=&area=").status_code == 200


def test_the_card_shows_cases_in_hand_and_results(center: Client, wang: Mediator) -> None:
    open_case = DisputeFactory(state="mediating", mediator=wang, title="水渠改道纠纷")
    DisputeFactory(state="performed", mediator=wang, title="旧案一件")
    DisputeFactory(state="failed", mediator=wang)
    shown = center.get(f"/mediators/{wang.pk}/").content.decode()
    assert "在办 1 件" in shown
    assert open_case.number in shown
    assert "调解中" in shown
    assert "旧案一件" not in shown
    assert "2 件" in shown
    assert "调解成功 1 件（50.0%）" in shown


def test_the_card_shows_no_case_that_one_may_not_see(center: Client, wang: Mediator) -> None:
    Dispute.objects.get_queryset().filter(pk=DisputeFactory(state="mediating", mediator=wang, title="保密纠纷").pk).update(confidential=True)
    shown = center.get(f"/mediators/{wang.pk}/").content.decode()
    assert "保密纠纷" not in shown
    assert "在办案件不在您可以查看的范围内" in shown


def test_the_committee_card_names_its_members_the_chair_first(center: Client, here: Committee, wang: Mediator) -> None:
    chair = MediatorFactory(committee=here, user=UserFactory(name="主任甲"))
    Membership.objects.filter(mediator=chair).update(position=Membership.Position.CHAIR)
    former = MediatorFactory(committee=here, user=UserFactory(name="前任乙"))
    Membership.objects.filter(mediator=former).update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    shown = center.get(f"/committees/{here.pk}/").content.decode()
    assert shown.index(chair.name) < shown.index(wang.name)
    assert former.name not in shown
    assert "成员 2 人" in shown


def test_a_page_costs_few_statements_however_many_there_are(center: Client, here: Committee) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert center.get("/mediators/").status_code == 200
        return len(captured)

    MediatorFactory(committee=here)
    few = statements()
    for _ in range(12):
        MediatorFactory(committee=here)
    assert statements() == few <= 12
