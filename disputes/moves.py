"""Writes the lawful moves of a dispute into `cases.Move`, where a trigger holds every writer to them."""

from __future__ import annotations

from typing import Any

from disputes.states import KIND, lawful_moves


def write_moves(apps: Any, _schema_editor: Any) -> None:
    """Make the rows of this kind equal to `disputes.states`. For migrations: a change of the transitions comes with one that calls this."""
    move = apps.get_model("cases", "Move")
    move.objects.filter(kind=KIND).delete()
    move.objects.bulk_create(
        move(kind=each.kind, source=each.source, target=each.target, act=each.act, article=each.article) for each in set(lawful_moves())
    )


def remove_moves(apps: Any, _schema_editor: Any) -> None:
    """The way back: no dispute can move any more."""
    apps.get_model("cases", "Move").objects.filter(kind=KIND).delete()
