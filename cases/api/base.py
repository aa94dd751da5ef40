"""What every view of the API has: who asks, with whose eyes, when; strict parameters; versions."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actor import Actor
from accounts.authentication import SessionAuthentication, TokenAuthentication
from accounts.middleware import POSTING_KEY
from accounts.models import Posting, User
from accounts.signin.events import address_of
from cases.api.parsing import StrictJSONParser
from cases.api.problems import Problem, bad_fields, handle
from cases.api.schema import ApiSchema
from cases.api.throttling import PerMinute
from cases.models import Case

POSTING_HEADER = "X-Posting"
_ETAG = re.compile(r'"(\d{1,9})"')


class IsAtWork(BasePermission):
    """Signed in, with a live posting, and with a password of one's own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raises `Problem` that says what is missing."""
        if not isinstance(request.user, User):
            return False
        if request.user.must_change_password:
            raise Problem(403, "password", _("请先更改管理员设置的初始密码。"))
        if isinstance(view, ApiView) and not view.actor.postings:
            raise Problem(403, "no_posting", _("您现在没有有效的任职，不能使用本系统。"))
        return True


class ApiView(APIView):
    """The base of all views. `parameters` are the query parameters it takes; any other is an error."""

    authentication_classes: ClassVar[Any] = [TokenAuthentication, SessionAuthentication]
    permission_classes: ClassVar[Any] = [IsAtWork]
    parser_classes: ClassVar[Any] = [StrictJSONParser]
    renderer_classes: ClassVar[Any] = [JSONRenderer]
    throttle_classes: ClassVar[Any] = [PerMinute]
    schema = ApiSchema()
    parameters: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authentication, permission and rate, then the parameters."""
        super().initial(request, *args, **kwargs)
        unknown = {name: [_("没有这个参数。")] for name in request.query_params if name not in self.parameters}
        if unknown:
            raise bad_fields(unknown, status=400, code="unknown_parameter")

    def get_exception_handler(self) -> Any:
        """Problem details."""
        return handle

    @cached_property
    def now(self) -> dt.datetime:
        """The moment of the request."""
        return timezone.now()

    @cached_property
    def actor(self) -> Actor:
        """Whose eyes are used: the posting named in `X-Posting`; else, in a session, the one chosen there; else all live ones.

        Raises:
            Problem: 400 where the header names no live posting of this user.
        """
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101  (permission is checked first)
        live = self._live_postings(user)
        wanted = self.request.headers.get(POSTING_HEADER)
        session = getattr(self.request._request, "session", None)
        chosen = tuple(each for each in live if str(each.pk) == (wanted or str(session and session.get(POSTING_KEY))))
        if wanted is not None and not chosen:
            raise bad_fields({POSTING_HEADER: [_("这不是您的有效任职。")]}, status=400, code="unknown_posting")
        return Actor(user, chosen or live, channel="api", address=address_of(self.request._request))

    def _live_postings(self, user: User) -> tuple[Posting, ...]:
        """The live postings of the user: those that `ActorMiddleware` has read where a session signed the user in, read here for a token."""
        known: Any = getattr(self.request._request, "live_postings", None)
        if known is not None and known and all(posting.user_id == user.pk for posting in known):
            return tuple(known)
        return tuple(Posting.objects.live(timezone.localdate(self.now)).filter(user=user).select_related("organisation", "area"))


def etag_of(case: Case) -> str:
    """The version of a case as an entity tag."""
    return f'"{case.version}"'


def version_from(request: Request) -> int:
    """The version that the client saw, from `If-Match`.

    Raises:
        Problem: 428 where the header is missing, 400 where it is no entity tag of a case.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem(428, "version_required", _("请在 If-Match 中给出您看到的版本（案件的 ETag）。"), {"If-Match": [_("必填。")]})
    match = _ETAG.fullmatch(given.strip().removeprefix("W/"))
    if match is None:
        raise bad_fields({"If-Match": [_('应为案件的 ETag，例如 "3"。')]}, status=400, code="bad_version")
    return int(match[1])
