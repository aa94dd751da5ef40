"""``manage.py test``: every test, in parallel on the cores there are, on servers and files of its own."""

import os
import subprocess
import sys

from fengqiao.bootstrap import paths
from fengqiao.embedded import servers


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; without any, all tests in parallel. Returns pytest's exit code."""
    chosen = arguments or ["-n", "auto", "--dist", "loadgroup"]
    with servers.throwaway() as environ:
        command = [sys.executable, "-m", "pytest", *chosen]
        return subprocess.run(command, cwd=paths.PROJECT, env=os.environ | environ, check=False).returncode
