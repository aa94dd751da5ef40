"""PostgreSQL and Valkey for measuring: a pair of their own over var/bench, unless the environment names others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from bench.cpu import command_of, parent_of
from fengqiao.bootstrap import keys, paths
from fengqiao.bootstrap.console import refuse
from fengqiao.bootstrap.locks import take
from fengqiao.embedded import servers
from fengqiao.embedded.postgres import Postgres
from fengqiao.embedded.valkey import Valkey

HOME = paths.VAR / "bench"


@contextmanager
def running(*, careless: bool = False) -> Iterator[dict[str, str]]:
    """The servers, for the block; the settings that point at them.

    With `careless` the own PostgreSQL does not wait for the disk: for loading. It is stopped in order afterwards, and all is written out.
    """
    secrets = keys.kept(paths.VAR / "keys.json")
    paths.make_private(paths.VAR)
    HOME.mkdir(mode=0o711, exist_ok=True)
    own: list[servers.Server] = []
    if not os.environ.get("DATABASE_URL"):
        own.append(Postgres(HOME / "postgres", secrets["POSTGRES_PASSWORD"], HOME / "postgres.log", throwaway=careless))
    if not os.environ.get("REDIS_URL"):
        own.append(Valkey(HOME / "valkey", secrets["VALKEY_PASSWORD"], HOME / "valkey.log", throwaway=True))
    try:
        for server in own:
            server.start()
        yield servers.own_environ(secrets) | {"DATA_DIR": os.fspath(HOME / "files")} | servers.environ_of(own)
    finally:
        for server in reversed(own):
            server.stop()
        if careless:
            os.sync()


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else measures with this checkout meanwhile."""
    HOME.mkdir(parents=True, mode=0o711, exist_ok=True)
    lock = take(HOME / "lock", wait=False)
    if lock is None:
        refuse("another measurement of this copy runs: wait for its end.")
    try:
        yield
    finally:
        os.close(lock)


def postmaster_of(database_url: str) -> int | None:
    """The process whose descendants are the server's backends, or None where the server is not on this machine."""
    with closing(psycopg.connect(database_url, autocommit=True, connect_timeout=10)) as connection:
        pid = connection.info.backend_pid
        found = parent_of(pid)
        if found is None or "postgres" not in command_of(pid) or not Path(f"/proc/{found}").exists():
            return None
        return found
