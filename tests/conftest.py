"""What every test stands on: own cache, own files, and a browser where one can be had."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

pytest_plugins = ["tests.browser"]


def pytest_configure(config: pytest.Config) -> None:
    """Serve static files from their sources; that they can be collected with hashed names has a test of its own."""
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """Sessions, rate limits and cached values of one test are unknown to the next."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid4().hex}"}}


@pytest.fixture(autouse=True)
def own_attachments(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Uploaded files go to a folder of this test."""
    folder = tmp_path_factory.getbasetemp() / "attachments" / uuid4().hex
    settings.ATTACHMENTS_DIR = settings.MEDIA_ROOT = folder
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}}
    yield folder


@pytest.fixture(autouse=True)
def what_migrations_fill(request: pytest.FixtureRequest) -> None:
    """A test with real transactions empties every table when it ends: fill again, before the next one, those that migrations fill.

    Django's ``serialized_rollback`` would collide with the content types that emptying makes anew.
    """
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or {"live_server", "transactional_db"} & set(request.fixturenames):
        from tests.factories.seeds import fill_tables

        request.getfixturevalue("transactional_db")
        fill_tables()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly that browser tests did not run."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if skipped:
        reason = os.environ.get("FENGQIAO_NO_BROWSER") or "no Chromium was found"
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests were skipped: {reason}", red=True)
