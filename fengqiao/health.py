"""Whether this process lives, and whether the servers that it needs answer.

Plain views: an asynchronous one would cost every asker a thread with a database connection of its own.
"""

from collections.abc import Callable

import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers; asks nobody else."""
    return JsonResponse({"alive": True})


@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Database and cache answer: 200 and ``ok`` for each, else 503; why one fails stands in the log, not in the answer."""
    found = {name: "ok" if _answers(name, ask) else "failed" for name, ask in ASK.items()}
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def _answers(name: str, ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (DatabaseError, RedisError, OSError) as error:
        log.warning("health_check_failed", part=name, error=str(error))
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    cache.set("health", 1, timeout=5)


ASK: dict[str, Callable[[], None]] = {"database": _ask_database, "cache": _ask_cache}
