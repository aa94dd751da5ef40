"""Pytest plug-in that is loaded before Django's settings: gives each parallel process a Redis database of its own."""

import os
import re


def database_of(worker: str) -> int:
    """The Redis database of the xdist process ``worker`` (``gw0`` …, empty when tests run in one process); 15 are there."""
    number = re.sub(r"\D", "", worker)
    return int(number) % 15 + 1 if number else 0


def own_redis_url(url: str, worker: str) -> str:
    """``url`` with the database of ``worker``."""
    return re.sub(r"/\d*$", "", url) + f"/{database_of(worker)}"


if url := os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = own_redis_url(url, os.environ.get("PYTEST_XDIST_WORKER", ""))
