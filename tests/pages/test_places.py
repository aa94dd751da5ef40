"""Areas and bodies found by typing: what is suggested, what a typed text means, with a script and without."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, Role
from cases.models import Transfer
from disputes.models import Dispute
from disputes.places import NotMeantError, area_text, areas_like, code_in, the_area, the_organisation
from disputes.states import State
from tests.acts import FAR_TOWN, TOWN, center, dispute_of
from tests.factories import AreaFactory, signed_in
from tests.factories.people import posted
from tests.html import faults, get, read
from tests.pages.test_intake import INTAKE, typed

pytestmark = pytest.mark.django_db
NAMES = {
    "611002001001": "东店子社区居委会",
    "611002001002": "东关社区居委会",
    "611002001003": "西街社区居委会",
    "611002002001": "东关村委会",
}


@pytest.fixture
def rows() -> Any:
    for code, name in NAMES.items():
        AreaFactory(code=code, name=name)
    return Area.objects.filter(pk__startswith="611002").order_by("code")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("611002001001", "611002001001"),
        ("东店子", "611002001001"),
        ("东店子社区", "611002001001"),
        ("城关街道", TOWN),
        ("城关街道 东关", "611002001002"),
        ("东关 城关街道", None),
        ("城关街道东关社区", "611002001002"),
        ("东关村", "611002002001"),
        ("东关", None),
        ("东", None),
        ("城关街道 北街", None),
        ("611002009", None),
        ("东关社区 611002001001", None),
        ("%_'", None),
    ],
)
def test_a_text_means_one_area_or_none(rows: Any, text: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(NotMeantError):
            the_area(rows, text)
    else:
        assert the_area(rows, text).pk == code


def test_what_stands_in_a_field_means_its_area_again(rows: Any) -> None:
    for row in rows:
        assert the_area(rows, area_text(row)).pk == row.pk == code_in(area_text(row))


def test_several_candidates_are_named(rows: Any) -> None:
    with pytest.raises(NotMeantError, match=r"“东关”对应 2 个，请写全：.*611002001002.*611002002001"):
        the_area(rows, "东关")


def test_suggestions_have_the_likeliest_first(rows: Any) -> None:
    assert [row.pk for row in areas_like(rows, "东关")] == ["611002001002", "611002002001"]
    assert areas_like(rows, "城关街道")[0].pk == TOWN and len(areas_like(rows, "城关街道")) == 4
    assert [row.pk for row in areas_like(rows, "6110020020")] == ["611002002001"]
    assert areas_like(rows, "无此地") == []


def test_areas_are_suggested_where_one_may_register_and_nowhere_else(client: Client, rows: Any) -> None:
    signed_in(client, center())
    options = client.get(reverse("disputes:areas"), {"q": "东"}).json()["options"]
    assert [code_in(each) for each in options] == ["611002001001", "611002001002"]
    assert client.get(reverse("disputes:areas")).json()["options"][0].endswith(f" {TOWN}"), "something to choose from before a key is pressed"
    signed_in(client, posted(Role.AUDITOR, "6110"))
    assert client.get(reverse("disputes:areas"), {"q": "东"}).json()["options"] == []


def test_without_script_a_name_is_enough(client: Client, rows: Any) -> None:
    signed_in(client, center())
    assert client.post(INTAKE, typed(area="东店子社区")).status_code == 302
    assert Dispute.objects.get_queryset().get().area_id == "611002001001"


def test_a_name_that_means_several_is_told_with_the_candidates_and_kept(client: Client, rows: Any) -> None:
    signed_in(client, center("611002"))
    response = client.post(INTAKE, typed(area="东关"))
    page = read(response)
    assert response.status_code == 422 and faults(page) == []
    assert "请写全" in page.text and "611002002001" in page.text
    assert page.value("area") == "东关"
    assert not Dispute.objects.get_queryset().exists()


def test_the_field_shows_the_own_area_in_words(client: Client, rows: Any) -> None:
    signed_in(client, center())
    page = get(client, INTAKE)
    assert page.value("area").endswith(f"城关街道 {TOWN}")
    (field,) = page.all("input", **{"data-pick-from": reverse("disputes:areas")})
    assert field.attributes["autocomplete"] == "off"


def test_the_hints_read_a_name_as_well(client: Client, rows: Any) -> None:
    actor = center()
    case = dispute_of(actor, State.ACCEPTED, title="院墙滴水纠纷")
    signed_in(client, actor)
    for area in ("东店子社区", f"商州区 城关街道 {TOWN}", TOWN):
        told = client.post(reverse("disputes:intake_hints"), {"title": "滴水", "area": area, "occurred_on": str(timezone.localdate())})
        assert case.number in told.content.decode(), area


def test_the_intake_of_a_whole_city_stays_light(client: Client) -> None:
    for number in range(1, 400):
        AreaFactory(code=f"611002001{number:03d}")
    signed_in(client, posted(Role.COUNTY_CENTER, "6110"))
    assert len(client.get(INTAKE).content) < 60_000


def test_a_dispute_is_sent_to_a_body_and_an_area_by_name(client: Client) -> None:
    here, there = center(), center(FAR_TOWN)
    village = AreaFactory(code="611022101200", name="寺坡社区居委会")
    case = dispute_of(here, State.ACCEPTED)
    signed_in(client, here)
    address = reverse("cases:act", args=[case.number, "transfer"])
    body = there.postings[0].organisation
    page = get(client, address)
    sources = {tag.attributes["data-pick-from"] for tag in page.all("input") if "data-pick-from" in tag.attributes}
    assert sources == {reverse("disputes:receivers", args=[case.number]), reverse("disputes:receiving_areas", args=[case.number])}
    for name, words, text in (("receivers", body.name, body.name), ("receiving_areas", "寺坡", area_text(village))):
        assert text in client.get(reverse(f"disputes:{name}", args=[case.number]), {"q": words}).json()["options"]
    data = {"version": case.version, "organisation": body.name, "area": "寺坡", "reason": "当事人住在那里。"}
    assert client.post(address, data).status_code == 302
    transfer: Transfer = Transfer.objects.get()
    assert (transfer.to_organisation_id, transfer.to_area_id) == (body.pk, village.pk)


def test_who_may_not_see_a_case_is_told_nothing_of_it(client: Client) -> None:
    case = dispute_of(center(), State.ACCEPTED)
    signed_in(client, center(FAR_TOWN))
    for name in ("receivers", "receiving_areas"):
        assert client.get(reverse(f"disputes:{name}", args=[case.number])).status_code == 404


def test_a_body_by_its_number_and_by_a_name_that_is_not_alone() -> None:
    one, other = center().postings[0].organisation, center("611002").postings[0].organisation
    rows = type(one).objects.filter(pk__in=[one.pk, other.pk])
    assert the_organisation(rows, str(one.pk)) == one and the_organisation(rows, other.name) == other
    for text in ("综治中心", "9", "无此单位"):
        with pytest.raises(NotMeantError):
            the_organisation(rows.exclude(pk=9), text)
