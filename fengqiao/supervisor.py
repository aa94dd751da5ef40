"""Keeps the parts of a running copy alive: starts them in order, starts again what dies, stops all in reverse order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import say
from fengqiao.bootstrap.processes import end, kill_group, spawn

LOOK_EVERY = 0.2
CALM_AFTER = 60.0
LONGEST_PAUSE = 30.0
LARGEST_LOG = 20 * 1024 * 1024


class Part(Protocol):
    """A program that is supervised."""

    name: str
    log: Path
    process: subprocess.Popen[bytes] | None

    def start(self) -> None:
        """Start it, with what a former life left cleared away."""

    def stop(self) -> None:
        """Stop it in an orderly way, by force when it takes too long."""


@dataclass
class Program:
    """A part that is one command of ours; it and its children end at once when the launcher is killed."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    patience: float = 10.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the command with its output going to the log."""
        with self.log.open("ab") as output:
            self.process = spawn(self.command, environ=self.environ, output=output.fileno(), cwd=paths.PROJECT, death_signal=signal.SIGKILL)

    def ask(self) -> None:
        """Ask it to finish what it is doing, without waiting."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask it to finish what it is doing (SIGTERM), wait ``patience`` seconds, then kill it."""
        if self.process:
            end(self.process, signal.SIGTERM, patience=self.patience)
            self.process = None


@dataclass
class Fall:
    """How often a part fell lately, and when it is started again (monotonic seconds)."""

    count: int = 0
    last: float = 0.0
    again_at: float | None = None


class Supervisor:
    """Starts parts one by one and looks after them until it is told to stop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.parts: list[Part] = []
        self._falls: dict[str, Fall] = {}
        self._clock = clock

    def start(self, part: Part) -> None:
        """Start ``part`` and look after it from now on."""
        self.parts.append(part)
        self._falls[part.name] = Fall()
        part.start()
        self.write_pids()

    def look(self) -> None:
        """One round: notice what died, start again what is due."""
        for part in self.parts:
            fall = self._falls[part.name]
            if fall.again_at is None and part.process is not None and part.process.poll() is not None:
                self._notice(part, fall)
            if fall.again_at is not None and fall.again_at <= self._clock():
                fall.again_at = None
                part.start()
                self.write_pids()
                say(f"  {part.name} runs again")

    def _notice(self, part: Part, fall: Fall) -> None:
        assert part.process is not None  # noqa: S101  (looked at by the caller)
        kill_group(part.process.pid)
        now = self._clock()
        fall.count = fall.count + 1 if now - fall.last < CALM_AFTER else 1
        fall.last = now
        pause = min(0.25 * 2**fall.count, LONGEST_PAUSE)
        fall.again_at = now + pause
        say(f"  {part.name} {how_it_ended(part.process.returncode)}; starting it again in {pause:.1f} s, its log: {part.log}")

    def run(self) -> None:
        """Look after the parts until an exception, such as KeyboardInterrupt, ends it."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        """Ask all our programs at once to finish, then stop every part, the last started first: servers outlive who uses them."""
        for part in self.parts:
            if isinstance(part, Program):
                part.ask()
        for part in reversed(self.parts):
            part.stop()
        self.parts.clear()
        pids_file().unlink(missing_ok=True)

    def kill(self) -> None:
        """End every part at once."""
        for part in self.parts:
            if part.process:
                kill_group(part.process.pid)

    def write_pids(self) -> None:
        """Write one line ``name pid`` for each part to ``var/run/pids``, for whoever looks after the machine."""
        lines = [f"{part.name} {part.process.pid}\n" for part in self.parts if part.process]
        pids_file().write_text("".join(lines))


def pids_file() -> Path:
    """Where the process numbers of a running copy stand."""
    return paths.RUN / "pids"


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        return f"was killed ({signal.Signals(-code).name})"
    return f"ended with code {code}"


def log_file(name: str) -> Path:
    """The log of a part; one that grew too large becomes ``<name>.log.1`` first."""
    paths.make_private(paths.LOGS)
    log = paths.LOGS / f"{name}.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    return log


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192), os.SEEK_SET)
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
