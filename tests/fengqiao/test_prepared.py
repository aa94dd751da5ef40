"""A start is prepared anew as soon as anything it was prepared from has changed."""

import datetime as dt
import os
import sys

import pytest

from fengqiao import prepared
from fengqiao.bootstrap import environment, paths

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def project(tmp_path):
    for name in ("cases/models.py", "static/app.css", "var/run/x", "tests/test_a.py", "cases/__pycache__/models.pyc", "locale/django.mo"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    return tmp_path


def state(project, *, database="a", demo=True, day=DAY):
    return prepared.state(project, database, demo=demo, day=day)


def test_nothing_changed_means_the_same(project):
    before = state(project)
    (project / "var/run/x").write_text("other")
    (project / "tests/test_a.py").write_text("other")
    (project / "locale/django.mo").write_text("other")
    assert state(project) == before


def test_any_change_means_another(project):
    seen = {state(project), state(project, database="b"), state(project, demo=False), state(project, day=DAY + dt.timedelta(days=1))}
    os.utime(project / "static/app.css", (1, 1))
    seen.add(state(project))
    (project / "cases/models.py").write_text("22")
    seen.add(state(project))
    (project / "cases/0002.py").write_text("1")
    seen.add(state(project))
    assert len(seen) == 7


def test_a_preparation_that_was_broken_off_is_done_again(tmp_path, monkeypatch):
    for name in ("RUN", "STATIC"):
        monkeypatch.setattr(paths, name, tmp_path)
    (tmp_path / ".stamp").write_text("")
    nowhere = {"DATABASE_URL": "postgresql://a:b@127.0.0.1:9/none"}
    prepared.remember(nowhere, demo=False)
    assert not prepared.as_left(nowhere, demo=False), "a database that does not answer was taken for prepared"
    prepared.forget()
    monkeypatch.setattr(prepared, "_of_database", lambda _environ: "64 migrations")
    assert not prepared.as_left(nowhere, demo=False)
    prepared.remember(nowhere, demo=False)
    assert prepared.as_left(nowhere, demo=False)
    assert not prepared.as_left(nowhere, demo=True)
    prepared.forget()
    assert not prepared.as_left(nowhere, demo=False)


def test_byte_code_is_kept_where_the_machine_forbids_it(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv(environment.THIS_PYTHON, "1")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    environment.enter([])
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ and not sys.dont_write_bytecode
