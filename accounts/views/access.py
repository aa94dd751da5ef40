"""Who gets to a page of the system's settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from accounts.actor import actor_of
from accounts.errors import NotAllowedError
from accounts.policies import may

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def requires(act: str) -> Callable[[View[P]], View[P]]:
    """A view for those whose postings in use grant the act; others get 403, strangers the sign-in page."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(actor_of(request).roles, act):
                raise PermissionDenied(act)
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def explain(form: Form, error: NotAllowedError) -> None:
    """Put the reason beside its field."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
