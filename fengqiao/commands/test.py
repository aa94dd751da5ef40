"""``manage.py test``: every test, in parallel on the cores there are, on servers and files of its own."""

import os
import sys
from pathlib import Path

from fengqiao import browser
from fengqiao.bootstrap import frontend, paths
from fengqiao.bootstrap.processes import run
from fengqiao.embedded import servers
from fengqiao.translations import compile_all


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; without any, all tests in parallel. Returns pytest's exit code."""
    frontend.ensure()
    compile_all(paths.PROJECT / "locale")
    environ = browser_environ(arguments)
    with servers.throwaway() as own:
        environ = os.environ | own | environ | static_environ(Path(own["DATA_DIR"]))
        command = [sys.executable, "-m", "pytest", *(arguments or everything())]
        return run(command, environ=environ, cwd=paths.PROJECT)


def everything() -> list[str]:
    """Arguments for all tests, one process for each core that this one may use."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return ["-n", str(cores), "--dist", "loadgroup"]


def browser_environ(arguments: list[str]) -> dict[str, str]:
    """A browser for the tests; installed when all tests or those under ``e2e`` were asked for."""
    if not arguments or any("e2e" in argument for argument in arguments):
        return browser.ensure()
    found = browser.find()
    return {browser.VARIABLE: found} if found else {browser.REASON: "no Chromium on this machine"}


def static_environ(home: Path) -> dict[str, str]:
    """A folder of this run for collected files, and fonts for the browser."""
    (home / "static").mkdir()
    return {"STATIC_ROOT": os.fspath(home / "static"), "FONTCONFIG_FILE": os.fspath(browser.font_settings(home))}
