"""What is true of a case as to supervision and risk, in columns that each kind's one statement of facts takes up.

`c` is the case in that statement.
"""

from __future__ import annotations

from typing import Any, Final

from cases.models import Case

_ORDERS: Final = """(
        SELECT coalesce(array_agg(o.organisation_id), '{{}}') FROM cases_supervisionitem i JOIN cases_supervisionorder o ON o.id = i.order_id
        WHERE i.case_id = c.id AND i.state = '{state}')"""
_COLUMNS: Final = {
    "colour": "c.colour",
    "body_area": "(SELECT g.area_id FROM accounts_organisation g WHERE g.id = c.organisation_id)",
    "issuers_open": _ORDERS.format(state="open"),
    "issuers_answered": _ORDERS.format(state="answered"),
    "leader": "(SELECT l.leader_id FROM cases_leaderincharge l WHERE l.case_id = c.id AND l.until IS NULL)",
    "plan": "EXISTS (SELECT FROM cases_caseplan p WHERE p.case_id = c.id AND p.superseded_at IS NULL)",
    "steps_left": """(
        SELECT count(*) FROM cases_caseplan p JOIN cases_planstep s ON s.plan_id = p.id
        WHERE p.case_id = c.id AND p.superseded_at IS NULL AND s.done_on IS NULL)""",
    "lowering_by": "(SELECT h.by_id FROM cases_colourchange h WHERE h.case_id = c.id AND h.state = 'pending')",
    "marked_major": "EXISTS (SELECT FROM cases_majormark m WHERE m.case_id = c.id AND m.lifted_at IS NULL)",
    "analysed": "EXISTS (SELECT FROM cases_caseanalysis n WHERE n.case_id = c.id)",
    "rectifications": "(SELECT count(*) FROM cases_rectification r WHERE r.case_id = c.id)",
    "rectifications_left": "(SELECT count(*) FROM cases_rectification r WHERE r.case_id = c.id AND r.done_on IS NULL)",
    "look_back": "(SELECT b.id FROM cases_lookback b WHERE b.case_id = c.id AND b.closed_at IS NULL)",
    "findings_unanswered": """(
        SELECT coalesce(array_agg(f.organisation_id), '{}') FROM cases_finding f JOIN cases_lookback b ON b.id = f.look_back_id
        WHERE b.case_id = c.id AND f.proposal <> 'none' AND f.replied_at IS NULL)""",
}
KEYS: Final = tuple(_COLUMNS)
"""The names of the facts.

`colour`; `body_area`: where the body is that has the case; `issuers_open`, `issuers_answered`: the bodies whose orders of supervision wait for
an answer, or for a judgement of it; `leader`: the user in charge, or None; `plan`: whether one is in force, `steps_left` of it; `lowering_by`:
who asked for a lower colour, or None; `marked_major`; `analysed`; `rectifications`, `rectifications_left`; `look_back`: key of the one that is
open, or None; `findings_unanswered`: the bodies that have not answered a proposal.
"""
SELECTED: Final = ",\n    ".join(_COLUMNS.values())


def at_first(case: Case) -> list[Any]:
    """The values in the transaction that registers a case: nothing has happened yet."""
    nobody: list[int] = []
    return [case.colour, case.organisation.area_id, nobody, nobody, None, False, 0, None, False, False, 0, 0, None, nobody]
