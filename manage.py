#!/usr/bin/env python3
"""The front door: ``python3 manage.py up``, ``test``, ``lint`` and every Django command.

Kept readable by old Pythons, so that they can say what is missing instead of failing on syntax.
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "fengqiao needs Python 3.11 or newer and this is %d.%d: install python3.11 with its venv package, "
        "then run python3.11 manage.py." % sys.version_info[:2]
    )
if os.name != "posix":
    sys.exit("fengqiao runs on Linux and macOS: on Windows use WSL, or docker-compose.yml.")

from fengqiao.bootstrap.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
