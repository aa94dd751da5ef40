"""Says in a header how many SQL statements an answer took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

ASK = "X-Bench-Count"
"""Header of a request that wants to know. Without it nothing is wrapped, so that what is measured is what is served."""
ANSWER = "X-Bench-Statements"


class StatementCount:
    """Counts statements of the one request that asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and count where asked. What a streamed answer reads after its beginning is not counted."""
        if ASK not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response.headers[ANSWER] = str(count)
        return response
