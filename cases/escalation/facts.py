"""What is true of a case as to escalation, in columns that each kind's one statement of facts takes up. `c` is the case in that statement."""

from __future__ import annotations

from typing import Any, Final

JOINS: Final = """
LEFT JOIN LATERAL (
    SELECT count(*) AS every,
           array_agg(x.organisation_id) FILTER (WHERE x.state = 'open') AS unsigned,
           array_agg(x.organisation_id) FILTER (WHERE x.state IN ('open', 'acknowledged')) AS waiting
    FROM cases_escalation x WHERE x.case_id = c.id
) esc ON true
"""
SELECTED: Final = "esc.every, coalesce(esc.unsigned, '{}'), coalesce(esc.waiting, '{}')"
KEYS: Final = ("escalations", "escalations_unsigned", "escalations_waiting")
"""`escalations`: how many steps were climbed; the bodies that have not acknowledged one yet, and those that have to answer one."""


def at_first() -> list[Any]:
    """The values in the transaction that registers a case."""
    nobody: list[int] = []
    return [0, nobody, nobody]
