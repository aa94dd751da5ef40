"""Second factors: an authenticator, recovery codes, passkeys."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from accounts.models import Role, SignInEvent, User
from tests.factories import PASSWORD, posted

ACTIVATE = "/accounts/2fa/totp/activate/"


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def sign_in(client: Client, user: User) -> str:
    return client.post("/accounts/login/", {"login": user.username, "password": PASSWORD}).headers["Location"]


@pytest.fixture
def user(db: None) -> User:
    return posted(Role.TOWNSHIP_CENTER, "611002001").user


@pytest.fixture
def secret(client: Client, user: User) -> str:
    """An authenticator set up through the pages."""
    sign_in(client, user)
    again = client.get(ACTIVATE).headers["Location"]
    assert "再次确认身份" in client.get(again).content.decode()
    page = client.post(again, {"password": PASSWORD}, follow=True).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found
    assert "data:image/svg+xml" in page
    response = client.post(ACTIVATE, {"code": code_of(found[1])})
    assert response.status_code == 302
    return found[1]


def test_with_an_authenticator_the_password_is_not_enough(user: User, secret: str) -> None:
    client = Client()
    assert sign_in(client, user) == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert "验证码不正确" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert SignInEvent.objects.filter(result="second_factor", user=user).count() == 1


def test_the_password_and_the_code_of_the_authenticator_sign_in_and_a_code_works_once(user: User, secret: str) -> None:
    for expected in (302, 200):
        client = Client()
        with time_machine.travel(time.time() + 90, tick=False):  # the code of the activation is used up
            sign_in(client, user)
            answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
            assert answer.status_code == expected
            assert ("_auth_user_id" in client.session) is (expected == 302)
    assert client.get("/").status_code == 302


def test_a_recovery_code_works_once(client: Client, user: User, secret: str) -> None:
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    code = re.findall(r"<code>(\d{8})</code>", page)[0]
    for expected in (302, 200):
        other = Client()
        sign_in(other, user)
        assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_secrets_are_stored_encrypted(user: User, secret: str) -> None:
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accounts/2fa/", "通行密钥"),
        ("/accounts/2fa/totp/deactivate/", "停用验证器"),
        ("/accounts/2fa/recovery-codes/", "恢复码"),
        ("/accounts/2fa/recovery-codes/generate/", "生成恢复码"),
        ("/accounts/2fa/webauthn/", "通行密钥"),
        ("/accounts/2fa/webauthn/add/", "添加通行密钥"),
    ],
)
def test_the_pages_are_there_in_chinese(client: Client, user: User, secret: str, address: str, words: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert words in response.content.decode()
