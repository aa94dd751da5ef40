"""Starting programs so that none of them outlives its parent, and finding what a killed parent left behind."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process the signal ``number`` when its parent ends. Linux only, elsewhere nothing."""
    _prctl(PR_SET_PDEATHSIG, number)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent was killed, so that they can be found and ended. Linux only."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


@dataclass(frozen=True)
class Account:
    """The unprivileged system user that a server runs as when the launcher is root."""

    uid: int
    gid: int

    def become(self) -> None:
        """Give up root for good."""
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can change into ``folder``; tried, not computed, so that every kind of permission counts."""
        child = os.fork()
        if child == 0:
            try:
                self.become()
                os.chdir(folder)
                os._exit(0)
            except OSError:
                os._exit(1)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _in_child(parent: int, death_signal: int, account: Account | None, umask: int | None = 0o077) -> Callable[[], None]:
    def prepare() -> None:
        if umask is not None:
            os.umask(umask)
        if account:
            account.become()
        die_with_parent(death_signal)  # after the change of user, which would clear it
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def spawn(
    command: Sequence[str | Path],
    *,
    environ: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches only the launcher, which then stops all in order."""
    return subprocess.Popen(
        [os.fspath(part) for part in command],
        env=dict(os.environ if environ is None else environ),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_in_child(os.getpid(), death_signal, account),
    )


def run(command: Sequence[str], *, environ: Mapping[str, str], cwd: Path) -> int:
    """Run ``command`` in the foreground and return its exit code; on Ctrl-C let it finish its last words, then end it."""
    process = subprocess.Popen(command, env=dict(environ), cwd=cwd, preexec_fn=_in_child(os.getpid(), signal.SIGTERM, None, umask=None))
    try:
        return process.wait()
    except KeyboardInterrupt:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def end(process: subprocess.Popen[bytes], number: int, *, patience: float) -> None:
    """Send ``number``, wait ``patience`` seconds, then kill what is left of the process and of its whole group."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    kill_group(process.pid)
    process.wait()


def kill_group(group: int) -> None:
    """Kill every process of the group, if there is one."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def kill_pid(pid: int, number: int = signal.SIGKILL) -> None:
    """Signal one process that may be gone already."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def started(pid: int) -> str | None:
    """When the process began, in the kernel's own ticks: with the pid it names one process for ever. None if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None


def alive_in(folder: Path) -> Iterator[int]:
    """The pids of the processes whose working folder is ``folder``. Linux only, elsewhere none."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").samefile(folder):
                yield int(entry.name)
        except OSError:
            continue


def free_port(wanted: int | None = None, host: str = "127.0.0.1") -> int:
    """``wanted`` when nobody listens there, else a free port of the kernel's choice."""
    for port in (wanted, 0):
        if port is None:
            continue
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port on {host}")


def wait_until(check: Callable[[], bool], *, seconds: float, pause: float = 0.05) -> bool:
    """Ask ``check`` until it says yes or ``seconds`` have passed."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if check():
            return True
        time.sleep(pause)
    return check()
