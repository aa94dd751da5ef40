"""The tables that a run prints, and the file it leaves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.jobs import JobLine
from bench.measuring import Subject


@dataclass(frozen=True)
class Line:
    """What a page cost over one database. Milliseconds are of processor time, `wall_ms` of the clock on the wall (median)."""

    code: str
    title: str
    cases: int
    statements: int | None
    kilobytes: float
    web_ms: float
    database_ms: float
    wall_ms: float
    bare_ms: float
    frame_ms: float
    requests: int
    failure: str = ""

    @property
    def cpu_ms(self) -> float:
        """Web and database together."""
        return self.web_ms + self.database_ms

    @property
    def ratio(self) -> float:
        """Over the bare SQL and the empty page together."""
        return self.cpu_ms / (self.bare_ms + self.frame_ms)


def line_of(code: str, title: str, cases: int, *, page: Subject, bare: Subject, frame_ms: float, statements: int | None, size: int) -> Line:
    """A line from what was measured."""
    return Line(
        code=code,
        title=title,
        cases=cases,
        statements=statements,
        kilobytes=size / 1000,
        web_ms=page.program_ms,
        database_ms=page.database_ms,
        wall_ms=page.wall_ms,
        bare_ms=bare.cpu_ms,
        frame_ms=frame_ms,
        requests=len(page.walls),
    )


def failed(code: str, title: str, cases: int, failure: str) -> Line:
    """A line that says why there is nothing to say."""
    return Line(code, title, cases, None, 0, 0, 0, 0, 0, 0, 0, failure)


def table(lines: Sequence[Line]) -> str:
    """As Markdown, readable on a terminal too."""
    rows = [["page", "SQL", "kB", "web ms", "db ms", "CPU ms", "wall ms", "bare ms", "frame ms", "ratio"]]
    for line in lines:
        if line.failure:
            rows.append([line.title, line.failure])
            continue
        figures = (line.web_ms, line.database_ms, line.cpu_ms, line.wall_ms, line.bare_ms, line.frame_ms)
        count = "" if line.statements is None else str(line.statements)
        rows.append([line.title, count, f"{line.kilobytes:.0f}", *(f"{value:.1f}" for value in figures), f"{line.ratio:.1f}"])
    return markdown(rows)


def comparison(small: Sequence[Line], large: Sequence[Line]) -> str:
    """What the larger database costs beside the smaller, page by page, in processor time."""
    by_code = {line.code: line for line in small if not line.failure}
    pairs = [(by_code[line.code], line) for line in large if line.code in by_code and not line.failure]
    if not pairs:
        return ""
    rows = [["page", f"CPU ms at {pairs[0][0].cases:,}", f"CPU ms at {pairs[0][1].cases:,}", "ratio"]]
    rows += [[one.title, f"{one.cpu_ms:.1f}", f"{other.cpu_ms:.1f}", f"{other.cpu_ms / one.cpu_ms:.2f}"] for one, other in pairs]
    return markdown(rows)


def job_table(lines: Sequence[JobLine]) -> str:
    """Jobs beside their bare statements."""
    rows = [["job", "cases", "rows", "wall ms", "CPU ms", "program ms", "bare wall ms", "bare CPU ms", "wall ratio", "CPU ratio"]]
    for line in lines:
        times = (line.job.wall_ms, line.job.cpu_ms, line.job.program_ms, line.bare.wall_ms, line.bare.cpu_ms)
        ratios = (f"{ratio:.2f}" for ratio in reversed(line.ratios))
        rows.append([line.title, f"{line.cases:,}", f"{line.rows:,}", *(f"{value:.1f}" for value in times), *ratios])
    return markdown(rows)


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table, the first of them its head."""
    widths = [max((len(row[column]) for row in rows if column < len(row)), default=0) for column in range(len(rows[0]))]
    widths[0] = max(len(row[0]) for row in rows)
    lines = [_row(rows[0], widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    return "\n".join([*lines, *(_row(row, widths) for row in rows[1:])])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [*cells, *[""] * (len(widths) - len(cells))]
    first, *figures = zip(padded, widths, strict=True)
    return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in figures)]) + " |"


def write(path: Path, lines: Iterable[Line], more: dict[str, object]) -> None:
    """Leave everything as JSON."""
    content = {**more, "lines": [{**asdict(line), **({} if line.failure else {"cpu_ms": line.cpu_ms, "ratio": line.ratio})} for line in lines]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")
