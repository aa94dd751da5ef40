"""`manage.py bench`: the order of things."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench import servers
from bench.database import Scratch, check_role
from fengqiao.bootstrap import frontend, paths
from fengqiao.bootstrap.console import refuse, say
from fengqiao.bootstrap.processes import end, spawn
from fengqiao.commands import up

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
BASE = SIZES[0]
NAMES = "list_all,list_open,list_searched,desk,case,intake,export,statistics,county,screen,months,create,escalate,close_month"


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    cases: int
    quick: bool
    keep: bool
    fresh: bool
    plans: bool
    only: tuple[str, ...] = field(default=())

    @property
    def sizes(self) -> list[int]:
        """The databases to measure over: the smallest stands beside a larger one, unless it is to be quick."""
        return [self.cases] if self.quick or self.cases == BASE else [BASE, self.cases]


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="manage.py bench", description="Load made-up cases and measure what pages cost over them.")
    parser.add_argument("--cases", type=int, choices=SIZES, default=BASE, help="how many cases (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="a fifth of the requests, and no smaller database beside")
    parser.add_argument("--keep", action="store_true", help="leave servers and web running afterwards, until Ctrl-C")
    parser.add_argument("--fresh", action="store_true", help="load anew although a database of this size is there")
    parser.add_argument("--plans", action="store_true", help="write the plans of every statement of the lists instead of measuring")
    parser.add_argument("--only", default="", help=f"measure only these, by comma: {NAMES}")
    chosen = parser.parse_args(arguments)
    only = tuple(filter(None, chosen.only.split(",")))
    return Options(chosen.cases, chosen.quick, chosen.keep, chosen.fresh, chosen.plans, only)


def main(arguments: Sequence[str]) -> int:
    """Load what is missing, then measure; 0 when every page could be measured."""
    options = parse(arguments)
    up.listen_to_signals()
    os.environ["DATABASE_POOL_MAX"] = "0"
    with servers.alone():
        frontend.ensure()
        prepare_all(options)
        with servers.running() as environ:
            os.environ.update(environ)
            return in_child("bench.plans" if options.plans else "bench.run", arguments)


def prepare_all(options: Options) -> None:
    """Make the databases that are not there yet, and bring the others to the present migrations."""
    sizes = [options.cases] if options.plans else options.sizes
    with servers.running() as environ:
        check_role(environ.get("DATABASE_URL") or os.environ["DATABASE_URL"])
        scratches = [_scratch(environ, cases) for cases in sizes]
        os.environ.update({name: value for name, value in environ.items() if name not in ("DATABASE_URL", "REDIS_URL")})
        missing = [each.cases for each in scratches if options.fresh or not each.is_ready()]
        for each in scratches:
            if each.cases not in missing:
                _child("bench.prepare", [str(each.cases), "migrate"], environ, each)
    if missing:
        with servers.running(careless=True) as environ:
            for cases in missing:
                _load(environ, _scratch(environ, cases))
    with servers.running() as environ:
        for cases in sizes:
            _child("bench.prepare", [str(cases), "settle"], environ, _scratch(environ, cases))


def _scratch(environ: dict[str, str], cases: int) -> Scratch:
    return Scratch(environ.get("DATABASE_URL") or os.environ["DATABASE_URL"], cases)


def _load(environ: dict[str, str], scratch: Scratch) -> None:
    began = time.monotonic()
    scratch.make()
    _child("bench.prepare", [str(scratch.cases), "load"], environ, scratch)
    scratch.mark_ready()
    say(f"  {scratch.cases:,} cases are there after {time.monotonic() - began:.0f} s")


def _child(module: str, arguments: Sequence[str], environ: dict[str, str], scratch: Scratch) -> None:
    """Run a step that needs Django in a process of its own, over one database; ends the command where the step fails."""
    code = _run(module, arguments, os.environ | environ | {"DATABASE_URL": scratch.url, "LOG_LEVEL": "WARNING"})
    if code:
        refuse(f"the step {module} {' '.join(arguments)} failed.")


def in_child(module: str, arguments: Sequence[str]) -> int:
    """Run the measuring in a process of its own, which has the settings of the servers from its start."""
    return _run(module, arguments, os.environ)


def _run(module: str, arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a module to its end; it is asked to end, then made to, when this process is interrupted, and ends with it when that is killed."""
    process = spawn([sys.executable, "-m", module, *arguments], environ=environ, cwd=paths.PROJECT)
    try:
        return process.wait()
    finally:
        end(process, signal.SIGTERM, patience=20)
