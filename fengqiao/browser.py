"""Where a Chromium for the browser tests comes from, and the Chinese fonts it draws with."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from fengqiao.bootstrap.console import Step, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "FENGQIAO_BROWSER"
"""Path of the Chromium to use."""
REASON = "FENGQIAO_NO_BROWSER"
"""Why there is none, for the summary of the tests."""


def find() -> str | None:
    """The program of a Chromium on this machine."""
    return next(_candidates(), None)


def _candidates() -> Iterator[str]:
    if (given := os.environ.get(VARIABLE)) and Path(given).exists():
        yield given
    yield from filter(None, map(shutil.which, NAMES))
    for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium"):
        yield from map(str, sorted(Path("~/.cache/ms-playwright").expanduser().glob(pattern), reverse=True))


def ensure() -> dict[str, str]:
    """Environment for browser tests: finds Chromium or installs Debian's (only as root, only with apt-get), or says why not."""
    found = find()
    reason = "" if found else _install()
    if found or (found := find()):
        return {VARIABLE: found}
    say(f"  BROWSER TESTS WILL BE SKIPPED: {reason}")
    return {REASON: reason}


def _install() -> str:
    """Install Debian's Chromium; returns why that failed, or nothing."""
    apt = shutil.which("apt-get")
    if not apt:
        return "no Chromium on this machine, and no apt-get to install it with"
    if os.geteuid() != 0:
        return "no Chromium on this machine, and only root can install it: apt-get install chromium"
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with Step("Chromium from the distribution") as step:
        for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
            step.progress(arguments[0])
            done = subprocess.run([apt, *arguments], env=environ, capture_output=True, text=True, check=False)
            if done.returncode and arguments[0] == "install":
                step.note = "could not be installed"
                last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
                return f"apt-get install chromium failed: {' '.join(last)}"
    return ""


def font_settings(folder: Path) -> Path:
    """Write a fontconfig file into ``folder`` that knows the fonts of the ``pylopdf-fonts-zh-cn`` wheel, and return its path."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    places = [Path(spec.origin).parent] if spec and spec.origin else []
    lines = [f"<dir>{escape(str(place))}</dir>" for place in [*places, Path("/usr/share/fonts")]]
    target = folder / "fonts.conf"
    target.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        + "\n".join(lines)
        + f"\n<cachedir>{escape(str(folder / 'font-cache'))}</cachedir>\n</fontconfig>\n"
    )
    return target
