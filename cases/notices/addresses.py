"""Which addresses a gateway may have. The server calls them from inside the office's network, so they are checked twice.

When a gateway is entered its address is read; when it is called its name is resolved, every number it resolves to is checked, and the call
goes to that very number: a name that points elsewhere a moment later (DNS rebinding) gains nothing. Refused are this machine, link-local
numbers (where clouds tell their secrets), and numbers that are nobody's. Numbers of the office's own network are allowed: that is where
gateways stand.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Number = ipaddress.IPv4Address | ipaddress.IPv6Address
LONGEST = 300
_CLOUD_SECRETS = ipaddress.ip_address("100.100.100.200")
"""Where one cloud answers what others answer at 169.254.169.254."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class BadAddressError(ValueError):
    """Why an address cannot be a gateway's."""


@dataclass(frozen=True)
class Place:
    """A checked address: what to call, and under which name."""

    url: str
    """With the number in the place of the name."""
    host: str
    """For the Host header: name, and port where it is not the usual one."""
    name: str
    """For the certificate."""


def check(url: str) -> SplitResult:
    """Read an address.

    Raises:
        BadAddressError: not http or https, no host, a user name or fragment in it, too long, or a number or name of this machine.
    """
    parts = _read(url)
    name = (parts.hostname or "").rstrip(".").lower()
    if not settings.WEBHOOK_ALLOW_LOOPBACK and (name == "localhost" or name.endswith(".localhost")):
        raise BadAddressError(_("地址不能指向本机。"))
    try:
        number = ipaddress.ip_address(name)
    except ValueError:
        return parts
    check_number(number)
    return parts


def _read(url: str) -> SplitResult:
    wrong = BadAddressError(_("应为 http:// 或 https:// 开头的完整地址。"))
    if len(url) > LONGEST or not url.isascii() or any(char.isspace() or not char.isprintable() for char in url):
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise wrong
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadAddressError(_("地址中不能带用户名、密码或 # 片段。"))
    return parts


def check_number(number: Number) -> None:
    """Raise `BadAddressError` for a number that is not to be called."""
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (ipaddress.ip_address(int(number) & 0xFFFFFFFF) if number in _NAT64 else None)
        if inner is not None:
            return check_number(inner)
    if number.is_loopback:
        if settings.WEBHOOK_ALLOW_LOOPBACK:
            return None
        raise BadAddressError(_("地址不能指向本机。"))
    if number.is_link_local or number.is_multicast or number.is_unspecified or number.is_reserved or number == _CLOUD_SECRETS:
        raise BadAddressError(_("地址不能指向链路本地、组播或保留地址。"))
    return None


def resolve(url: str) -> Place:
    """Check an address anew and find its number.

    Raises:
        BadAddressError: as for `check`, or one of the numbers it resolves to is not to be called.
        OSError: the name is not known.
    """
    parts = check(url)
    name = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    numbers = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for number in numbers:
        check_number(number)
    shown = f"[{numbers[0]}]" if numbers[0].version == 6 else str(numbers[0])
    named = f"[{name}]" if ":" in name else name
    host = f"{named}:{parts.port}" if parts.port else named
    return Place(parts._replace(netloc=f"{shown}:{port}").geturl(), host, name)
