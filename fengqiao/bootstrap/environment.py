"""Makes ``.venv`` from the lock file and starts the command again in it."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import Step, refuse, say
from fengqiao.bootstrap.locks import held

LOCK_FILE = paths.PROJECT / "requirements.txt"
STAMP = paths.VENV / "fengqiao-stamp"
THIS_PYTHON = "FENGQIAO_THIS_PYTHON"
"""Set to 1 where the running Python already has every package, as in the container image."""


def wanted_stamp() -> str:
    """What ``.venv`` must be made from: the lock file, this Python's version and the folder's own place."""
    parts = [LOCK_FILE.read_bytes(), str(sys.version_info[:2]).encode(), os.fsencode(paths.VENV)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def inside() -> bool:
    """Whether this process already runs in the project's environment."""
    return Path(sys.prefix) == paths.VENV or os.environ.get(THIS_PYTHON) == "1"


def ready() -> bool:
    """Whether ``.venv`` is whole and made from the present lock file."""
    try:
        return STAMP.read_text() == wanted_stamp() and paths.venv_python().exists()
    except OSError:
        return False


def enter(arguments: list[str]) -> None:
    """Make the environment if needed and replace this process by one that runs in it. Returns when inside already.

    Byte code is kept, whatever the machine's habit: without it each of the four programs of a start compiles two thousand modules, 3 s each.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if os.environ.get(THIS_PYTHON) == "1" or (inside() and ready()):
        return
    if not ready():
        with held(paths.CACHE / "run" / "environment.lock"):
            if not ready():
                build()
    restart(arguments)


def restart(arguments: list[str]) -> NoReturn:
    """Start the same command again under the environment's interpreter."""
    python = os.fspath(paths.venv_python())
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    environ.setdefault("PYTHONUTF8", "1")  # whatever the terminal's encoding, files are UTF-8
    os.execve(python, [python, os.fspath(paths.PROJECT / "manage.py"), *arguments], environ)


def build() -> None:
    """Make ``.venv`` and install the locked packages into it, checked by their hashes."""
    say("Making the environment .venv; the first time takes a minute or two.")
    STAMP.unlink(missing_ok=True)
    if not _works():
        with Step("virtual environment"):
            _create()
    with Step("packages") as step:
        _install(step)
    STAMP.write_text(wanted_stamp())


def _works() -> bool:
    """Whether an environment of this Python's version with a pip that runs is there, as after a broken installation."""
    if not paths.venv_python().exists() or inside():
        return inside()
    probe = f"import sys, pip; print(sys.version_info[:2] == {sys.version_info[:2]!r} and sys.prefix)"
    answer = subprocess.run([paths.venv_python(), "-c", probe], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == os.fspath(paths.VENV)


def _create() -> None:
    shutil.rmtree(paths.VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        base = os.fspath(getattr(sys, "_base_executable", sys.executable))
        made = subprocess.run([base, "-m", "venv", paths.VENV], capture_output=True, text=True, check=False)
        if made.returncode == 0:
            return
        shutil.rmtree(paths.VENV, ignore_errors=True)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    refuse(
        f"this Python {version} cannot make a virtual environment: install its venv and pip "
        f"(Debian, Ubuntu: apt install python{version}-venv), then start again."
    )


def _install(step: Step) -> None:
    total = sum(1 for line in LOCK_FILE.read_text().splitlines() if line[:1].isalnum())
    command = [
        os.fspath(paths.venv_python()), "-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar=off",
        "--disable-pip-version-check", "--no-compile", "--only-binary=:all:", "-r", os.fspath(LOCK_FILE),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=paths.PROJECT)
    try:
        tail = _follow(process, step, total)
    finally:
        process.terminate()  # no effect when it has ended; on Ctrl-C it must not go on alone
    if process.wait():
        say("\n".join(tail))
        refuse("pip could not install the locked packages (its last lines stand above): check the connection, then start again.")
    step.note = f"{total} packages"


def _follow(process: subprocess.Popen[str], step: Step, total: int) -> list[str]:
    """Show pip's progress until it ends; returns its last lines."""
    seen, tail = 0, list[str]()
    for line in process.stdout or ():
        tail = [*tail[-14:], line.rstrip()]
        if line.startswith(("Collecting ", "Requirement already")):
            seen += 1
            step.progress(f"{min(seen, total)} of {total}")
        elif line.startswith("Installing collected"):
            step.progress(f"unpacking {total}")
    process.wait()
    return tail
