"""Which language a page speaks: the one its reader chose, else Chinese."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_resolver
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """Activates the language of the cookie that the switch sets. What the browser prefers is not asked.

    Many phones and PCs of the offices came with an English browser, and their users read Chinese.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        _ = get_resolver().url_patterns  # imported now, in Chinese: tables that are made at import hold words of the record

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in that language and say which it is."""
        language = chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


def chosen(request: HttpRequest) -> str:
    """The language of the cookie where we speak it, else the usual one."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
