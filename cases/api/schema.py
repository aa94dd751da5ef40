"""The OpenAPI entry of a view: besides what it answers, the problems that it may answer with."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

PROBLEM_MEDIA_TYPE = "application/problem+json"


class TokenScheme(OpenApiAuthenticationExtension):
    """The token in the `Authorization` header, for the document."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A bearer token."""
        del auto_schema
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(TokenScheme):
    """The session of a signed-in browser, for the document."""

    target_class = "accounts.authentication.SessionAuthentication"
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The cookie of the session."""
        del auto_schema
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """A field and what is wrong with it; a row of a list is named as `parties[0].name`, the request as a whole by an empty name."""

    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457). Some problems have more members: `events` and `current` (412), `state` and `open_acts` (409)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = ProblemErrorSerializer(many=True, required=False)


DESCRIPTIONS = {
    400: "A parameter, a header or the body cannot be read.",
    401: "Not signed in.",
    403: "The role does not grant it, or there is no live posting.",
    404: "There is none, or it lies outside what one may see.",
    406: "Only JSON is answered.",
    409: "Not open in this state, or under way; names the acts that are open.",
    412: "Somebody else has acted since; lists what happened.",
    413: "The body is too large.",
    415: "The body is not in a format that is read.",
    422: "A field does not meet the rules; nothing was done.",
    428: "The version that was seen is missing.",
    429: "Too many requests.",
}
ALWAYS = (400, 401, 403, 406, 429)
WITH_BODY = (413, 415, 422)
ON_A_CASE = (404,)
ACTS = (409, 412, 428)

POSTING = OpenApiParameter(
    "X-Posting", int, OpenApiParameter.HEADER, description="Whose eyes are used: the id of one of the own live postings. Without it all of them."
)
IF_MATCH = OpenApiParameter(
    "If-Match", {"type": "string", "pattern": '^"[0-9]{1,9}"$'}, OpenApiParameter.HEADER, required=True, description="The ETag of the case as seen."
)


class ApiSchema(AutoSchema):
    """Adds the problems and the header that every operation has."""

    def get_override_parameters(self) -> list[Any]:
        """`X-Posting` beside what the view names."""
        return [*super().get_override_parameters(), *([POSTING] if self._is_signed_in() else [])]

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status in self._problem_statuses():
            if str(status) not in bodies:
                response = OpenApiResponse(ProblemSerializer, description=DESCRIPTIONS[status])
                bodies[str(status)] = self._get_response_for_code(response, str(status), [PROBLEM_MEDIA_TYPE], direction)  # type: ignore[no-untyped-call]
        return dict(sorted(bodies.items()))

    def _problem_statuses(self) -> set[int]:
        found = {status for status in ALWAYS if self._is_signed_in() or status != 403}
        if self.method in ("POST", "PUT", "PATCH"):
            found |= {*WITH_BODY}
        if "{" in self.path:
            found |= {*ON_A_CASE}
        return found | set(getattr(self.view, "more_problems", {}).get(self.method, ()))

    def _is_signed_in(self) -> bool:
        return bool(self.view.permission_classes)


def share_problems(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Write the answers that many operations have in common once, under `components/responses`, and point to them."""
    shared: dict[str, Any] = {}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if PROBLEM_MEDIA_TYPE in response.get("content", {}):
                    shared[f"Problem{status}"] = response
                    operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
    result["components"]["responses"] = dict(sorted(shared.items()))
    return result
