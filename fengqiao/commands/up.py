"""``manage.py up``: everything a copy needs, in one command, until Ctrl-C."""

import argparse
import os
import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError
from urllib.request import urlopen

from fengqiao import prepared
from fengqiao.bootstrap import frontend, keys, paths
from fengqiao.bootstrap.console import Step, refuse, say
from fengqiao.bootstrap.locks import take
from fengqiao.bootstrap.ports import claim_port
from fengqiao.bootstrap.processes import end, spawn, wait_until
from fengqiao.embedded import left_behind, servers
from fengqiao.supervisor import Program, Supervisor, log_file, tail

USUAL_PORT = 8000
READY_PATIENCE = 90.0
OTHER_COMMAND_PATIENCE = 120.0
THREADS = 4
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def main(arguments: list[str]) -> int:
    """Start all parts, print the address and the demo accounts, keep them running; 0 after Ctrl-C."""
    options = parser().parse_args(arguments)
    listen_to_signals()
    own_the_copy()
    left_behind.mention()
    supervisor = Supervisor()
    try:
        start(supervisor, options)
        supervisor.run()
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        finish(supervisor)
    say("Stopped; nothing is left running.")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of ``up``."""
    made = argparse.ArgumentParser(prog="manage.py up", description="Start PostgreSQL, Valkey, web, worker and beat; Ctrl-C stops them.")
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    made.add_argument("--port", type=int, help=f"port to listen on (default: {USUAL_PORT}, or a free one when it is taken)")
    made.add_argument("--no-demo", dest="demo", action="store_false", help="load no demo data and no demo accounts")
    return made


def listen_to_signals() -> None:
    """Make SIGTERM and a closed terminal the same as Ctrl-C; under nohup SIGHUP stays ignored."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


def address_file() -> Path:
    """Where a running copy writes its address."""
    return paths.RUN / "address"


def own_the_copy() -> None:
    """Take the copy's owner lock for the life of this process, waiting for a short command to end."""
    paths.make_private(paths.RUN)

    def taken() -> bool:
        return take(servers.owner_lock(), wait=False) is not None

    if taken():
        return
    if address_file().exists():
        refuse(f"this copy already runs at {address_file().read_text().strip()}: stop it there with Ctrl-C first.")
    say("Waiting for another command of this copy to end …")
    if not wait_until(taken, seconds=OTHER_COMMAND_PATIENCE, pause=0.2):
        refuse("another command of this copy holds its database: end it, then try again.")


def start(supervisor: Supervisor, options: argparse.Namespace) -> None:
    """Bring up every part in order and say where it is to be found."""
    began = time.monotonic()
    address_file().unlink(missing_ok=True)
    frontend.ensure()
    secrets = keys.kept(paths.VAR / "keys.json")
    ours = servers.of_this_copy(secrets)
    for server in ours:
        with Step(server.name):
            supervisor.start(server)
    servers.publish(ours)
    port = claim_port(options.host, options.port, USUAL_PORT)
    environ = os.environ | servers.own_environ(secrets) | servers.environ_of(ours) | {"PYTHONUNBUFFERED": "1"}
    environ |= {} if "ALLOWED_HOSTS" in os.environ else {"ALLOWED_HOSTS": ",".join(hosts(options.host))}
    prepare(environ, demo=options.demo)
    web, *jobs = programs(environ, options.host, port)
    with Step("web"):
        supervisor.start(web)
        wait_for_web(supervisor, options.host, port)
    for part in jobs:  # after the first page: on a modest machine four interpreters at once make it late
        supervisor.start(part)
    announce(options, port, time.monotonic() - began)


def prepare(environ: dict[str, str], *, demo: bool) -> None:
    """Run the steps that need Django in a process of their own: migrations, areas, demo data, static files; not where all is as it was left."""
    if prepared.as_left(environ, demo=demo):
        return
    prepared.forget()
    command = [sys.executable, "-m", "fengqiao.prepare", *([] if demo else ["--no-demo"])]
    process = spawn(command, environ=environ | {"DATABASE_POOL_MAX": "0", "LOG_LEVEL": "WARNING"}, cwd=paths.PROJECT, death_signal=signal.SIGKILL)
    try:
        if process.wait():
            refuse("the start stopped at the step above.")
        prepared.remember(environ, demo=demo)
    finally:
        end(process, signal.SIGKILL, patience=5)


def programs(environ: dict[str, str], host: str, port: int) -> list[Program]:
    """The parts that are ours: web server, worker and beat."""
    workers = max(2, min(4, os.cpu_count() or 2))
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(THREADS), "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "8", "--no-ws",
        "fengqiao.wsgi:application",
    ]  # fmt: skip
    celery = [sys.executable, "-m", "celery", "--app", "fengqiao", "--quiet"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = [*celery, "beat", "--schedule", os.fspath(paths.RUN / "beat-schedule"), "--pidfile", ""]
    forking = environ | {"DATABASE_POOL_MAX": "0", "FENGQIAO_ONLY_WORKER": "1"}
    return [
        Program("web", web, environ | {"DATABASE_POOL_MAX": str(THREADS), "FENGQIAO_DIE_WITH_PARENT": "1"} | figures(), log_file("web")),
        Program("worker", worker, forking, log_file("worker"), patience=20),
        Program("beat", beat, forking, log_file("beat")),
    ]


def figures() -> dict[str, str]:
    """Where the web processes add up their figures for Prometheus; emptied, since they belong to processes that are gone."""
    folder = paths.RUN / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    paths.make_private(folder)
    return {"PROMETHEUS_MULTIPROC_DIR": os.fspath(folder)}


def wait_for_web(supervisor: Supervisor, host: str, port: int) -> None:
    """Wait until the web server answers; when it does not, show the end of its log and give up."""
    reach = reachable(host)

    def answers() -> bool:
        supervisor.look()
        try:
            with urlopen(f"http://{reach}:{port}/health/live/", timeout=5) as answer:
                return bool(answer.status == 200)
        except HTTPError as error:
            say(tail(paths.LOGS / "web.log"))
            refuse(f"the web server answers with error {error.code} (the end of its log stands above).")
        except OSError:
            return False

    if not wait_until(answers, seconds=READY_PATIENCE, pause=0.1):
        say(tail(paths.LOGS / "web.log"))
        refuse("the web server does not answer (the end of its log stands above).")


def reachable(host: str) -> str:
    """The name under which this machine reaches what listens on ``host``."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def hosts(host: str) -> list[str]:
    """The names that requests may use: loopback, and this machine's own when it listens further."""
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in LOOPBACK:
        return names
    own = {socket.gethostname(), reachable(host)}
    try:
        own |= {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)}
    except socket.gaierror:
        pass
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: asks which of our addresses would be used
            own.add(probe.getsockname()[0])
        except OSError:
            pass
    return [*names, *sorted(f"[{name}]" if ":" in name else name for name in own)]


def announce(options: argparse.Namespace, port: int, seconds: float) -> None:
    """Print the address, the demo accounts and how to stop."""
    address = f"http://{reachable(options.host)}:{port}/"
    address_file().write_text(f"{address}\n")
    say(f"\nfengqiao runs at {address}   (ready after {seconds:.1f} s)")
    accounts = paths.RUN / "accounts.txt"
    if options.demo and accounts.exists():
        say(accounts.read_text())
    if options.host not in LOOPBACK:
        say("Others can reach this copy, without encryption" + (" and with the demo accounts above." if options.demo else "."))
    say(f"Logs: {paths.LOGS}. Ctrl-C stops everything.")


def finish(supervisor: Supervisor) -> None:
    """Stop every part in order; a second Ctrl-C ends them at once."""
    address_file().unlink(missing_ok=True)
    servers.withdraw()
    try:
        supervisor.stop()
    except KeyboardInterrupt:
        supervisor.kill()
