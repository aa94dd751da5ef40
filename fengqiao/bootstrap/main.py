"""Takes the command line apart: the project's own commands, and Django's with the servers they need."""

import importlib
import os
import sys

from fengqiao.bootstrap import environment

OWN = {
    "up": "start everything and print the address",
    "test": "run every test, in parallel, on servers of its own",
    "lint": "check style, types, floors and migrations",
    "servers": "run only the embedded PostgreSQL and Valkey, until Ctrl-C",
}
WITHOUT_SERVERS = frozenset(
    {"help", "--help", "-h", "--version", "version", "collectstatic", "makemessages", "compilemessages", "startapp", "diffsettings"}
)


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    environment.enter(arguments)
    name = arguments[0] if arguments else "help"
    try:
        if name in OWN:
            command = importlib.import_module(f"fengqiao.commands.{name}")
            return int(command.main(arguments[1:]))
        return django(arguments)
    except KeyboardInterrupt:
        return 130


def django(arguments: list[str]) -> int:
    """Run a Django command in this process, with servers when it uses the database."""
    from django.core.management import execute_from_command_line

    from fengqiao.bootstrap import keys, paths
    from fengqiao.embedded import servers

    if not arguments or arguments[0] in WITHOUT_SERVERS:
        nowhere = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
        os.environ.update(
            servers.own_environ(keys.kept(paths.VAR / "keys.json")) | {name: os.environ.get(name, url) for name, url in nowhere.items()}
        )
        execute_from_command_line(["manage.py", *arguments])
        if not arguments or arguments[0] in ("help", "--help", "-h"):
            print("\n[fengqiao]\n" + "\n".join(f"    {name:9}{text}" for name, text in OWN.items()))
        return 0
    with servers.available() as environ:
        os.environ.update(environ)
        execute_from_command_line(["manage.py", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
