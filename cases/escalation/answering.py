"""Who may answer an escalation, and what waits for a body."""

from __future__ import annotations

from accounts.actor import Actor
from cases.acts import Facts
from cases.models import Case


def answers(case: Case, actor: Actor, organisation_id: int | None, facts: Facts) -> bool:
    """Whether this actor answers for that body; for a confidential case, which the body does not see, its named officers do."""
    if case.confidential and actor.user.pk in facts["officers"]:
        return True
    return organisation_id in actor.scope.organisation_ids


def may_acknowledge(case: Case, actor: Actor, facts: Facts) -> bool:
    """Whether something waits to be acknowledged by this actor."""
    return any(answers(case, actor, body, facts) for body in facts["escalations_unsigned"])


def may_answer(case: Case, actor: Actor, facts: Facts) -> bool:
    """Whether something waits for an answer of this actor."""
    return any(answers(case, actor, body, facts) for body in facts["escalations_waiting"])
