"""The settings are safe when nothing is said, and say what is missing."""

import base64
import os
import subprocess
import sys

import pytest

from fengqiao.bootstrap import paths

PRODUCTION = {
    "SECRET_KEY": "a-long-and-random-secret-key-of-more-than-fifty-characters-0123456789",
    "FIELD_KEY": base64.b64encode(b"k" * 32).decode(),
    "FIELD_INDEX_KEY": base64.b64encode(b"i" * 32).decode(),
    "DATABASE_URL": "postgresql://fengqiao:secret@127.0.0.1:1/fengqiao",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "fengqiao.example",
}


def python(code: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``code`` with only ``environ`` as its environment."""
    kept = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "fengqiao.settings"}
    return subprocess.run([sys.executable, "-c", code], cwd=paths.PROJECT, env=kept | environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_nothing_starts_without_a_required_setting(name: str) -> None:
    done = python("import fengqiao.settings", {key: value for key, value in PRODUCTION.items() if key != name})
    assert done.returncode != 0
    assert f"Set the {name} environment variable" in done.stderr


def test_the_deployment_check_is_clean_when_nothing_else_is_said() -> None:
    code = "from django.core.management import execute_from_command_line as run; run(['x', 'check', '--deploy', '--fail-level', 'INFO'])"
    done = python(code, PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_production_needs_https_and_closes_idle_sessions() -> None:
    code = """
from django.conf import settings as s
print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS >= 31_536_000, s.SESSION_COOKIE_AGE,
      s.PASSWORD_HASHERS[0].rsplit('.', 1)[1], s.ALLOWED_HOSTS)
"""
    assert python(code, PRODUCTION).stdout.split(" ", 7) == [
        "False", "True", "True", "True", "True", "1800", "Argon2PasswordHasher", "['fengqiao.example']\n",
    ]  # fmt: skip


def test_plain_http_answers_to_loopback_names_only() -> None:
    code = "from django.conf import settings as s; print(s.ALLOWED_HOSTS, s.DEBUG, s.SECURE_SSL_REDIRECT)"
    environ = {name: value for name, value in PRODUCTION.items() if name != "ALLOWED_HOSTS"} | {"PLAIN_HTTP": "on"}
    assert python(code, environ).stdout == "['localhost', '127.0.0.1', '[::1]'] False False\n"


def test_attachments_lie_outside_what_the_web_server_serves() -> None:
    code = """
from django.conf import settings as s
served = [s.STATIC_ROOT, *(e[1] if isinstance(e, tuple) else e for e in s.STATICFILES_DIRS)]
print(any(s.ATTACHMENTS_DIR.is_relative_to(folder) or folder.is_relative_to(s.ATTACHMENTS_DIR) for folder in served), s.MEDIA_URL)
"""
    assert python(code, PRODUCTION).stdout == "False /\n"


def test_pages_may_run_no_inline_script_and_load_nothing_from_outside() -> None:
    code = "from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES'])"
    policy = python(code, PRODUCTION).stdout
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "'default-src': [\"'none'\"]" in policy
