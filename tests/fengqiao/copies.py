"""Starts whole copies of the system for tests, each with its data in a folder of its own, and finds what they leave."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from fengqiao.bootstrap import paths

OURS = re.compile(r"^(DATABASE|REDIS|SECRET|FIELD|ALLOWED|DATA_DIR|STATIC|PLAIN|DJANGO|PYTEST|FENGQIAO|GRANIAN)")
ADDRESS = re.compile(r"fengqiao runs at (http://\S+/)")


def clean_environ(home: Path) -> dict[str, str]:
    """This machine's environment without a word of the test run's own servers."""
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    return kept | {"FENGQIAO_VAR": str(home)}


@dataclass
class Copy:
    """A running ``manage.py up`` over the folder ``home``."""

    home: Path
    options: tuple[str, ...] = ("--no-demo",)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    address: str = ""
    seconds: float = 0.0

    @property
    def output(self) -> Path:
        """What it printed."""
        return self.home.with_name(f"{self.home.name}.output")

    def start(self, patience: float = 120) -> "Copy":
        """Start and wait for the address."""
        began = time.monotonic()
        command = [sys.executable, str(paths.PROJECT / "manage.py"), "up", *self.options]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, env=clean_environ(self.home), stdout=output, stderr=output, start_new_session=True)
        while time.monotonic() - began < patience and self.process.poll() is None:
            if found := ADDRESS.search(self.output.read_text()):
                self.address = found[1]
                self.seconds = time.monotonic() - began
                return self
            time.sleep(0.1)
        raise AssertionError(f"no address after {patience} s:\n{self.output.read_text()}")

    def pids(self) -> dict[str, int]:
        """The process of each part by its name."""
        lines = (self.home / "run" / "pids").read_text().splitlines()
        return {name: int(pid) for name, pid in (line.split() for line in lines)}

    def healthy(self) -> bool:
        """Whether web, database and cache all answer."""
        try:
            with urlopen(f"{self.address}health/", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def processes(self) -> list[str]:
        """The command lines of all processes that carry this copy's folder in their environment or work in it."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                about = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(self.home) in about and int(entry.name) != os.getpid():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        return found

    def interrupt(self, patience: float = 60) -> int:
        """Press Ctrl-C and return the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(patience)

    def remove(self) -> None:
        """Stop it if it runs, and take away what it put outside its folder: PostgreSQL's data, when root runs it in a closed folder."""
        if self.process and self.process.poll() is None:
            self.interrupt()
        elsewhere = self.home / "postgres.is-at"
        if elsewhere.exists():
            shutil.rmtree(Path(elsewhere.read_text().strip()).parent)

    def kill(self) -> None:
        """Kill the launcher alone, as the kernel does when memory is short."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


def eventually(check: "object", seconds: float) -> bool:
    """Whether ``check()`` becomes true within ``seconds``."""
    assert callable(check)
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if check():
            return True
        time.sleep(0.2)
    return bool(check())
