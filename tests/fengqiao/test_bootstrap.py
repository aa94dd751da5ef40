"""The first seconds of a command: what is missing is said in one line, what is there is used, secrets are kept."""

import importlib.util
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fengqiao.bootstrap import console, environment, keys, locks, paths, ports, processes


def run_manage(prelude: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py after ``prelude`` has changed what it finds."""
    code = f"import sys, runpy\n{prelude}\nsys.argv = ['manage.py', 'up']\nrunpy.run_path('manage.py', run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], cwd=paths.PROJECT, capture_output=True, text=True, check=False)


def test_an_old_python_is_told_in_one_line_what_to_install() -> None:
    done = run_manage("sys.version_info = (3, 9, 2, 'final', 0)")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer and this is 3.9" in done.stderr


@pytest.mark.parametrize("missing", ["ensurepip", "venv"])
def test_a_python_without_venv_or_pip_is_told_in_one_line_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find_spec(name))
    monkeypatch.setattr(paths, "VENV", tmp_path / "venv")
    with pytest.raises(console.Refusal) as refused:
        environment.build()
    line = str(refused.value)
    assert "\n" not in line
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in line


def test_a_venv_that_fails_half_way_is_told_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nmkdir -p \"$3\"; echo 'ensurepip is not available' >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "_base_executable", str(broken))
    monkeypatch.setattr(paths, "VENV", tmp_path / "venv")
    with pytest.raises(console.Refusal, match="install its venv and pip"):
        environment.build()
    assert not (tmp_path / "venv").exists()


def test_an_environment_of_another_lock_or_another_place_is_not_taken_for_ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    monkeypatch.setattr(environment, "STAMP", stamp)
    assert not environment.ready()
    stamp.write_text(environment.wanted_stamp())
    assert environment.ready()
    monkeypatch.setattr(paths, "VENV", tmp_path / "moved")
    assert not environment.ready()


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "var" / "keys.json"
    made = keys.kept(file)
    assert set(made) == {"SECRET_KEY", "FIELD_KEY", "FIELD_INDEX_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}
    assert len(set(made.values())) == len(made)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.kept(file) == made
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


def test_a_key_that_a_later_version_needs_is_added_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text('{"SECRET_KEY": "old"}')
    made = keys.kept(file)
    assert made["SECRET_KEY"] == "old"
    assert len(made["FIELD_KEY"]) == 44


def test_a_lock_is_free_again_when_its_holder_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom fengqiao.bootstrap.locks import take\n"
        "take(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, cwd=paths.PROJECT)
    assert holder.stdout is not None
    holder.stdout.readline()
    assert locks.take(file, wait=False) is None
    holder.kill()
    holder.wait()
    taken = locks.take(file, wait=False)
    assert taken is not None
    os.close(taken)


def test_the_usual_port_gives_way_and_a_wanted_one_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_claims", [])
    usual = processes.free_port()
    assert ports.claim_port("127.0.0.1", None, usual) == usual
    other = ports.claim_port("127.0.0.1", None, usual)
    assert other != usual, "two copies would share one port"
    with pytest.raises(console.Refusal, match=f"port {usual} is taken"):
        ports.claim_port("127.0.0.1", usual, usual)
    for claim in ports._claims:
        claim.close()


def test_an_address_that_is_not_ours_is_refused_in_one_line() -> None:
    with pytest.raises(console.Refusal, match=r"cannot listen on 192\.0\.2\.1"):
        ports.claim_port("192.0.2.1", None, 8000)


def test_a_part_that_ignores_its_signal_is_killed_with_its_children() -> None:
    code = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); time.sleep(60)"
    )
    process = processes.spawn([sys.executable, "-c", code], output=subprocess.PIPE)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    processes.end(process, 15, patience=0.5)
    assert process.returncode == -9
    assert processes.wait_until(lambda: processes.started(child) is None, seconds=5)


def test_waiting_ends_with_what_it_waited_for() -> None:
    done = threading.Event()
    threading.Timer(0.1, done.set).start()
    assert processes.wait_until(done.is_set, seconds=10)
    assert not processes.wait_until(lambda: False, seconds=0.1)
