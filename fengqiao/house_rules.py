"""Rules of this project that no common linter knows, checked by reading the sources."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

APPS = ("accounts", "cases", "mediators", "disputes", "reports", "petitions", "grid", "fengqiao")
FACES = frozenset({"views", "api", "forms"})
"""The rooms that answer people: what they read of models goes through ``visible_to`` or a query written for it."""
UNSCOPED = frozenset({"all", "get"})
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")


def findings(project: Path) -> list[str]:
    """Every breach as ``path:line what is wrong``, sorted."""
    found: list[str] = []
    for app in APPS:
        for path in (project / app).rglob("*.py"):
            place = path.relative_to(project)
            if "migrations" not in place.parts:
                found += [f"{place}:{line} {what}" for line, what in of_file(place, path.read_text())]
    return sorted(found)


def of_file(place: Path, source: str) -> Iterator[tuple[int, str]]:
    """The breaches in one file, by line."""
    lines = source.splitlines()
    if len(lines) > LONGEST_FILE:
        yield 1, f"{len(lines)} lines: split it by noun (at most {LONGEST_FILE})"
    yield from ((number, "something is left open here") for number, line in enumerate(lines, 1) if UNFINISHED.search(line))
    faces_people = any(part.removesuffix(".py") in FACES for part in place.parts)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(node)
        elif faces_people and isinstance(node, ast.Call):
            yield from _call(node)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > LONGEST_FUNCTION:
        yield node.lineno, f"{node.name} has {length} lines (at most {LONGEST_FUNCTION})"


def _call(node: ast.Call) -> Iterator[tuple[int, str]]:
    """``X.objects.all()`` and ``X.objects.get(…)``: nothing says whose eyes they look with."""
    method = node.func
    if isinstance(method, ast.Attribute) and method.attr in UNSCOPED and isinstance(method.value, ast.Attribute) and method.value.attr == "objects":
        yield node.lineno, f".objects.{method.attr}( in a room that answers people: read through visible_to or a function of queries.py"
