"""Data folders of copies that are gone are named at a start and removed on request alone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fengqiao.bootstrap.processes import Account
from fengqiao.embedded import left_behind, programs


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for /var/lib/fengqiao."""
    home = tmp_path / "shared"
    home.mkdir()
    monkeypatch.setattr(programs, "SHARED_HOME", home)
    return home


@pytest.fixture
def copy(tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A copy whose data had to go to the shared home: its folder, and the data folder there."""
    monkeypatch.setattr(Account, "can_enter", lambda _account, _folder: False)
    data = tmp_path / "copy with blanks" / "var" / "postgres"
    there = programs.reachable_home(data, Account(65534, 65534))
    there.mkdir()
    (there / "PG_VERSION").write_text("18\n")
    return data.parent.parent, there.parent


def test_a_copy_that_lives_is_neither_named_nor_removed(shared: Path, copy: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    left_behind.mention(shared)
    assert capsys.readouterr().out == ""
    assert left_behind.prune(shared) == 0 and copy[1].exists()


def test_one_that_is_gone_is_named_and_stays_until_somebody_asks(shared: Path, copy: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, home = copy
    shutil.rmtree(folder)
    left_behind.mention(shared)
    said = capsys.readouterr().out
    assert str(home) in said and str(folder) in said and "servers --prune" in said
    assert home.exists()
    assert left_behind.prune(shared) == 1 and not home.exists()
    assert str(home) in capsys.readouterr().out


def test_what_does_not_say_whose_it_is_and_what_is_in_use_stays(shared: Path, copy: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, home = copy
    unknown, other = shared / "data-0000000000000000", shared / "programs-18"
    unknown.mkdir()
    other.mkdir()
    shutil.rmtree(folder)
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=home / "postgres", stdin=subprocess.PIPE) as server:
        try:
            assert left_behind.prune(shared) == 0
            left_behind.mention(shared)
        finally:
            server.terminate()
    assert home.exists() and unknown.exists() and other.exists()
    said = capsys.readouterr().out
    assert str(unknown) in said and "Left behind" not in said
