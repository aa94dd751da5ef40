"""Health and figures: who gets an answer, and what stands in it."""

import pytest
from django.test import Client
from pytest_django import Settings

from fengqiao import alive


@pytest.mark.django_db
def test_health_names_database_and_cache(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "cache": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_cache_that_does_not_answer_makes_the_copy_unhealthy_and_says_no_more(client: Client, settings: Settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "cache": "failed"}


def test_being_alive_asks_no_server(client: Client) -> None:
    assert client.get("/health/live/").json() == {"alive": True}


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}])
def test_figures_are_nobodys_without_the_token(client: Client, settings: Settings, header: dict[str, str]) -> None:
    for token in ("", "secret"):
        settings.METRICS_TOKEN = token
        assert client.get("/metrics/", headers=header).status_code == 404


def test_figures_are_given_for_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "secret"
    answer = client.get("/metrics/", headers={"Authorization": "Bearer secret"})
    assert answer.status_code == 200
    assert b"django_http_requests" in answer.content


def test_every_answer_forbids_inline_scripts_and_framing(client: Client) -> None:
    answer = client.get("/accounts/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db(transaction=True)
def test_the_health_check_of_a_container_asks_the_real_server(live_server: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "localhost")
    assert alive.web(f"{live_server}/health/")
