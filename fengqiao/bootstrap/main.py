"""Takes the command line apart: the project's own commands, and Django's with the servers they need."""

import importlib
import os
import sys

from fengqiao.bootstrap import environment

OWN = {
    "up": "start everything and print the address",
    "test": "run every test, in parallel, on servers of its own",
    "lint": "check style, types, floors and migrations",
    "bench": "measure what pages cost over many cases",
    "screenshots": "take the pictures of docs/screenshots from a running copy",
    "servers": "run only the embedded PostgreSQL and Valkey, until Ctrl-C",
}
WITHOUT_SERVERS = frozenset(
    {"help", "--help", "-h", "--version", "version", "check", "collectstatic", "makemessages", "compilemessages", "diffsettings"}
)


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    name = arguments[0] if arguments else "help"
    try:
        environment.enter(arguments)
        if name in OWN:
            command = importlib.import_module(f"fengqiao.commands.{name}")
            return int(command.main(arguments[1:]))
        return django(arguments)
    except KeyboardInterrupt:
        print("\nInterrupted; the same command again goes on where this one stopped.", file=sys.stderr)
        return 130


def django(arguments: list[str]) -> int:
    """Run a Django command in this process, with servers when it uses the database."""
    from django.core.management import execute_from_command_line

    from fengqiao.embedded import servers

    name = arguments[0] if arguments else "help"
    with servers.unneeded() if name in WITHOUT_SERVERS else servers.available() as environ:
        os.environ.update(environ)
        execute_from_command_line(["manage.py", *arguments])
    if name in ("help", "--help", "-h"):
        print("\n[fengqiao]\n" + "\n".join(f"    {own:13}{text}" for own, text in OWN.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
