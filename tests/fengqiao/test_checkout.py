"""What the checkout holds, and what it must not hold."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fengqiao.bootstrap import frontend, paths
from fengqiao.house_rules import findings, of_file

OUTSIDE = {".git", ".venv", "var", "node_modules", "__pycache__"}


def files() -> Iterator[Path]:
    """Every file of the checkout that is not made by it."""
    for folder, inside, names in os.walk(paths.PROJECT):
        inside[:] = [name for name in inside if name not in OUTSIDE and not name.endswith("_cache")]
        yield from (Path(folder) / name for name in names)


@pytest.mark.parametrize("name", ["requirements.txt", "package-lock.json", ".npmrc", "requirements.in"])
def test_no_lock_file_holds_an_address(name: str) -> None:
    assert not re.search(r"https?:|//", re.sub(r"sha\d+[-:][A-Za-z0-9+/=]+", "", (paths.PROJECT / name).read_text()))


def test_every_python_package_is_pinned_with_hashes() -> None:
    lock = (paths.PROJECT / "requirements.txt").read_text()
    entries = re.findall(r"^[a-zA-Z0-9].*?(?=^[a-zA-Z0-9]|\Z)", lock, flags=re.MULTILINE | re.DOTALL)
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_every_front_end_package_is_pinned_with_a_hash() -> None:
    packages = json.loads((paths.PROJECT / "package-lock.json").read_text())["packages"]
    direct = json.loads((paths.PROJECT / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in direct.values())
    assert all(entry.get("integrity", "").startswith("sha512-") for place, entry in packages.items() if place)


def test_no_third_party_front_end_file_is_committed() -> None:
    vendor = {Path(target).name for target in json.loads((paths.PROJECT / "package.json").read_text())["vendor"]["files"]}
    assert [path for path in files() if path.name in vendor or re.search(r"\.min\.(js|css)$", path.name)] == []


def test_pages_ask_for_nothing_from_outside() -> None:
    asks = re.compile(r"""(?:src|href|action|hx-\w+)=["'](?:https?:)?//""")
    assert [path for path in files() if path.suffix in (".html", ".css", ".js") and asks.search(path.read_text())] == []


def test_every_icon_used_in_a_page_is_in_the_sprite() -> None:
    frontend.ensure()
    there = set(re.findall(r'<symbol id="([^"]+)"', (paths.VENDOR / "icons.svg").read_text()))
    assert len(there) > 50
    for path in files():
        if path.suffix == ".html":
            used = set(re.findall(r"icons\.svg[^#\"]*#([a-z0-9-]+)\"", path.read_text()))
            assert used <= there, f"{path}: add {used - there} to vendor.icons in package.json"


def test_the_house_rules_hold() -> None:
    assert findings(paths.PROJECT) == []


@pytest.mark.parametrize("line", ["Case.objects.all()", "Case.objects.get(pk=1)", "User.objects.all().filter(x=1)"])
def test_an_unscoped_read_in_a_view_is_found(line: str) -> None:
    for place in ("cases/views/desk.py", "cases/api/base.py", "cases/forms.py"):
        assert [number for number, _ in of_file(Path(place), f"\n{line}\n")] == [2]
    assert list(of_file(Path("cases/queries.py"), line)) == []
    assert list(of_file(Path("cases/views/desk.py"), line.replace("objects", "objects.visible_to(actor)"))) == []


def test_long_files_long_functions_and_loose_ends_are_found() -> None:
    function = "def f() -> None:\n" + "    x = 1\n" * 61
    assert "62 lines" in next(what for _, what in of_file(Path("cases/a.py"), function))
    assert "401 lines" in next(what for _, what in of_file(Path("cases/a.py"), "\n" * 401))
    assert list(of_file(Path("cases/a.py"), "x = 1  # TODO later"))


def test_the_bootstrap_runs_on_a_python_without_any_package() -> None:
    code = (
        "import sys; sys.path.insert(0, '.'); import fengqiao.bootstrap.main, fengqiao.bootstrap.frontend, fengqiao.bootstrap.ports, "
        "fengqiao.bootstrap.keys; print(sorted(n for n, m in sys.modules.items() if 'site-packages' in (getattr(m, '__file__', '') or '')))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=paths.PROJECT, capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr
