"""One line of log for each request, with who asked, from where, and a number that every other line of the request carries."""

from __future__ import annotations

from urllib.parse import unquote

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from accounts.signin.events import address_of
from cases.identifiers import replace_personal_numbers

PERSONAL = frozenset({"q", "person", "name", "phone", "id_number"})
"""Parameters whose values may name a person: a log tells that they were given, not what they are."""
HIDDEN = "..."


class RequestLog(RequestMiddleware):
    """What `django_structlog` writes, with the address that forwarding headers of our own proxies give and no header of a stranger."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and address, without what names a person."""
        query = request.GET.copy()
        for name in PERSONAL & set(query):
            query[name] = HIDDEN
        words = replace_personal_numbers(unquote(query.urlencode()), lambda _number: HIDDEN)
        path = replace_personal_numbers(request.path, lambda _number: HIDDEN)
        return f"{request.method} {path}{'?' if words else ''}{words}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """The address as the records of signing in and of reading personal data have it."""
        structlog.contextvars.bind_contextvars(ip=address_of(request))
