"""With whose eyes one looks: postings in force, the one chosen, and what they let one see."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.actor import Actor
from accounts.models import OrganisationKind, Posting, Role, User
from accounts.policies import GRANTS, SYSTEM_GRANTS, may, reach_of
from accounts.scope import Scope
from cases.models import Case
from tests.factories import AreaFactory, DisputeFactory, OrganisationFactory, PostingFactory, UserFactory, area_tree, posted, signed_in

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def user(db: None) -> User:
    """Works in two counties."""
    area_tree()
    person = UserFactory(username="liang")
    for area in ("611002001", "611022101"):
        PostingFactory(user=person, organisation=OrganisationFactory(area=AreaFactory(code=area)), role=Role.TOWNSHIP_CENTER)
    return person


def posting_of(user: User, area: str) -> Posting:
    return user.postings.get(area_id=area)


def test_all_live_postings_are_used_until_one_is_chosen(user: User) -> None:
    assert Actor.of(user, DAY).scope.area_prefixes == ("611002001", "611022101")
    chosen = Actor.of(user, DAY, posting_id=posting_of(user, "611022101").pk)
    assert chosen.scope.area_prefixes == ("611022101",)
    assert chosen.main_posting == posting_of(user, "611022101")


@pytest.mark.parametrize(("start", "end", "live"), [(0, 0, True), (0, None, True), (1, None, False), (-5, -1, False), (-5, 0, True), (-5, 3, True)])
def test_a_posting_holds_from_its_first_to_its_last_day(user: User, start: int, end: int | None, live: bool) -> None:
    posting = posting_of(user, "611022101")
    posting.valid_from = DAY + dt.timedelta(days=start)
    posting.valid_to = None if end is None else DAY + dt.timedelta(days=end)
    posting.save()
    assert (posting in Actor.of(user, DAY).postings) is live
    assert (Actor.of(user, DAY, posting_id=posting.pk).postings == (posting,)) is live


def test_switching_changes_what_is_seen(client: Client, user: User) -> None:
    here, there = DisputeFactory(area=AreaFactory(code="611002001001")), DisputeFactory(area=AreaFactory(code="611022101200"))
    signed_in(client, user)

    def seen() -> set[str]:
        response = client.get("/system/")
        return set(Case.objects.visible_to(response.wsgi_request.actor).values_list("number", flat=True))  # type: ignore[attr-defined]

    assert seen() == {here.number, there.number}
    assert client.post("/switch/", {"posting": posting_of(user, "611022101").pk}).status_code == 302
    assert seen() == {there.number}
    client.post("/switch/", {"posting": ""})
    assert seen() == {here.number, there.number}


def test_only_own_live_postings_can_be_chosen(client: Client, user: User) -> None:
    signed_in(client, user)
    ended = posting_of(user, "611022101")
    Posting.objects.filter(pk=ended.pk).update(valid_to=dt.date(2020, 6, 1))
    foreign = posted(Role.COUNTY_CENTER, "611002").postings[0]
    for wrong in (ended.pk, foreign.pk, 0, "x", -1, 10**30):
        assert client.post("/switch/", {"posting": wrong}).status_code == 404
    assert client.get("/switch/").status_code == 405
    assert Client().post("/switch/", {"posting": ended.pk}).status_code == 302


def test_a_chosen_posting_that_ends_is_used_no_more(client: Client, user: User) -> None:
    signed_in(client, user)
    chosen = posting_of(user, "611022101")
    client.post("/switch/", {"posting": chosen.pk})
    Posting.objects.filter(pk=chosen.pk).update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    actor = client.get("/system/").wsgi_request.actor  # type: ignore[attr-defined]
    assert actor.scope.area_prefixes == ("611002001",)


def test_the_way_back_after_switching_stays_in_the_house(client: Client, user: User) -> None:
    signed_in(client, user)
    posting = posting_of(user, "611022101").pk
    for address, expected in (
        ("/disputes/?state=accepted", "/disputes/?state=accepted"),
        ("/cases/X/", "/"),
        ("https://elsewhere.example/", "/"),
        ("//x/", "/"),
    ):
        assert client.post("/switch/", {"posting": posting, "next": address}).headers["Location"] == expected


def test_without_a_live_posting_there_is_a_clear_page(client: Client, user: User) -> None:
    Posting.objects.filter(user=user).update(valid_to=dt.date(2020, 6, 1))
    response = signed_in(client, user).get("/system/")
    assert response.status_code == 403
    assert "没有有效的任职" in response.content.decode()
    problem = client.get("/api/v1/disputes/")
    assert problem.status_code == 403
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert client.get("/accounts/password/change/").status_code == 200


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
@pytest.mark.django_db
def test_administrators_and_auditors_see_no_case(role: Role) -> None:
    dispute = DisputeFactory()
    actor = posted(role, "6110", organisation=dispute.organisation)
    assert not Case.objects.visible_to(actor).exists()
    assert all(reach_of(actor.roles, act) is None for act in GRANTS)


@pytest.mark.django_db
def test_an_organisation_sees_its_own_case_wherever_it_lies() -> None:
    area_tree()
    court = OrganisationFactory(kind=OrganisationKind.COURT, area=AreaFactory(code="611022101"))
    elsewhere = DisputeFactory(area=AreaFactory(code="611002001001"), organisation=court)
    DisputeFactory(area=AreaFactory(code="611002001001"))
    actor = posted(Role.MEDIATOR, "611022101", organisation=court)
    assert [case.pk for case in Case.objects.visible_to(actor)] == [elsewhere.pk]


def test_a_larger_text_is_remembered_on_the_device(client: Client, user: User) -> None:
    signed_in(client, user)
    response = client.post("/text-size/", {"size": "larger", "next": "/system/"})
    assert response.headers["Location"] == "/system/"
    assert response.cookies["text_size"].value == "larger"
    assert 'class="text-larger"' in client.get("/system/").content.decode()
    client.post("/text-size/", {"size": "<script>"})
    assert client.cookies["text_size"].value == "normal"


CODES = st.sampled_from(
    ["6110", "611002", "611002001", "611002001001", "611002001002", "611002002", "611002002001", "611022", "611022101", "611022101200"]
)


@given(prefixes=st.sets(CODES, max_size=4), code=CODES)
def test_a_scope_covers_exactly_its_subtrees(prefixes: set[str], code: str) -> None:
    scope = Scope(user_id=1, area_prefixes=tuple(sorted(prefixes)), organisation_ids=(), sees_cases=True)
    assert scope.covers_area(code) is any(code.startswith(prefix) for prefix in prefixes)
    assert not Scope(user_id=1, area_prefixes=tuple(prefixes), organisation_ids=(), sees_cases=False).covers_area(code)


@pytest.mark.django_db
def test_no_set_of_postings_leaks_a_case_from_elsewhere() -> None:
    """Every posting with every area: what is seen is what lies in the subtree, and nothing besides."""
    areas = area_tree()
    center = OrganisationFactory(area=areas["6110"], kind=OrganisationKind.CENTER)
    cases = {code: DisputeFactory(area=area, organisation=center, parties=()).pk for code, area in areas.items() if len(code) == 12}
    for code in areas:
        for role in (Role.GRID_WORKER, Role.MEDIATOR, Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.CITY_LEADER, Role.PETITION_CLERK):
            seen = set(Case.objects.visible_to(posted(role, code)).values_list("pk", flat=True))
            assert seen == {pk for village, pk in cases.items() if village.startswith(code)}


def test_the_three_administrators_are_apart() -> None:
    admin, auditor = frozenset({Role.SYSTEM_ADMIN}), frozenset({Role.AUDITOR})
    assert {act for act in SYSTEM_GRANTS if may(admin, act)} & {act for act in SYSTEM_GRANTS if may(auditor, act)} == set()
    assert {act for act in SYSTEM_GRANTS if may(auditor, act)} == {"system.sign_ins", "system.events", "system.person_reads"}
    assert not may(admin, "system.nothing")
