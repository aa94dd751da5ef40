"""``manage.py servers``: the embedded PostgreSQL and Valkey alone, for development beside an editor."""

import argparse
import signal

from fengqiao.bootstrap.console import say
from fengqiao.embedded import left_behind, servers

STOPS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def parser() -> argparse.ArgumentParser:
    """The options of ``servers``."""
    made = argparse.ArgumentParser(prog="manage.py servers", description=__doc__)
    made.add_argument("--prune", action="store_true", help="start nothing; remove the data under /var/lib/fengqiao whose copy is gone, naming each")
    return made


def main(arguments: list[str]) -> int:
    """Start, print the settings as shell lines, and stop on Ctrl-C or SIGTERM."""
    options = parser().parse_args(arguments)
    if options.prune:
        left_behind.prune()
        return 0
    with servers.available() as environ:
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # only now: the servers have started with a clear mask
        for name, value in environ.items():
            say(f"export {name}='{value}'")
        say("# Ctrl-C stops them")
        signal.sigwait(STOPS)
    return 0
