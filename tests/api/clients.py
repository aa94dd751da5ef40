"""A program that talks to the API with a token."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.actions.tokens import make_token
from accounts.actor import Actor
from cases.models import Case
from tests.acts import fresh


class Program:
    """Somebody's program: sends JSON, signed in with a token of that user."""

    def __init__(self, actor: Actor, **headers: str) -> None:
        self.actor = actor
        _token, self.secret = make_token(user=actor.user, name="测试", days=1, at=timezone.now())
        self.headers = {"Authorization": f"Bearer {self.secret}", **headers}
        self.client = Client(raise_request_exception=True)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """GET under `/api/v1/`."""
        return self.client.get(f"/api/v1/{path}", query or {}, headers=self.headers | headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST a JSON body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1/{path}", body if body is not None else {}, content_type="application/json", headers=self.headers | named)

    def delete(self, path: str) -> Any:
        """DELETE."""
        return self.client.delete(f"/api/v1/{path}", headers=self.headers)

    def do(self, act: str, case: Case, version: int | None = None, /, **body: Any) -> Any:
        """Do an act on the case as it is now, or as it was at a version."""
        seen = fresh(case).version if version is None else version
        return self.post(f"disputes/{case.number}/acts/{act}/", body, If_Match=f'"{seen}"')


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem that a response is; its form is checked on the way."""
    assert response.status_code == status, (response.status_code, response.content.decode()[:500])
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:fengqiao:problem:") and body["title"] and body["detail"] and body["instance"].startswith("/api/")
    return body


def reasons(response: Any, status: int = 422) -> dict[str, str]:
    """Reasons by field."""
    return {error["field"]: error["reason"] for error in problem(response, status).get("errors", [])}
