"""Runs several things in turn, block by block, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench import cpu

ROUNDS = 4


Seconds = Callable[[], float]
"""Reads the processor seconds that something used so far."""


@dataclass
class Subject:
    """Something to measure. `act` does it once and returns the seconds it took."""

    name: str
    act: Callable[[], float]
    read_program: Seconds
    read_database: Seconds
    walls: list[float] = field(default_factory=list)
    program: float = 0.0
    database: float = 0.0

    def block(self, times: int) -> None:
        """Do it so many times, and note what that took."""
        database = self.read_database()
        program = self.read_program()
        for _each in range(times):
            self.walls.append(self.act())
        self.program += self.read_program() - program
        self.database += self.read_database() - database

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of one."""
        return self.program_ms + self.database_ms

    @property
    def program_ms(self) -> float:
        """Of them, the program's: the web server's, or for bare SQL the client's."""
        return self.program / len(self.walls) * 1000

    @property
    def database_ms(self) -> float:
        """Of them, the database's."""
        return self.database / len(self.walls) * 1000

    @property
    def wall_ms(self) -> float:
        """The median from sending to the last byte."""
        return statistics.median(self.walls) * 1000


def of_tree(root: int | None, apart: tuple[str, ...] = ()) -> Seconds:
    """Reads a process and its descendants; 0 where there is none on this machine."""
    return lambda: cpu.tree_seconds(root, apart=apart) if root else 0.0


def measure(subjects: Sequence[Subject], *, times: int, seconds: float, warm: int = 3) -> None:
    """Do each subject `times` times, in `ROUNDS` rounds, after `warm` times that do not count.

    No round begins when `seconds` have passed, but one is always made.
    """
    for subject in subjects:
        for _each in range(warm):
            subject.act()
    began = time.monotonic()
    for number in range(min(ROUNDS, times)):
        if number and time.monotonic() - began > seconds:
            return
        for subject in subjects:
            subject.block(max(1, times // ROUNDS))
