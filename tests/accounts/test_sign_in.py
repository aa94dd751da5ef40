"""Signing in: the lock, the record, rules for passwords, what an administrator made must be changed."""

import datetime as dt
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Role, SignInEvent, SignInResult, User
from accounts.signin import attempts
from tests.factories import PASSWORD, UserFactory, posted, signed_in

LOGIN = "/accounts/login/"
WRONG = "Wrong-password-1"


@pytest.fixture
def user(db: None) -> User:
    return posted(Role.MEDIATOR, "611002001", username="lihua").user


def attempt(client: Client, username: str, password: str) -> tuple[bool, str]:
    """Whether the attempt signed in, and the page."""
    response = client.post(LOGIN, {"login": username, "password": password})
    return response.status_code == 302, response.content.decode()


def results() -> list[str]:
    return list(SignInEvent.objects.order_by("pk").values_list("result", flat=True))


def test_the_page_speaks_chinese_and_offers_no_sign_up(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert "用户名" in page
    assert "用通行密钥登录" in page
    assert "注册" not in page
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert client.get("/accounts/signup/").status_code == 404


def test_a_right_password_signs_in_and_is_recorded(client: Client, user: User) -> None:
    ok, _page = attempt(client, "LiHua", PASSWORD)
    assert ok
    event = SignInEvent.objects.get()
    assert (event.user, event.result, event.address) == (user, SignInResult.SUCCESS, "127.0.0.1")


def test_five_failures_lock_for_fifteen_minutes_and_say_until_when(client: Client, user: User) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False) as clock:
        for _ in range(4):
            ok, page = attempt(client, "lihua", WRONG)
            assert not ok
            assert "用户名或密码不正确" in page
        assert "请于 17:15 之后再试" in attempt(client, "lihua", WRONG)[1]
        assert not attempt(client, "lihua", PASSWORD)[0]
        cache.clear()
        assert not attempt(client, "LIHUA", PASSWORD)[0]
        clock.shift(dt.timedelta(minutes=15, seconds=1))
        assert attempt(client, "lihua", PASSWORD)[0]
    user.refresh_from_db()
    assert (user.failed_sign_ins, user.locked_until) == (0, None)
    assert results() == ["wrong"] * 4 + ["now_locked", "locked", "locked", "success"]


def test_success_starts_the_count_anew(client: Client, user: User) -> None:
    for _ in range(2):
        for _ in range(4):
            attempt(client, "lihua", WRONG)
        assert attempt(Client(), "lihua", PASSWORD)[0]
    assert "locked" not in results()


def test_after_a_lock_there_are_five_attempts_again(user: User) -> None:
    now = timezone.now()
    for expected in range(1, 6):
        assert attempts.pay_for_attempt("lihua", at=now) == expected
    with pytest.raises(attempts.LockedError):
        attempts.pay_for_attempt("lihua", at=now)
    assert attempts.pay_for_attempt("lihua", at=now + attempts.LOCK_FOR) == 1


def test_an_unknown_name_gets_the_same_answers(client: Client, user: User) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        for _ in range(6):
            known, unknown = attempt(Client(), "lihua", WRONG)[1], attempt(Client(), "nobody", WRONG)[1]
            assert _reason(known) == _reason(unknown) != ""


def _reason(page: str) -> str:
    return next((line.strip() for line in page.splitlines() if "不正确" in line), "")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_not_get_more_than_five_attempts() -> None:
    UserFactory(username="race")
    now = timezone.now()

    def pay(_: int) -> bool:
        try:
            attempts.pay_for_attempt("race", at=now)
        except attempts.LockedError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(pay, range(24))) == attempts.LIMIT


def test_a_user_who_is_switched_off_does_not_get_in(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.post(LOGIN, {"login": "lihua", "password": PASSWORD}, follow=True)
    assert "账号已停用" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_signing_out_is_recorded(client: Client, user: User) -> None:
    signed_in(client, user).post("/accounts/logout/")
    assert results() == ["signed_out"]
    assert client.get("/system/").status_code == 302


def test_a_session_ends_after_half_an_hour_without_a_request(client: Client, user: User) -> None:
    attempt(client, "lihua", PASSWORD)
    assert 1700 < client.session.get_expiry_age() <= 1800
    assert client.session.get_expire_at_browser_close()


def test_each_request_moves_the_end_of_the_session(client: Client, user: User) -> None:
    signed_in(client, user)
    key = client.session.cache_key
    cache.touch(key, 60)
    client.get("/system/")
    left = cache._cache.get_client().ttl(cache.make_key(key))  # type: ignore[attr-defined]
    assert 1790 <= left <= 1800


def test_a_session_that_was_ended_elsewhere_is_not_brought_back_by_a_request_under_way(client: Client, user: User) -> None:
    signed_in(client, user)
    store = type(client.session)(client.session.session_key)
    assert store["_auth_user_id"] == str(user.pk)
    client.session.flush()
    with pytest.raises(UpdateError):
        store.save()


def test_the_record_is_never_changed(user: User) -> None:
    event = SignInEvent.objects.create(username="x", result=SignInResult.WRONG, at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        SignInEvent.objects.filter(pk=event.pk).update(username="y")
    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()


@pytest.mark.parametrize("password", ["Short-1a", "alllowercase123", "ALLUPPER-----", "12345678901234"])
def test_weak_passwords_are_refused(user: User, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_the_last_five_passwords_are_not_used_again(client: Client, user: User) -> None:
    used = [PASSWORD, *(f"Another-{n}-secret" for n in range(5))]
    for old, new in itertools.pairwise(used):
        signed_in(client, user)
        response = client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})
        assert response.status_code == 302
        user.refresh_from_db()
    for taken in used[1:]:
        with pytest.raises(ValidationError, match="最近五次"):
            validate_password(taken, user)
    assert user.password_history.count() == 5
    assert "password_changed" in results()


def test_the_change_form_says_what_is_wrong(client: Client, user: User) -> None:
    signed_in(client, user)
    page = client.post(
        "/accounts/password/change/", {"oldpassword": WRONG, "password1": "New-password-77", "password2": "New-password-78"}
    ).content.decode()
    assert "当前密码不正确" in page
    assert "两次输入的新密码不一致" in page


def test_a_first_password_must_be_changed_before_anything_else(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    signed_in(client, user)
    assert client.get("/system/").headers["Location"] == "/accounts/password/change/"
    assert "由管理员设置" in client.get("/accounts/password/change/").content.decode()
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "Mine-alone-2026", "password2": "Mine-alone-2026"})
    assert client.get("/system/").status_code == 200


def test_strangers_are_sent_to_the_sign_in_page_and_back(client: Client, user: User) -> None:
    assert client.get("/system/").headers["Location"] == "/accounts/login/?next=/system/"
    response = client.post(LOGIN, {"login": "lihua", "password": PASSWORD, "next": "/system/"})
    assert response.headers["Location"] == "/system/"
    outside = Client().post(LOGIN, {"login": "lihua", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert outside.headers["Location"] == "/"


def test_the_admin_has_no_door_of_its_own(client: Client, user: User) -> None:
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/").headers["Location"].startswith(LOGIN)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    assert signed_in(client, user).get("/admin/").status_code in (302, 403)
    boss = UserFactory(is_staff=True, is_superuser=True)
    assert signed_in(client, boss).get("/admin/").status_code == 200
