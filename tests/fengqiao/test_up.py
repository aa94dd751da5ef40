"""``manage.py up`` keeps its promises: one command, nothing left behind, whole again after a kill."""

import os
import signal
import stat
from collections.abc import Iterator

import pytest

from tests.fengqiao.copies import Copy, eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A copy whose data lies in a path with a space and Chinese, under a folder that other users cannot enter."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    running = Copy(closed / "数 据" / "var")
    running.home.parent.mkdir()
    try:
        yield running.start()
    finally:
        running.remove()


def test_first_start_serves_pages_and_keeps_its_secrets_to_itself(copy: Copy) -> None:
    assert copy.healthy(), copy.output.read_text()
    assert set(copy.pids()) == {"postgres", "valkey", "web", "worker", "beat"}
    for name in ("keys.json", "run/servers.json", "valkey/valkey.conf"):
        assert stat.S_IMODE((copy.home / name).stat().st_mode) == 0o600, name
    assert "1408 areas" in copy.output.read_text()


def test_a_second_start_of_the_same_copy_says_where_the_first_is(copy: Copy) -> None:
    with pytest.raises(AssertionError, match=f"already runs at {copy.address}"):
        Copy(copy.home.parent / "var").start(patience=30)


def test_every_part_comes_back_after_kill_9(copy: Copy) -> None:
    before = copy.pids()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: copy.pids().keys() == before.keys() and not set(copy.pids().values()) & set(before.values()), 60)
    assert eventually(copy.healthy, 30), copy.output.read_text()


def test_kill_9_of_the_whole_leaves_nothing_and_the_next_start_recovers(copy: Copy) -> None:
    copy.kill()
    assert eventually(lambda: not copy.processes(), 20), copy.processes()
    copy.start()
    assert copy.healthy()
    assert "applied" not in copy.output.read_text(), "the data of the first start was lost"


def test_ctrl_c_leaves_nothing_running_and_a_warm_start_is_quick(copy: Copy) -> None:
    assert copy.interrupt() == 0
    assert copy.processes() == []
    assert not (copy.home / "run" / "address").exists()
    assert not list(copy.home.rglob("postmaster.pid"))
    copy.start()
    assert copy.healthy()
    assert copy.seconds < 10 * slowness(), copy.output.read_text()


def slowness() -> float:
    """How much longer things may take because this machine is busy with other work; 1 when it is idle."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) * 2)
