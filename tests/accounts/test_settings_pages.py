"""The system's settings: each page for its role, users and postings kept right, every act on record."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation, OrganisationKind, Posting, Role, SystemEvent, User
from accounts.signin import attempts
from tests.factories import PASSWORD, AreaFactory, OrganisationFactory, PostingFactory, UserFactory, area_tree, posted, signed_in

pytestmark = pytest.mark.django_db

PAGES = {
    "/system/users/": {Role.SYSTEM_ADMIN},
    "/system/users/new/": {Role.SYSTEM_ADMIN},
    "/system/organisations/": {Role.SYSTEM_ADMIN},
    "/system/organisations/new/": {Role.SYSTEM_ADMIN},
    "/system/areas/": {Role.SYSTEM_ADMIN, Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.CITY_LEADER},
    "/system/days-off/": {Role.SYSTEM_ADMIN, Role.COUNTY_CENTER},
    "/system/days-off/enter/": {Role.SYSTEM_ADMIN, Role.COUNTY_CENTER},
    "/system/sign-ins/": {Role.AUDITOR},
    "/system/events/": {Role.AUDITOR},
    "/system/person-reads/": {Role.AUDITOR},
    "/system/": set(Role),
}


@pytest.fixture
def admin() -> Actor:
    area_tree()
    return posted(Role.SYSTEM_ADMIN, "611002", username="admin")


@pytest.fixture
def page(client: Client, admin: Actor) -> Client:
    return signed_in(client, admin)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_each_page_is_for_its_roles(client: Client, address: str, role: Role) -> None:
    response = signed_in(client, posted(role, "611002")).get(address)
    assert response.status_code == (200 if role in PAGES[address] else 403)
    assert len(response.content) < 60_000


@pytest.mark.parametrize("address", PAGES)
def test_strangers_sign_in_first(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_the_index_names_only_what_one_may_open(client: Client) -> None:
    shown = signed_in(client, posted(Role.AUDITOR, "6110")).get("/system/").content.decode()
    assert "登录记录" in shown
    assert "用户与任职" not in shown


# users


def test_a_new_user_gets_a_first_password_that_must_be_changed(page: Client) -> None:
    response = page.post("/system/users/new/", {"username": "zhangwei", "name": "张伟", "phone": "13900000001"})
    found = re.search(r'class="secret">([^<]+)<', response.content.decode())
    assert found
    user = User.objects.get(username="zhangwei")
    assert user.check_password(found[1])
    assert user.must_change_password
    assert "no-store" in response.headers["Cache-Control"]
    assert SystemEvent.objects.get().subject == "zhangwei"
    other = Client()
    other.post("/accounts/login/", {"login": "zhangwei", "password": found[1]})
    assert other.get("/").headers["Location"] == "/accounts/password/change/"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"username": "ADMIN"}, "已有同名的用户名"),
        ({"username": "a b"}, "用户名只能含文字"),
        ({"username": ""}, "用户名"),
        ({"name": ""}, "姓名"),
        ({"phone": "abc"}, "手机号码只能含数字和连字符"),
    ],
)
def test_a_wrong_user_is_explained_and_nothing_typed_is_lost(page: Client, fields: dict[str, str], reason: str) -> None:
    response = page.post("/system/users/new/", {"username": "new-user", "name": "张伟", "phone": "13900000001", **fields})
    shown = response.content.decode()
    assert reason in shown
    assert "处需要改正" in shown
    assert 'value="13900000001"' in shown or "phone" in fields
    assert not SystemEvent.objects.exists()


def test_the_list_finds_by_name_role_and_lock(page: Client) -> None:
    mediator = posted(Role.MEDIATOR, "611002001", username="wang", name="王芳").user
    center = posted(Role.TOWNSHIP_CENTER, "611002001", username="zhao", name="赵敏").user
    User.objects.filter(pk=center.pk).update(locked_until=timezone.now() + dt.timedelta(minutes=5), failed_sign_ins=5)
    for query, found in (("q=王", mediator), ("q=ZHAO", center), ("role=mediator", mediator), ("locked=on", center)):
        shown = page.get(f"/system/users/?{query}").content.decode()
        assert found.username in shown
        assert ({mediator, center} - {found}).pop().username not in shown


def test_users_of_other_counties_and_superusers_are_not_there(page: Client) -> None:
    there, boss = posted(Role.MEDIATOR, "611022101", username="elsewhere").user, UserFactory(username="boss", is_superuser=True)
    both = posted(Role.MEDIATOR, "611002001", username="both").user
    PostingFactory(user=both, organisation=OrganisationFactory(area=AreaFactory(code="611022101")))
    shown = page.get("/system/users/").content.decode()
    for user in (there, boss, both):
        assert user.username not in shown
        assert page.get(f"/system/users/{user.pk}/").status_code == 404
        for act in ("unlock", "password", "second-factors"):
            assert page.post(f"/system/users/{user.pk}/{act}/").status_code == 404
        assert page.get(f"/system/users/{user.pk}/postings/new/").status_code == 404
    assert not SystemEvent.objects.exists()


def test_switching_an_account_off_ends_its_sessions(page: Client) -> None:
    person = posted(Role.MEDIATOR, "611002001").user
    theirs = signed_in(Client(), person)
    assert theirs.get("/system/").status_code == 200
    page.post(f"/system/users/{person.pk}/", {"name": person.name, "phone": ""})
    assert theirs.get("/system/").status_code == 302
    assert "停用账号" in SystemEvent.objects.get().text


def test_the_own_account_stays_on(page: Client, admin: Actor) -> None:
    shown = page.post(f"/system/users/{admin.user.pk}/", {"name": "管理员", "phone": ""}).content.decode()
    assert "不能停用自己的账号" in shown
    admin.user.refresh_from_db()
    assert admin.user.is_active


def test_unlocking(page: Client) -> None:
    person = posted(Role.MEDIATOR, "611002001", username="locked").user
    for _ in range(attempts.LIMIT):
        attempts.pay_for_attempt("locked", at=timezone.now())
    assert "账号锁定至" in page.get(f"/system/users/{person.pk}/").content.decode()
    page.post(f"/system/users/{person.pk}/unlock/")
    assert attempts.pay_for_attempt("locked", at=timezone.now()) == 1
    assert SystemEvent.objects.get().act == "解除锁定"


def test_a_reset_password_is_shown_once_and_ends_sessions(page: Client, admin: Actor) -> None:
    person = posted(Role.MEDIATOR, "611002001").user
    theirs = signed_in(Client(), person)
    response = page.post(f"/system/users/{person.pk}/password/")
    person.refresh_from_db()
    found = re.search(r'class="secret">([^<]+)<', response.content.decode())
    assert found
    assert person.check_password(found[1])
    assert not person.check_password(PASSWORD)
    assert theirs.get("/system/").status_code == 302
    assert page.post(f"/system/users/{admin.user.pk}/password/").status_code == 302
    admin.user.refresh_from_db()
    assert admin.user.check_password(PASSWORD)


def test_second_factors_can_be_taken_off_others(page: Client, admin: Actor) -> None:
    person = posted(Role.MEDIATOR, "611002001").user
    for user in (person, admin.user):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        page.post(f"/system/users/{user.pk}/second-factors/")
    assert [each.user for each in Authenticator.objects.all()] == [admin.user]


# postings


def give(page: Client, user: User, **fields: str) -> str:
    typed = {"organisation": "城关街道司法所", "area": "611002001", "role": "mediator", "valid_from": "2026-01-01", "valid_to": "", **fields}
    return page.post(f"/system/users/{user.pk}/postings/new/", typed).content.decode()


@pytest.fixture
def office() -> Organisation:
    return OrganisationFactory(name="城关街道司法所", kind=OrganisationKind.JUSTICE_OFFICE, area=AreaFactory(code="611002001"))


def test_a_posting_is_given_by_names(page: Client, office: Organisation) -> None:
    user = UserFactory()
    assert give(page, user, area="商州区 大赵峪街道") == ""
    posting = user.postings.get()
    assert (posting.organisation, posting.area_id, posting.role) == (office, "611002002", "mediator")
    assert "调解员 611002002 城关街道司法所 2026-01-01–" in SystemEvent.objects.get().text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"area": "611022101"}, "没有找到区划“611022101”"),
        ({"area": "庾岭镇"}, "没有找到区划“庾岭镇”"),
        ({"area": "社区"}, "不止一处，请改填代码"),
        ({"organisation": "没有这家"}, "没有找到单位“没有这家”"),
        ({"role": "emperor"}, "没有“emperor”这个选项，请从列出的选项中选择"),
        ({"valid_to": "2025-12-31"}, "止日不能早于起日"),
        ({"valid_from": "昨天"}, "起"),
    ],
)
def test_a_wrong_posting_is_explained(page: Client, office: Organisation, fields: dict[str, str], reason: str) -> None:
    user = UserFactory()
    assert reason in give(page, user, **fields)
    assert not user.postings.exists()


def test_the_same_posting_is_not_given_twice(page: Client, office: Organisation) -> None:
    user = UserFactory()
    give(page, user)
    assert "已有相同的任职" in give(page, user)


@pytest.mark.parametrize(
    ("held", "new", "allowed"),
    [
        (Role.MEDIATOR, Role.SYSTEM_ADMIN, False),
        (Role.SYSTEM_ADMIN, Role.COUNTY_CENTER, False),
        (Role.SYSTEM_ADMIN, Role.AUDITOR, False),
        (Role.AUDITOR, Role.MEDIATOR, False),
        (Role.MEDIATOR, Role.GRID_WORKER, True),
    ],
)
def test_administration_audit_and_work_are_kept_apart(page: Client, office: Organisation, held: Role, new: Role, allowed: bool) -> None:
    user = posted(held, "611002001").user
    assert ("三员分立" not in give(page, user, role=new)) is allowed
    assert user.postings.filter(role=new).exists() is allowed


def test_after_one_office_ended_another_may_begin(page: Client, office: Organisation) -> None:
    user = posted(Role.MEDIATOR, "611002001").user
    user.postings.update(valid_to=dt.date(2025, 12, 31))
    assert give(page, user, role=Role.SYSTEM_ADMIN) == ""


def test_nobody_changes_the_own_postings(page: Client, admin: Actor, office: Organisation) -> None:
    own = admin.postings[0]
    assert "不能变更自己的任职" in give(page, admin.user, role=Role.SYSTEM_ADMIN)
    address = f"/system/users/{admin.user.pk}/postings/{own.pk}"
    assert "不能变更自己的任职" in page.post(f"{address}/end/", {"on": "2026-12-31"}).content.decode()


def test_ending_a_posting(page: Client) -> None:
    person = posted(Role.MEDIATOR, "611002001").user
    posting = person.postings.get()
    address = f"/system/users/{person.pk}/postings/{posting.pk}/end/"
    assert "止日不能早于起日" in page.post(address, {"on": "2019-01-01"}).content.decode()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    theirs = signed_in(Client(), person)
    assert page.post(address, {"on": yesterday.isoformat()}).status_code == 302
    assert theirs.get("/system/").status_code == 403
    assert not Posting.objects.live(timezone.localdate()).filter(pk=posting.pk).exists()


def test_changing_a_posting_records_both_states(page: Client, office: Organisation) -> None:
    person = posted(Role.MEDIATOR, "611002001").user
    posting = person.postings.get()
    address = f"/system/users/{person.pk}/postings/{posting.pk}/"
    assert 'value="611002001"' in page.get(address).content.decode()
    typed = {"organisation": office.name, "area": "611002002", "role": "grid_worker", "valid_from": "2026-01-01"}
    assert page.post(address, typed).status_code == 302
    assert "→ 网格员 611002002" in SystemEvent.objects.get().text


# organisations and areas


def test_an_organisation_is_entered_and_changed(page: Client) -> None:
    typed = {"name": "商州区医疗纠纷调委会", "short_name": "医调委", "kind": "committee", "area": "商州区", "active": "on"}
    assert page.post("/system/organisations/new/", typed).status_code == 302
    organisation = Organisation.objects.get(name="商州区医疗纠纷调委会")
    assert "已有同名单位" in page.post("/system/organisations/new/", typed).content.decode()
    address = f"/system/organisations/{organisation.pk}/"
    assert "上级单位不能是本单位" in page.post(address, {**typed, "parent": organisation.name}).content.decode()
    assert page.post(address, {**typed, "active": ""}).status_code == 302
    organisation.refresh_from_db()
    assert not organisation.active
    assert "已停用" in page.get("/system/organisations/?kind=committee&area=611002&q=医疗").content.decode()


def test_organisations_of_other_counties_are_not_there(page: Client) -> None:
    there = OrganisationFactory(area=AreaFactory(code="611022101"))
    assert page.get(f"/system/organisations/{there.pk}/").status_code == 404
    assert there.name not in page.get("/system/organisations/").content.decode()
    typed = {"name": "x", "short_name": "x", "kind": "center", "area": "611022101", "active": "on"}
    assert "没有找到区划" in page.post("/system/organisations/new/", typed).content.decode()


def test_the_tree_of_areas(page: Client) -> None:
    assert "商洛市" in page.get("/system/areas/").content.decode()
    shown = page.get("/system/areas/611002001/").content.decode()
    assert "东店子社区居委会" in shown
    assert "商州区" in shown
    assert page.get("/system/areas/999999/").status_code == 404


# records


def test_the_auditor_reads_the_records(client: Client, page: Client, admin: Actor) -> None:
    page.post("/system/users/new/", {"username": "newcomer", "name": "新人"})
    Client().post("/accounts/login/", {"login": "intruder", "password": "x"})
    auditor = signed_in(Client(), posted(Role.AUDITOR, "6110"))
    shown = auditor.get("/system/events/?q=newcomer").content.decode()
    assert "新建用户" in shown
    assert admin.user.name in shown
    shown = auditor.get("/system/sign-ins/?result=wrong").content.decode()
    assert "intruder" in shown
    assert "intruder" not in auditor.get("/system/sign-ins/?until=2020-01-01").content.decode()
    assert "不是有效的 IP 地址" in auditor.get("/system/sign-ins/?address=x").content.decode()
    assert "止日不能早于起日" in auditor.get("/system/sign-ins/?since=2026-02-01&until=2026-01-01").content.decode()


def test_records_page_by_page(client: Client) -> None:
    now = timezone.now()
    SystemEvent.objects.bulk_create(SystemEvent(act="x", subject=f"s{n:03d}", at=now) for n in range(120))
    signed_in(client, posted(Role.AUDITOR, "6110"))
    seen, address = [], "/system/events/"
    for _ in range(3):
        shown = client.get(address).content.decode()
        seen += re.findall(r"s\d{3}", shown)
        following = re.search(r'href="(\?[^"]*below=\d+)"', shown)
        address = f"/system/events/{following[1]}" if following else ""
    assert (len(seen), len(set(seen)), address) == (120, 120, "")


def test_the_record_of_administration_is_never_changed(admin: Actor) -> None:
    event = SystemEvent.objects.create(act="x", subject="y", at=timezone.now())
    for change in (lambda: SystemEvent.objects.update(subject="z"), event.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
