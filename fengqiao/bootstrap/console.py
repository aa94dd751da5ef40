"""What the launcher says on the terminal, in short lines that show where it is."""

import sys
import time
from types import TracebackType
from typing import NoReturn


class Refusal(SystemExit):
    """Ends the command with one line that says what is wrong and how to mend it."""

    def __init__(self, line: str) -> None:
        super().__init__(f"fengqiao: {line}")


def refuse(line: str) -> NoReturn:
    """Stop with ``line`` on standard error and exit code 1."""
    raise Refusal(line)


def say(line: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(line, flush=True)


class Step:
    """One named step of a start: says its name, then how long it took.

    >>> with Step("database") as step: step.progress("initdb")
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""
        self._terminal = sys.stdout.isatty()
        self._began = time.monotonic()

    def __enter__(self) -> "Step":
        self._show("…")
        return self

    def progress(self, text: str) -> None:
        """Show how far the step is; on a pipe nothing is printed, so logs stay short."""
        if self._terminal:
            self._show(f"… {text}")

    def _show(self, tail: str) -> None:
        start, end = ("\r\033[K", "") if self._terminal else ("", "\n")
        print(f"{start}  {self.name} {tail}"[:160], end=end, flush=True)

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        seconds = time.monotonic() - self._began
        ending = "failed" if kind else (self.note or "done")
        start = "\r\033[K" if self._terminal else ""
        print(f"{start}  {self.name}: {ending} ({seconds:.1f} s)", flush=True)
