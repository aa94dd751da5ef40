"""The supervisor starts again what dies, ever more slowly, and stops in reverse order."""

import sys
from pathlib import Path

import pytest

from fengqiao import supervisor as supervising
from fengqiao.bootstrap import paths
from fengqiao.bootstrap.processes import wait_until
from fengqiao.supervisor import Program, Supervisor


@pytest.fixture(autouse=True)
def own_run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "RUN", tmp_path)


def program(name: str, code: str, tmp_path: Path) -> Program:
    return Program(name, [sys.executable, "-c", code], {"PATH": ""}, tmp_path / f"{name}.log", patience=2)


def test_a_part_that_keeps_falling_is_started_again_ever_more_slowly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = [1000.0]
    watch = Supervisor(clock=lambda: now[0])
    part = program("web", "raise SystemExit(3)", tmp_path)
    watch.start(part)
    pauses = []
    for _ in range(9):
        assert part.process is not None
        part.process.wait(10)
        watch.look()
        again = watch._falls["web"].again_at
        assert again is not None
        pauses.append(again - now[0])
        now[0] = again
        watch.look()
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert "web ended with code 3" in capsys.readouterr().out
    watch.stop()


def test_after_a_calm_minute_a_fall_counts_as_the_first(tmp_path: Path) -> None:
    now = [1000.0]
    watch = Supervisor(clock=lambda: now[0])
    part = program("web", "", tmp_path)
    watch.start(part)
    for _ in range(2):
        assert part.process is not None
        part.process.wait()
        watch.look()
        assert watch._falls["web"].again_at == now[0] + 0.5
        now[0] += supervising.CALM_AFTER + 1
        watch.look()
    watch.stop()


class Server:
    """A part that is no program of ours and must outlive those that use it."""

    def __init__(self, order: list[str], program: Program) -> None:
        self.name, self.log, self.process = "server", program.log, None
        self._order, self._program = order, program

    def start(self) -> None:
        self._order.append("server starts")

    def stop(self) -> None:
        self._order.append(f"server stops, web is {'gone' if self._program.process is None else 'there'}")


def test_servers_stop_after_the_programs_that_use_them(tmp_path: Path) -> None:
    order: list[str] = []
    watch = Supervisor()
    code = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit()); print('up', flush=True); time.sleep(60)"
    parts = [program(name, code, tmp_path) for name in ("web", "worker")]
    watch.start(Server(order, parts[0]))
    for part in parts:
        watch.start(part)
    assert [line.split()[0] for line in supervising.pids_file().read_text().splitlines()] == ["web", "worker"]
    assert wait_until(lambda: all(part.log.read_text() == "up\n" for part in parts), seconds=10)
    processes = [part.process for part in parts]
    watch.stop()
    assert order == ["server starts", "server stops, web is gone"]
    assert [process.returncode for process in processes if process] == [0, 0]
    assert not supervising.pids_file().exists()


def test_the_end_of_a_log_is_shown_and_a_large_one_makes_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "LOGS", tmp_path)
    monkeypatch.setattr(supervising, "LARGEST_LOG", 10)
    log = supervising.log_file("web")
    log.write_text("\n".join(f"第{number}行" for number in range(100)))
    assert supervising.tail(log, 2) == "第98行\n第99行"
    assert supervising.log_file("web").read_text() == ""
    assert (tmp_path / "web.log.1").exists()
