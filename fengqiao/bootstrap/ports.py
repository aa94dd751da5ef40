"""Which port a copy serves."""

import socket
import sys
import time

from fengqiao.bootstrap.console import refuse
from fengqiao.bootstrap.processes import free_port

_claims: list[socket.socket] = []
"""Kept open as long as this process lives."""


def claim_port(host: str, wanted: int | None, usual: int) -> int:
    """The port to serve: ``wanted``, which must be free; without one ``usual``, or a free one when that is taken.

    Web servers may share a port by SO_REUSEPORT, so that a second copy would not notice the first before it listens:
    on Linux a name in the abstract socket space is claimed beside the port.
    """
    if wanted is not None:
        if not _claim(host, wanted):
            refuse(f"port {wanted} is taken: choose another with --port.")
        return wanted
    limit = time.monotonic() + 1.0  # a copy killed a moment ago may still hold it
    while time.monotonic() < limit:
        if _claim(host, usual):
            return usual
        time.sleep(0.1)
    while not _claim(host, port := free_port(host=host)):
        continue
    return port


def _claim(host: str, port: int) -> bool:
    try:
        if free_port(port, host) != port:
            return False
    except OSError as error:
        refuse(f"cannot listen on {host}: {error.strerror or error}.")
    if sys.platform != "linux":
        return True
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0fengqiao-port-{port}")
    except OSError:
        claim.close()
        return False
    _claims.append(claim)
    return True
