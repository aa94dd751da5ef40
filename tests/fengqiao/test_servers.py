"""Which servers a command uses, and which secrets."""

import json
import os
from pathlib import Path

import pytest

from fengqiao.bootstrap import environment, keys, locks, paths
from fengqiao.embedded import servers

EXTERNAL = {"DATABASE_URL": "postgresql://u:p@db.example/f", "REDIS_URL": "redis://broker.example/0"}


@pytest.fixture(autouse=True)
def own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of its own in an environment that says nothing."""
    for name in (*EXTERNAL, "SECRET_KEY", "FIELD_KEY", "FIELD_INDEX_KEY", "PLAIN_HTTP", "DATA_DIR", environment.THIS_PYTHON):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "VAR", tmp_path)
    monkeypatch.setattr(paths, "RUN", tmp_path / "run")
    monkeypatch.setattr(paths, "LOGS", tmp_path / "log")


def test_servers_named_by_the_environment_are_used_and_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, url in EXTERNAL.items():
        monkeypatch.setenv(name, url)
    assert servers.of_this_copy(keys.fresh()) == []
    with servers.available() as environ:
        assert not set(environ) & set(EXTERNAL), "what the environment says must stand"
        assert set(environ) >= {"SECRET_KEY", "FIELD_KEY"}


@pytest.mark.parametrize("name", sorted(EXTERNAL))
def test_only_the_other_one_is_started_when_one_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, EXTERNAL[name])
    assert [server.name for server in servers.of_this_copy(keys.fresh())] == ["valkey" if name == "DATABASE_URL" else "postgres"]


def test_a_command_uses_the_servers_of_the_running_copy() -> None:
    owner = locks.take(servers.owner_lock())
    assert owner is not None
    servers.addresses_file().write_text(json.dumps(EXTERNAL))
    with servers.available() as environ:
        assert EXTERNAL.items() <= environ.items()
        assert locks.take(servers.users_lock(), wait=False) is None, "the owner must wait for this command"
    os.close(owner)
    free = locks.take(servers.users_lock(), wait=False)
    assert free is not None
    os.close(free)


def test_a_command_alone_starts_servers_for_its_time_and_takes_them_away() -> None:
    import psycopg

    with servers.available() as environ:
        with psycopg.connect(environ["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT current_user, current_database()").fetchone() == ("fengqiao", "fengqiao")
        assert json.loads(servers.addresses_file().read_text())["REDIS_URL"] == environ["REDIS_URL"]
    assert not servers.addresses_file().exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(environ["DATABASE_URL"], connect_timeout=2)


def test_a_container_makes_up_no_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(environment.THIS_PYTHON, "1")
    assert servers.local_environ() == {}
    assert not (tmp_path / "keys.json").exists()


def test_what_killed_test_runs_left_is_taken_away_and_what_runs_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(servers.tempfile, "tempdir", str(tmp_path))
    for name in ("left", "running", "young"):
        lock = tmp_path / f"fengqiao-test-{name}" / "in-use.lock"
        lock.parent.mkdir()
        lock.touch()
        if name != "young":
            os.utime(lock, (1, 1))
    held = locks.take(tmp_path / "fengqiao-test-running" / "in-use.lock")
    with servers._temporary_home() as home:
        assert {path.name for path in tmp_path.glob("fengqiao-test-*")} == {home.name, "fengqiao-test-running", "fengqiao-test-young"}
    assert not home.exists()
    assert held is not None
    os.close(held)
