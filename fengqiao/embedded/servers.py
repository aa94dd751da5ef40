"""Which servers a command uses: those named by the environment, those of a running copy, or its own for as long as it runs."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from fengqiao.bootstrap import keys, paths
from fengqiao.bootstrap.console import refuse, say
from fengqiao.bootstrap.environment import THIS_PYTHON
from fengqiao.bootstrap.locks import held, take
from fengqiao.bootstrap.processes import wait_until
from fengqiao.embedded.postgres import Postgres
from fengqiao.embedded.valkey import Valkey

Server = Postgres | Valkey
ATTACH_PATIENCE = 90.0
JUST_MADE = 60.0


def owner_lock() -> Path:
    """Held by the one process that runs the servers of this copy."""
    return paths.RUN / "owner.lock"


def users_lock() -> Path:
    """Held shared by every command that uses servers it does not own."""
    return paths.RUN / "users.lock"


def addresses_file() -> Path:
    """Where the owner writes the addresses, for other commands of the same copy. Mode 600: there are passwords in it."""
    return paths.RUN / "servers.json"


def own_environ(secrets: Mapping[str, str]) -> dict[str, str]:
    """Settings for a copy on this machine: its own keys, plain HTTP on loopback. What the environment already says wins."""
    ours = {name: secrets[name] for name in ("SECRET_KEY", "FIELD_KEY", "FIELD_INDEX_KEY")}
    ours |= {"PLAIN_HTTP": "on", "DATA_DIR": os.fspath(paths.VAR), "DJANGO_SETTINGS_MODULE": "fengqiao.settings"}
    return {name: value for name, value in ours.items() if name not in os.environ}


def local_environ() -> dict[str, str]:
    """Settings of this copy with its kept keys.

    Nothing in a container: there the environment must say everything, and a missing key is an error, never a new key.
    """
    return {} if os.environ.get(THIS_PYTHON) == "1" else own_environ(keys.kept(paths.VAR / "keys.json"))


def of_this_copy(secrets: Mapping[str, str]) -> list[Server]:
    """The embedded servers that the environment does not replace, not started."""
    paths.make_private(paths.LOGS)
    paths.make_private(paths.RUN)
    return [
        *_unless("DATABASE_URL", lambda: Postgres(paths.VAR / "postgres", secrets["POSTGRES_PASSWORD"], paths.LOGS / "postgres.log")),
        *_unless("REDIS_URL", lambda: Valkey(paths.VAR / "valkey", secrets["VALKEY_PASSWORD"], paths.LOGS / "valkey.log")),
    ]


def _unless(variable: str, make: Callable[[], Server]) -> list[Server]:
    return [] if os.environ.get(variable) else [make()]


def environ_of(servers: list[Server]) -> dict[str, str]:
    """The settings that point at ``servers``."""
    names = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return {names[server.name]: server.url for server in servers}


def publish(servers: list[Server]) -> None:
    """Tell other commands of this copy where the servers are."""
    draft = addresses_file().with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(environ_of(servers)))
    draft.replace(addresses_file())


def withdraw() -> None:
    """Take the addresses back before the servers stop."""
    addresses_file().unlink(missing_ok=True)


NOWHERE = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
"""Addresses for commands that read the settings and ask no server."""


@contextmanager
def unneeded() -> Iterator[dict[str, str]]:
    """Environment for a command that needs settings but no server."""
    yield local_environ() | {name: os.environ.get(name, url) for name, url in NOWHERE.items()}


@contextmanager
def available() -> Iterator[dict[str, str]]:
    """Environment for a command that needs the database; starts servers only when none of this copy run, stops what it started."""
    environ = local_environ()
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield environ
        return
    with ExitStack() as stack:
        owner = take(owner_lock(), wait=False)
        if owner is None:
            environ |= stack.enter_context(_attached())
        else:
            stack.callback(os.close, owner)
            environ |= stack.enter_context(_owned())
        yield environ


@contextmanager
def _attached() -> Iterator[dict[str, str]]:
    user = take(users_lock(), shared=True)
    try:
        if not wait_until(addresses_file().exists, seconds=ATTACH_PATIENCE, pause=0.2):
            refuse("another command of this copy holds its servers but does not serve them: end it, then try again.")
        yield json.loads(addresses_file().read_text())
    finally:
        if user is not None:
            os.close(user)


@contextmanager
def _owned() -> Iterator[dict[str, str]]:
    servers = of_this_copy(keys.kept(paths.VAR / "keys.json"))
    try:
        for server in servers:
            server.start()
        publish(servers)
        yield environ_of(servers)
    finally:
        withdraw()
        wait_for_users()
        for server in reversed(servers):
            server.stop()


def wait_for_users() -> None:
    """Let the commands finish that use our servers."""
    alone = take(users_lock(), wait=False)
    if alone is None:
        say("Waiting for another command that uses the same database …")
        alone = take(users_lock())
    if alone is not None:
        os.close(alone)


@contextmanager
def _temporary_home() -> Iterator[Path]:
    """A folder under the system's temporary one that is removed at the end, and those of runs that were killed with it."""
    prefix = "fengqiao-test-"
    for old in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        _remove_if_left(old)
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o711)
        with held(home / "in-use.lock"):
            yield home


def _remove_if_left(folder: Path) -> None:
    lock = folder / "in-use.lock"
    try:
        about = lock.stat()
    except OSError:
        return
    if about.st_uid != os.geteuid() or time.time() - about.st_mtime < JUST_MADE:
        return
    taken = take(lock, wait=False)
    if taken is not None:
        os.close(taken)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def throwaway() -> Iterator[dict[str, str]]:
    """Servers for tests over a temporary folder that is removed at the end, so that a running copy is not touched."""
    secrets = keys.fresh()
    with _temporary_home() as home:
        servers: list[Server] = [
            *_unless("DATABASE_URL", lambda: Postgres(home / "postgres", secrets["POSTGRES_PASSWORD"], home / "postgres.log", throwaway=True)),
            *_unless("REDIS_URL", lambda: Valkey(home / "valkey", secrets["VALKEY_PASSWORD"], home / "valkey.log", throwaway=True)),
        ]
        try:
            for server in servers:
                server.start()
            yield own_environ(secrets) | {"DATA_DIR": os.fspath(home)} | environ_of(servers)
        finally:
            for server in reversed(servers):
                server.stop()
