"""One line of log for each request, with who asked, from where, and a number that every other line of the request carries."""

from __future__ import annotations

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from accounts.signin.events import address_of


class RequestLog(RequestMiddleware):
    """What `django_structlog` writes, with the address that forwarding headers of our own proxies give and no header of a stranger."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """The address as the records of signing in and of reading personal data have it."""
        structlog.contextvars.bind_contextvars(ip=address_of(request))
