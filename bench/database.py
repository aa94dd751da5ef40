"""A scratch database for measuring, beside whatever else the server has; kept for the next run of the same size."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from fengqiao.bootstrap.console import refuse

LAYOUT = 3
"""Raised when the loader makes other rows than before, so that what is kept is made anew."""


@dataclass(frozen=True)
class Scratch:
    """The database for so many cases on the server of `server_url`, whose role makes and owns it."""

    server_url: str
    cases: int

    @property
    def name(self) -> str:
        """Of the database."""
        return f"fengqiao_bench_{self.cases}"

    @property
    def url(self) -> str:
        """The address of the database."""
        parts = urlsplit(self.server_url)
        return urlunsplit(parts._replace(path=f"/{self.name}"))

    def stamp(self) -> str:
        """What a kept database must be of to be used again: rows of this layout, encrypted with the present keys."""
        keys = hashlib.sha256((os.environ["FIELD_KEY"] + os.environ["FIELD_INDEX_KEY"]).encode()).hexdigest()[:16]
        return json.dumps({"layout": LAYOUT, "cases": self.cases, "keys": keys}, sort_keys=True)

    def is_ready(self) -> bool:
        """Whether a former load of this kind was finished."""
        with closing(self._server()) as server:
            row = server.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [self.name]).fetchone()
        return row is not None and row[0] == self.stamp()

    def make(self) -> None:
        """An empty database, in place of one that is there."""
        self.drop()
        with closing(self._server()) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))

    def drop(self) -> None:
        """Remove it, with the connections that others left open to it."""
        with closing(self._server()) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def mark_ready(self) -> None:
        """Say on the database itself that its load was finished."""
        with closing(self._server()) as server:
            server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(self.name), sql.Literal(self.stamp())))

    def _server(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.server_url, autocommit=True, connect_timeout=10)


def check_role(server_url: str) -> None:
    """Refuse a superuser, whose plans and rights are not those of the application, and a role that cannot make databases."""
    with closing(psycopg.connect(server_url, autocommit=True, connect_timeout=10)) as server:
        row = server.execute("SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row is not None  # noqa: S101  (one always is the current user)
    name, is_super, may_create = row
    if is_super:
        refuse(f"the role {name} of DATABASE_URL is a superuser: measure with the application's own role.")
    if not may_create:
        refuse(f"the role {name} of DATABASE_URL may not make databases: ALTER ROLE {name} CREATEDB, or unset DATABASE_URL.")
