"""Errors of the API as problem details (RFC 9457): what is wrong, in Chinese, by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import server_error as page_of_server_error
from rest_framework import exceptions as drf
from rest_framework.response import Response

from accounts.errors import NotAllowedError
from cases.errors import NotGranted, NotOpen, Outdated, Refused
from cases.filters import BadFilter
from cases.idempotency import KeyReusedError, UnderWayError
from cases.paging import BadCursor
from cases.veil import NOTHING, Veil, veil_of_case

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:fengqiao:problem:"
TITLES = {
    400: _l("请求有误"),
    401: _l("未登录"),
    403: _l("没有权限"),
    404: _l("没有找到"),
    405: _l("不支持的方法"),
    406: _l("不支持的响应格式"),
    409: _l("现在不能办理"),
    412: _l("案件已有变动"),
    413: _l("内容过大"),
    415: _l("不支持的内容格式"),
    422: _l("内容不符合要求"),
    428: _l("缺少版本"),
    429: _l("请求过于频繁"),
}


class Problem(Exception):
    """What went wrong with a request. `reasons` are texts by field; `""` is the request as a whole."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        reasons: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.more, self.headers = status, code, detail, more, dict(headers or {})
        self.reasons = {field: list(texts) for field, texts in (reasons or {}).items()}

    def body(self, instance: str) -> dict[str, Any]:
        """The members of the document."""
        title = str(TITLES.get(self.status, _("出错了")))
        found: dict[str, Any] = {"type": TYPE + self.code, "title": title, "status": self.status, "detail": self.detail, "instance": instance}
        errors = [{"field": field, "reason": text} for field, texts in self.reasons.items() for text in texts]
        return found | ({"errors": errors} if errors else {}) | self.more


def handle(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception, or None for one that is a fault of ours."""
    problem = problem_of(exc)
    if problem is None:
        return None
    response = Response(problem.body(context["request"].path), status=problem.status, headers=problem.headers, content_type=MEDIA_TYPE)
    response.exception = True
    return response


def problem_of(exc: Exception) -> Problem | None:
    """An exception as a problem."""
    for kind, make in _MAKERS:
        if isinstance(exc, kind):
            return make(exc)
    return None


@csrf_exempt
def not_found(request: HttpRequest, *_args: object, **_kwargs: object) -> JsonResponse:
    """For addresses under `/api/` that do not exist."""
    problem = Problem(404, "not_found", _("没有这个地址。"))
    return JsonResponse(problem.body(request.path), status=404, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def server_error(request: HttpRequest) -> HttpResponse:
    """For a fault of ours: a problem under `/api/`, the page of the site elsewhere. What it was is in the log."""
    if not request.path.startswith("/api/"):
        return page_of_server_error(request)
    problem = Problem(500, "fault", _("系统出错，已记录，请稍后再试。"))
    return JsonResponse(problem.body(request.path), status=500, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def bad_fields(reasons: Mapping[str, Sequence[str]], *, labels: Mapping[str, str] | None = None, status: int = 422, code: str = "invalid") -> Problem:
    """Fields that cannot be taken; `labels` are the words for fields whose reasons do not name them."""
    words = labels or {}
    told = (f"“{words[field]}”：{text}" if field in words else text for field, texts in reasons.items() for text in texts)
    return Problem(status, code, "；".join(told), reasons)


def _outdated(exc: Outdated) -> Problem:
    return Problem(412, exc.code, exc.message, current=exc.current, events=_events(exc.events))


def _events(events: Sequence[Any]) -> list[dict[str, Any]]:
    veil = veil_of_case(events[0].case_id) if events else NOTHING
    return [_event(each, veil) for each in events]


def _event(event: Any, veil: Veil) -> dict[str, Any]:
    by = event.by.name if event.by_id else ""
    return {"act": event.act, "at": event.at.isoformat(), "by": by, "text": veil.over(event.text), "state": event.target, "version": event.version}


def _not_open(exc: NotOpen) -> Problem:
    return Problem(409, exc.code, exc.message, state=exc.state, open_acts=exc.open_acts)


def _not_allowed(exc: NotAllowedError) -> Problem:
    return Problem(403, "not_allowed", exc.message, {exc.field: [exc.message]} if exc.field else None)


def _of_drf(exc: drf.APIException) -> Problem:
    ask_for, wait = getattr(exc, "auth_header", None), getattr(exc, "wait", None)
    headers = {"WWW-Authenticate": str(ask_for)} if ask_for else {}
    if wait is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    detail = exc.detail if isinstance(exc.detail, str) else str(exc.default_detail)
    return Problem(exc.status_code, str(exc.default_code), str(detail), headers=headers)


_MAKERS: list[tuple[type[Exception], Callable[[Any], Problem]]] = [
    (Problem, lambda exc: exc),
    (Outdated, _outdated),
    (NotOpen, _not_open),
    (NotGranted, lambda exc: Problem(403, exc.code, exc.message)),
    (Refused, lambda exc: Problem(422, exc.code, exc.message, exc.reasons)),
    (BadFilter, lambda exc: bad_fields(exc.reasons, status=400, code="bad_filter")),
    (BadCursor, lambda exc: bad_fields({"after": [str(exc)]}, status=400, code="bad_cursor")),
    (KeyReusedError, lambda exc: bad_fields({"Idempotency-Key": [str(exc)]}, code="key_reused")),
    (UnderWayError, lambda exc: Problem(409, "under_way", str(exc), {"Idempotency-Key": [str(exc)]}, {"Retry-After": "1"})),
    (NotAllowedError, _not_allowed),
    (ValidationError, lambda exc: bad_fields({"": exc.messages})),
    (Http404, lambda exc: Problem(404, "not_found", str(exc) or _("没有找到。"))),
    (PermissionDenied, lambda _exc: Problem(403, "not_allowed", _("没有权限。"))),
    (RequestDataTooBig, lambda _exc: Problem(413, "too_large", _("内容过大。"))),
    (SuspiciousOperation, lambda _exc: Problem(400, "bad_request", _("请求有误。"))),
    (drf.APIException, _of_drf),
]
