"""Tokens: made with the password under the rules of the sign-in page, kept as a hash, ended in four ways."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.actions.tokens import digest_of, make_token
from accounts.models import ApiToken, Posting, Role, SignInEvent, SignInResult
from tests.acts import TOWN, center
from tests.api.clients import Program, problem, reasons
from tests.factories import PASSWORD, PostingFactory, posted

pytestmark = pytest.mark.django_db
BODY = {"password": PASSWORD, "name": "县局对接", "days": 30}


def ask(client, **body):
    return client.post("/api/v1/token/", BODY | body, content_type="application/json")


def test_a_token_is_made_with_the_password_and_kept_as_a_hash(client):
    actor = center()
    response = ask(client, username=actor.user.username)
    assert response.status_code == 201
    secret = response.json()["token"]
    row = ApiToken.objects.get(user=actor.user)
    assert row.digest == digest_of(secret) and secret not in str(vars(row))
    assert row.expires_at - row.created_at == dt.timedelta(days=30)
    assert response["Cache-Control"] == "no-store"
    me = client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})
    assert me.json()["username"] == actor.user.username and me.json()["areas"] == [TOWN]
    assert SignInEvent.objects.filter(user=actor.user, result=SignInResult.SUCCESS).exists()


def test_a_wrong_password_counts_and_locks_like_the_page(client):
    actor = center()
    for _attempt in range(4):
        assert problem(ask(client, username=actor.user.username, password="wrong"), 403)["detail"] == "用户名或密码不正确。"
    assert "锁定" in problem(ask(client, username=actor.user.username, password="wrong"), 403)["detail"]
    assert "锁定" in problem(ask(client, username=actor.user.username), 403)["detail"]
    assert not ApiToken.objects.exists()
    assert SignInEvent.objects.filter(result=SignInResult.NOW_LOCKED, user=actor.user).exists()


def test_an_unknown_name_is_answered_like_a_wrong_password(client):
    wrong = problem(ask(client, username=center().user.username, password="wrong"), 403)
    assert problem(ask(client, username="nobody-has-this"), 403) == wrong


def test_tries_are_limited_by_address(client):
    answers = {ask(client, username=f"nobody{n}").status_code for n in range(12)}
    assert 429 in answers


def test_missing_fields_are_named(client):
    assert set(reasons(client.post("/api/v1/token/", {}, content_type="application/json"))) == {"username", "password", "name"}
    assert set(reasons(ask(client, username="x", days=0))) == {"days"}


def test_a_user_with_an_initial_password_gets_none(client):
    actor = center(must_change_password=True)
    assert "初始密码" in problem(ask(client, username=actor.user.username), 403)["detail"]


def test_tokens_are_listed_and_revoked_by_their_owner_only():
    owner, other = Program(center()), Program(center())
    (row,) = owner.get("tokens/").json()["results"]
    assert "token" not in row and row["name"] == "测试"
    problem(other.delete(f"tokens/{row['id']}/"), 404)
    assert owner.delete(f"tokens/{row['id']}/").status_code == 204
    problem(owner.get("me/"), 401)


@pytest.mark.parametrize("header", ["Bearer fq_wrong", "Bearer", "Bearer ", "Bearer x", "Bearer fq_\udcff", "Basic dXNlcjpwYXNz"])
def test_a_token_that_is_none_is_refused(client, header):
    response = client.get("/api/v1/me/", headers={"Authorization": header.encode("latin-1", "replace").decode("latin-1")})
    assert problem(response, 401)["title"] == "未登录"
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends_by_time_by_inactivation_and_by_a_new_password():
    program = Program(center())
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        problem(program.get("me/"), 401)
    assert program.get("me/").status_code == 200
    user = program.actor.user
    user.password_changed_at = timezone.now()
    user.save()
    problem(program.get("me/"), 401)
    _row, program.headers["Authorization"] = make_token(user=user, name="b", days=1, at=timezone.now())
    program.headers["Authorization"] = f"Bearer {program.headers['Authorization']}"
    assert program.get("me/").status_code == 200
    user.is_active = False
    user.save()
    problem(program.get("me/"), 401)


def test_without_a_live_posting_nothing_is_answered():
    program = Program(center())
    Posting.objects.filter(user=program.actor.user).update(valid_to=dt.date(2021, 1, 1))
    assert "任职" in problem(program.get("disputes/"), 403)["detail"]


def test_the_posting_is_chosen_by_a_header():
    actor = posted(Role.TOWNSHIP_CENTER, TOWN)
    second = PostingFactory.create(user=actor.user, role=Role.TOWNSHIP_CENTER)
    program = Program(actor)
    assert len(program.get("me/").json()["postings"]) == 2
    chosen = program.get("me/", **{"X-Posting": str(second.pk)}).json()
    assert [posting["id"] for posting in chosen["postings"]] == [second.pk] and chosen["areas"] == [second.area_id]
    foreign = center().postings[0]
    assert set(reasons(program.get("me/", **{"X-Posting": str(foreign.pk)}), 400)) == {"X-Posting"}


def test_a_session_is_good_too_but_needs_the_csrf_token():
    from django.test import Client

    actor = center()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(actor.user)
    assert browser.get("/api/v1/me/").json()["username"] == actor.user.username
    found = problem(browser.post("/api/v1/disputes/", {}, content_type="application/json"), 403)
    assert "CSRF 令牌" in found["detail"] and "Failed" not in found["detail"] and found["title"] == "没有权限"


def test_requests_are_counted_per_user(settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    one, other = Program(center()), Program(center())
    with time_machine.travel(timezone.now(), tick=False):
        assert [one.get("me/").status_code for _n in range(4)] == [200, 200, 200, 429]
        assert other.get("me/").status_code == 200
        refused = one.get("me/")
    assert 0 < int(refused["Retry-After"]) <= 61


def test_last_use_is_kept_roughly():
    program = Program(center())
    program.get("me/")
    first = ApiToken.objects.get().last_used_at
    program.get("me/")
    assert first is not None and ApiToken.objects.get().last_used_at == first
