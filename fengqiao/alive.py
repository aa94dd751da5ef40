"""Health checks from inside a container: ``python -m fengqiao.alive web | worker | beat FILE``. Exit code 0 when well."""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

BEAT_WRITES_WITHIN = 600.0
"""Seconds; beat writes its schedule every three minutes."""


def web(address: str = "http://127.0.0.1:8000/health/") -> bool:
    """Whether the web server, its database and its cache answer."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    try:
        with urlopen(Request(address, headers={"Host": host}), timeout=8) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def worker() -> bool:
    """Whether the worker of this container answers over the broker."""
    from fengqiao.celery import app

    return bool(app.control.ping(destination=[f"celery@{socket.gethostname()}"], timeout=10))


def beat(schedule: str, now: float | None = None) -> bool:
    """Whether beat wrote ``schedule`` lately. ``now`` in seconds since 1970."""
    written = max((path.stat().st_mtime for path in Path(schedule).parent.glob(f"{Path(schedule).name}*")), default=0.0)
    return (time.time() if now is None else now) - written < BEAT_WRITES_WITHIN


CHECKS: dict[str, Callable[..., bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]](*sys.argv[2:]) else 1)
